// A program shares by link with nt2/client, and another opens it: against the real server and store.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../src/client/client.ts';
import { openDoor, type Harness } from '../server/harness.ts';
import { clientAt, failureOf, programAt } from './client-at.ts';

let door: Harness;
let sender: Client;
beforeAll(async () => {
  door = await openDoor();
  sender = await programAt(door);
});
afterAll(() => door.close());

const SECRET = 'whsec_client_canary_41d7';
describe('a link made with nt2/client', () => {
  it('is opened once, by a client without a token, and the server never sees the secret', async () => {
    const made = await sender.share(SECRET, { label: '  Stripe   webhook key ', note: 'Rotate it in May' });
    expect(made.url).toMatch(/^https:\/\/nt2\.example\/s\/[a-z2-7]{32}#1[a-z2-7]{56}$/);
    expect(made.expiresAt).toBe(door.time.now + 24 * 3_600_000);
    expect(await sender.view(made.id)).toMatchObject({ status: 'ready', label: 'Stripe webhook key', role: 'sender' });

    const opened = await clientAt(door).open(`Look: ${made.url} (once)`);
    expect(opened).toEqual({
      items: [
        {
          kind: 'credential',
          label: '  Stripe   webhook key ',
          fields: [{ name: '  Stripe   webhook key ', value: SECRET, hidden: true }],
        },
      ],
      label: 'Stripe webhook key',
      note: 'Rotate it in May',
      sender: expect.stringMatching(/^client-\d+$/),
      kind: 'credential',
      files: [],
      endFiles: expect.any(Function),
      isConfirmed: true,
    });
    expect(await sender.view(made.id)).toMatchObject({ status: 'ended', cause: 'delivered' });
    expect((await failureOf(clientAt(door).open(made.url))).code).toBe('share.gone');
    expect(door.lines.join('\n')).not.toContain(SECRET);
  });

  it('with a drawn passphrase needs it too, and says how many tries are left', async () => {
    const { url, passphrase = '' } = await sender.share([{ name: 'KEY', value: SECRET, env: 'KEY' }], { label: 'Key', words: true });
    expect(passphrase.split(' ')).toHaveLength(5);
    expect((await failureOf(clientAt(door).open(url))).code).toBe('passphrase');
    expect(await failureOf(clientAt(door).open(url, { passphrase: 'wrong words' }))).toMatchObject({
      code: 'proof.failed',
      status: 401,
      triesLeft: 9,
      detail: expect.stringContaining('That didn’t match'),
    });
    const { items } = await clientAt(door).open(url, { passphrase: ` ${passphrase}  ` });
    expect(items[0]?.fields).toEqual([{ name: 'KEY', value: SECRET, hidden: true, env: 'KEY' }]);
  });

  it('of more than 40 KiB is uploaded first', async () => {
    const long = SECRET.repeat(4_000);
    const { url } = await sender.share(long, { label: 'Long' });
    expect((await clientAt(door).open(url)).items[0]?.fields[0]?.value).toBe(long);
  });

  it('is taken back before it is opened, and has a receipt once the log has signed', async () => {
    const { id, url } = await sender.share(SECRET, { label: 'Key' });
    await sender.revoke(id);
    expect((await failureOf(clientAt(door).open(url))).code).toBe('share.gone');
    await door.sign();
    const { text, signature } = await sender.receipt(id);
    expect(text).toContain('nt2/receipt/v');
    expect(signature).toContain('BEGIN SSH SIGNATURE');
  });

  it('of another server is not opened here, and a damaged one asks nobody', async () => {
    const { url } = await sender.share(SECRET, { label: 'Key' });
    const [page = '', fragment = ''] = url.split('#');
    expect((await failureOf(clientAt(door).open(url.replace('nt2.example', 'nt2.example.evil')))).code).toBe('link.host');
    expect((await failureOf(clientAt(door).open(page))).code).toBe('link.missing');
    expect((await failureOf(clientAt(door).open(`${page}#${fragment.slice(0, -3)}xyz`))).code).toBe('link.damaged');
    await clientAt(door).open(url);
  });
});

it('the server’s refusal is an ApiError with its code, status and sentence', async () => {
  expect(await failureOf(clientAt(door).share(SECRET, { label: 'Key' }))).toMatchObject({
    name: 'ApiError',
    code: 'session.required',
    status: 401,
    detail: expect.stringContaining('isn’t signed in'),
  });
  expect(await failureOf(sender.share(SECRET, { label: 'Key', expiresInMs: 1 }))).toMatchObject({
    code: 'input.expiry',
    status: 400,
    field: 'expires',
  });
  expect(await failureOf(sender.view('a'.repeat(32)))).toMatchObject({ code: 'share.gone', status: 410 });
});
