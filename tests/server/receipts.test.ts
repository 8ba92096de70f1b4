import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseReceipt } from '../../src/crypto/receipt/receipt.ts';
import { verifyReceipt } from '../../src/crypto/receipt/verify.ts';
import { ann, ben, eve, openDoor, type Ask, type Harness } from './harness.ts';
import { accepting, newBrowser, readyLink, readySealed } from './wire.ts';
import { HOST } from './harness.ts';

const DAY = 86_400_000;

describe('receipts over the web', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  const get = (id: string, last: string, who: Ask) => door.ask('GET', `/api/shares/${id}/${last}`, who);

  it('are for the parties and auditors alone: the sender’s is whole, the recipient’s is their half, a program has those of its own shares', async () => {
    const { id, annsCookie, bensCookie } = await readySealed(door);
    const link = await readyLink(door);
    const token = await door.apiTokens.create('eye', { scopes: ['audit'] });
    await door.sign();
    const keys = [await door.keyOf(id.slice(0, 6)), await door.keyOf(link.id.slice(0, 6))];
    for (const [share, half, who] of [
      [id, 'sender', { cookie: annsCookie }],
      [id, 'recipient', { cookie: bensCookie }],
      [link.id, 'sender', { bearer: link.token }],
      [id, 'sender', { bearer: token.ok ? token.value : '' }],
    ] as const) {
      const { status, text, headers } = await get(share, 'receipt', who);
      expect([status, headers.get('content-type'), headers.get('cache-control'), headers.get('nt2-waiting')]).toEqual([
        200,
        'text/plain; charset=utf-8',
        'no-store',
        '',
      ]);
      expect(await verifyReceipt({ text, keys })).toMatchObject({ ok: true, story: { for: half, share } });
    }
    const eves = await door.signIn(eve);
    for (const last of ['receipt', 'receipt.sig', 'consistency?from=0&to=1']) {
      expect((await get(id, last, {})).json.code).toBe('session.required');
      for (const who of [{ cookie: eves }, { bearer: link.token }]) expect((await get(id, last, who)).json.code, last).toBe('share.gone');
    }
  });

  it('come with a signature over the very text that was handed out, also when the log has gone on', async () => {
    const { id, annsCookie, bensCookie } = await readySealed(door);
    await door.sign();
    const cookie = annsCookie;
    const [mine, his] = [await get(id, 'receipt', { cookie }), await get(id, 'receipt', { cookie: bensCookie })];
    await door.begin('sealed');
    await door.sign();
    const signature = await get(id, 'receipt.sig', { cookie });
    expect(signature.text).toMatch(/^-----BEGIN SSH SIGNATURE-----\n[A-Za-z0-9+/=\n]+-----END SSH SIGNATURE-----\n$/);
    expect(signature.headers.get('nt2-receipt')).toBe(mine.headers.get('nt2-receipt'));
    const theirs = await get(id, 'receipt.sig', { cookie: bensCookie });
    expect(theirs.headers.get('nt2-receipt')).toBe(his.headers.get('nt2-receipt'));
    expect(theirs.text).not.toBe(signature.text);
    door.time.now += 11 * 60_000;
    const later = await get(id, 'receipt.sig', { cookie });
    expect(later.headers.get('nt2-receipt')).not.toBe(mine.headers.get('nt2-receipt'));
    expect((await get(id, 'receipt', { cookie })).headers.get('nt2-receipt')).toBe(later.headers.get('nt2-receipt'));
  });

  it('say which events still wait for the log, and before the first checkpoint that there is none yet', async () => {
    const share = await door.begin('sealed');
    const [cookie, bens] = [await door.signIn({ ...share.sender }), await door.signIn({ ...share.recipient! })];
    const early = await get(share.id, 'receipt', { cookie });
    expect([early.status, early.json.code, early.json.retryAfterMs]).toEqual([409, 'share.not_yet', 1_500]);
    await door.sign();
    const { input } = await accepting(await newBrowser(HOST), share, door.time.now);
    expect((await door.ask('POST', `/api/shares/${share.id}/accept`, { json: input, cookie: bens })).status).toBe(200);
    expect((await get(share.id, 'receipt', { cookie })).headers.get('nt2-waiting')).toBe('accepted');
  });

  it('are tied to an older checkpoint by hashes alone; sizes that are none are refused', async () => {
    const { id, annsCookie: cookie } = await readySealed(door);
    await door.sign();
    const size = Number(parseReceipt((await get(id, 'receipt', { cookie })).text)?.checkpoint.split('\n')[1]);
    const { status, text } = await get(id, `consistency?from=1&to=${size}`, { cookie });
    expect([status, text]).toEqual([200, expect.stringMatching(/^(?:[A-Za-z0-9+/]{43}=\n)+$/)]);
    for (const query of ['', '?from=2&to=1', `?from=0&to=${size + 1}`, '?from=-1&to=1', '?from=1e1&to=11'])
      expect((await get(id, `consistency${query}`, { cookie })).json.code, query).toBe('input.invalid');
  });

  it('J8: can be had by the same people and no others while there is evidence, also where one browser is both of them', async () => {
    const share = await door.begin('sealed');
    const token = await door.apiTokens.create('later', { scopes: ['audit'] });
    await door.ask('POST', `/api/shares/${share.id}/revoke`, { json: {}, cookie: await door.signIn(ann) });
    await door.sign();
    // The record is kept for a day here.
    door.time.now += 2 * DAY;
    const [anns, bens, eves] = [await door.signIn(ann), await door.signIn(ben), await door.signIn(eve)];
    expect((await door.ask('GET', `/api/shares/${share.id}`, { cookie: anns })).json.code).toBe('share.gone');
    const half = async (who: Ask): Promise<string | undefined> => parseReceipt((await get(share.id, 'receipt', who)).text)?.for;
    expect(await half({ cookie: anns })).toBe('sender');
    expect(await half({ cookie: bens })).toBe('recipient');
    expect(await half({ bearer: token.ok ? token.value : '' })).toBe('sender');
    const both = await door.signIn(ann, ben);
    for (const as of ['sender', 'recipient']) expect(await half({ cookie: both, headers: { 'x-nt2-as': as } })).toBe(as);
    for (const last of ['receipt', 'receipt.sig', 'consistency?from=0&to=1']) {
      expect((await get(share.id, last, { cookie: eves })).json.code, last).toBe('share.gone');
      expect((await get(share.id, last, {})).json.code, last).toBe('session.required');
    }
    expect((await get(share.id, 'receipt.sig', { cookie: anns })).text).toMatch(/^-----BEGIN SSH SIGNATURE-----/);
    door.time.now += 399 * DAY;
    expect((await get(share.id, 'receipt', { cookie: await door.signIn(ann) })).json.code).toBe('share.gone');
  });
});
