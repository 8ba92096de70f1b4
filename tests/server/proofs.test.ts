import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOST, openDoor, type Harness } from './harness.ts';
import { linkClaim, newBrowser, readyLink, readySealed, claiming } from './wire.ts';

describe('proofs that are not there', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  const absent: readonly [string, (body: Record<string, unknown>, line: string) => void][] = [
    ['omitted', (body, line) => delete body[line]],
    ['null', (body, line) => (body[line] = null)],
    ['empty text', (body, line) => (body[line] = '')],
    ['an empty list', (body, line) => (body[line] = [])],
    ['an object', (body, line) => (body[line] = {})],
    ['true', (body, line) => (body[line] = true)],
    ['zero', (body, line) => (body[line] = 0)],
  ];

  it.each(absent)('T5: a proof that is %s is a failed proof: nothing is released and nothing is used up', async (_name, spoil) => {
    const { id, linkKey } = await readyLink(door);
    const browser = await newBrowser(HOST);
    const whole = await linkClaim(door, id, linkKey, browser);
    for (const line of ['note', 'device', 'secret', 'openers'] as const) {
      const body: Record<string, unknown> = { ...whole };
      spoil(body, line);
      const answer = await door.ask('POST', `/api/shares/${id}/claim`, { json: body });
      expect([400, 401], line).toContain(answer.status);
      expect(answer.json.capsule).toBeUndefined();
    }
    for (const line of ['proof', 'salt', 'note'] as const) {
      const opener: Record<string, unknown> = { ...whole.openers[0] };
      spoil(opener, line);
      const answer = await door.ask('POST', `/api/shares/${id}/claim`, { json: { ...whole, openers: [opener] } });
      expect([400, 401], line).toContain(answer.status);
    }
    expect((await door.ask('POST', `/api/shares/${id}/claim`, { json: whole })).status).toBe(200);
  });

  it('T5: an opener that is left out together with its line in the signed note is a failed proof too', async () => {
    const { id, linkKey } = await readyLink(door);
    const browser = await newBrowser(HOST);
    const without = await claiming(browser, { id }, door.time.now);
    const answer = await door.ask('POST', `/api/shares/${id}/claim`, { json: without });
    expect([answer.status, answer.json.code]).toEqual([401, 'proof.failed']);
    expect((await door.ask('POST', `/api/shares/${id}/claim`, { json: await linkClaim(door, id, linkKey, browser) })).status).toBe(200);
  });

  it('T5: no session, an empty cookie and a made-up cookie are nobody', async () => {
    const { id, recipient } = await readySealed(door);
    const json = await claiming(recipient, { id }, door.time.now);
    for (const cookie of [
      '',
      '__Host-nt2=',
      '__Host-nt2=AAAA',
      `__Host-nt2=${'A'.repeat(300)}`,
      'nt2=x',
      '__Host-nt2=null; __Host-nt2=[]',
    ]) {
      const answer = await door.ask('POST', `/api/shares/${id}/claim`, { json, ...(cookie !== '' && { cookie }) });
      expect(answer.json.code, cookie).toBe('session.required');
      for (const step of ['accept', 'decline', 'seal', 'revoke']) {
        const said = await door.ask('POST', `/api/shares/${id}/${step}`, { json: {}, ...(cookie !== '' && { cookie }) });
        expect(said.json.code, step).toBe('session.required');
      }
    }
  });

  it('T5: an Authorization header that holds no token of ours is refused, and does not fall back to the cookie', async () => {
    const { id, annsCookie } = await readySealed(door);
    for (const authorization of ['', 'Bearer', 'Bearer null', 'Bearer nt2_', 'Basic YTpi', `Bearer nt2_${'a'.repeat(38)}`]) {
      const answer = await door.ask('POST', `/api/shares/${id}/revoke`, { json: {}, cookie: annsCookie, headers: { authorization } });
      expect([answer.status, answer.json.code], authorization).toEqual([401, 'token.invalid']);
    }
  });

  it('T5: delivery without the acknowledgement, or with an invented one, destroys nothing', async () => {
    const { id, linkKey } = await readyLink(door);
    const browser = await newBrowser(HOST);
    const claim = await linkClaim(door, id, linkKey, browser);
    expect((await door.ask('POST', `/api/shares/${id}/claim`, { json: claim })).status).toBe(200);
    const { note, device, secret } = claim;
    for (const body of [
      {},
      { note, device, secret },
      { note, device, secret, ack: null },
      { note, device, secret, ack: '' },
      { note, device, secret, ack: 'A'.repeat(43) },
    ]) {
      expect([400, 401]).toContain((await door.ask('POST', `/api/shares/${id}/deliver`, { json: body })).status);
    }
    expect((await door.ask('POST', `/api/shares/${id}/claim`, { json: claim })).status).toBe(200);
  });
});
