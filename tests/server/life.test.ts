import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeBase64 } from '../../src/crypto/bytes.ts';
import { claimSecretHash, newClaimSecret } from '../../src/crypto/events/claim-secret.ts';
import { limits } from '../../src/core/limits.ts';
import { HOST, openDoor, type Harness } from './harness.ts';
import { claiming, delivering, linkClaim, newBrowser, opening, readyLink, readySealed, SECRET } from './wire.ts';

const bytes = (text: string): Uint8Array => decodeBase64(text) as Uint8Array;

describe('the life of a share over HTTP', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  it('a program makes a link share in one request, and one browser opens it', async () => {
    const { id, share, sealed, linkKey, token, name } = await readyLink(door);
    const browser = await newBrowser(HOST);
    const claimed = await door.ask('POST', `/api/shares/${id}/claim`, { json: await linkClaim(door, id, linkKey, browser) });
    expect(claimed.status).toBe(200);
    expect(claimed.json).toMatchObject({ label: 'Stripe webhook key', kind: 'credential', note: '', sender: name });
    expect(claimed.json.lease.until).toBe(door.time.now + limits.leaseMs);
    const released = { capsule: bytes(claimed.json.capsule), payload: bytes(claimed.json.payload) };
    const opened = await opening(share, released, sealed.input.note, { linkKey });
    expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    const delivered = await door.ask('POST', `/api/shares/${id}/deliver`, {
      json: await delivering(browser, { id }, door.time.now, opened.ack),
    });
    expect(delivered.status).toBe(204);
    const again = await door.ask('POST', `/api/shares/${id}/claim`, { json: await linkClaim(door, id, linkKey, browser) });
    expect([again.status, again.json.code]).toEqual([410, 'share.gone']);
    const view = await door.ask('GET', `/api/shares/${id}`, { bearer: token });
    expect(view.json).toMatchObject({ role: 'sender', status: 'ended', cause: 'delivered' });
  });

  it('the answer to creation is the address under the public URL, whatever the Host header says', async () => {
    const { body, name, token } = await readyLink(door);
    const again = await door.ask('POST', '/api/shares', {
      json: body,
      bearer: token,
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    });
    // The same request once more: its answer might have been lost.
    expect([again.status, again.json.url]).toEqual([201, `https://${HOST}/s/${body.id}`]);
    const tenant = await door.ask('GET', '/api/tenant', { bearer: token, headers: { host: 'evil.example' } });
    const person = { key: `local:local:${name}`, name };
    expect(tenant.json).toEqual({ tag: body.id.slice(0, 6), host: HOST, now: door.time.now, person });
  });

  it('a sealed share goes from accept to delivered, and the sender sees each step', async () => {
    const { id, share, recipient, acceptKey, annsCookie, bensCookie, statement } = await readySealed(door);
    expect((await door.ask('GET', `/api/shares/${id}`, { cookie: annsCookie })).json).toMatchObject({ role: 'sender', status: 'ready' });
    const claim = await claiming(recipient, { id }, door.time.now);
    const claimed = await door.ask('POST', `/api/shares/${id}/claim`, { json: claim, cookie: bensCookie });
    expect(claimed.status).toBe(200);
    expect((await door.ask('GET', `/api/shares/${id}`, { cookie: annsCookie })).json).toMatchObject({ status: 'claimed' });
    const released = { capsule: bytes(claimed.json.capsule), payload: bytes(claimed.json.payload) };
    const opened = await opening(share, released, statement, { accept: acceptKey });
    const proof = await delivering(recipient, { id }, door.time.now, opened.ack);
    expect((await door.ask('POST', `/api/shares/${id}/deliver`, { json: proof })).status).toBe(204);
    expect((await door.ask('POST', `/api/shares/${id}/deliver`, { json: proof })).status).toBe(204);
    expect((await door.ask('GET', `/api/shares/${id}`, { cookie: annsCookie })).json).toMatchObject({
      status: 'ended',
      cause: 'delivered',
    });
  });

  it('a lost answer is no lost secret: the same browser claims again and may fetch the payload by its lease, another is refused', async () => {
    const { id, recipient, bensCookie } = await readySealed(door);
    const claim = async (browser = recipient) =>
      door.ask('POST', `/api/shares/${id}/claim`, { json: await claiming(browser, { id }, door.time.now), cookie: bensCookie });
    const first = await claim();
    const second = await claim();
    expect(second.json.capsule).toBe(first.json.capsule);
    expect((await claim(await newBrowser(HOST))).json.code).toBe('share.taken');
    const secret = recipient.secretOf(id);
    const fetched = await door.server.request(`/api/shares/${id}/payload`, { headers: { 'x-nt2-claim': secret } });
    expect(Buffer.from(await fetched.arrayBuffer()).toString('base64')).toBe(first.json.payload);
    for (const bad of ['', 'x', secret.slice(0, -1), claimSecretHash(secret) ?? '', newClaimSecret()]) {
      expect((await door.ask('GET', `/api/shares/${id}/payload`, { headers: { 'x-nt2-claim': bad } })).status).toBe(410);
    }
    const other = await readySealed(door);
    expect((await door.ask('GET', `/api/shares/${other.id}/payload`, { headers: { 'x-nt2-claim': secret } })).status).toBe(410);
    const device = recipient.device.publicKey;
    const broken = { device, secret, reason: 'payload' };
    const { secret: _left, ...without } = broken;
    expect((await door.ask('POST', `/api/shares/${id}/broken`, { json: without })).status).toBe(400);
    expect((await door.ask('POST', `/api/shares/${id}/broken`, { json: { ...broken, secret: newClaimSecret() } })).status).toBe(410);
    expect((await door.ask('POST', `/api/shares/${id}/broken`, { json: broken })).status).toBe(204);
    expect((await door.ask('POST', `/api/shares/${id}/broken`, { json: broken })).status).toBe(204);
    expect((await door.ask('GET', `/api/shares/${id}/payload`, { headers: { 'x-nt2-claim': secret } })).status).toBe(410);
  });

  it('a sender may decline to wait and a recipient to accept', async () => {
    const share = await door.begin('sealed');
    const other = await door.begin('sealed');
    const { annsCookie, bensCookie } = await readySealed(door);
    expect((await door.ask('POST', `/api/shares/${share.id}/revoke`, { json: {}, cookie: annsCookie })).status).toBe(204);
    expect((await door.ask('POST', `/api/shares/${other.id}/decline`, { json: {}, cookie: bensCookie })).status).toBe(204);
    expect((await door.ask('POST', `/api/shares/${share.id}/revoke`, { json: {}, cookie: annsCookie })).status).toBe(410);
  });

  it('a session makes a link share that its page seals later, and nothing else without chat', async () => {
    const { annsCookie } = await readySealed(door);
    const wish = { mode: 'link', kind: 'note', label: 'Door code', note: '', expiresInMs: limits.expiry.initial };
    const made = await door.ask('POST', '/api/shares', { json: wish, cookie: annsCookie });
    expect(made.status).toBe(201);
    expect(made.json.url).toBe(`https://${HOST}/s/${made.json.id}`);
    const named = await door.ask('POST', '/api/shares', { json: { ...wish, mode: 'sealed' }, cookie: annsCookie });
    expect([named.status, named.json.field]).toEqual([400, 'mode']);
    expect((await door.ask('POST', '/api/shares', { json: wish })).json.code).toBe('session.required');
  });

  it('a payload that waits for the acceptance is uploaded first, and sealed without being sent again', async () => {
    const share = await door.begin('sealed');
    const { annsCookie, bensCookie } = await readySealed(door);
    const path = `/api/shares/${share.id}/payload`;
    const octets = { 'content-type': 'application/octet-stream' };
    expect((await door.ask('PUT', path, { body: new Uint8Array(5_000), cookie: annsCookie, headers: octets })).status).toBe(204);
    expect((await door.ask('PUT', path, { body: new Uint8Array(10), cookie: bensCookie, headers: octets })).json.code).toBe(
      'share.not_sender',
    );
    expect((await door.ask('PUT', path, { body: new Uint8Array(10), cookie: annsCookie })).status).toBe(415);
    expect((await door.ask('PUT', path, { body: '', cookie: annsCookie, headers: octets })).status).toBe(400);
    expect((await door.ask('GET', `/api/shares/${share.id}`, { cookie: annsCookie })).json.payload.size).toBe(5_000);
  });
});
