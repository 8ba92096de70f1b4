import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AGENTS } from '../support/crawlers.ts';
import { ben, openDoor, type Harness } from './harness.ts';
import { HOST } from './harness.ts';
import { claiming, linkClaim, newBrowser, readyLink, readySealed } from './wire.ts';

const SAFE = ['GET', 'HEAD', 'OPTIONS'];

/** Every address of the server, for one share. */
const routes = (id: string): string[] => [
  '/',
  '/go',
  `/s/${id}`,
  `/r/${id}`,
  '/api/requests',
  `/api/requests/${id}`,
  `/api/requests/${id}/answer`,
  '/assets/main-ABCDEFGH.js',
  '/robots.txt',
  '/healthz',
  '/readyz',
  `/.well-known/nt2/keys?tag=${id.slice(0, 6)}`,
  '/.well-known/nt2/address',
  ...['checkpoint', 'tile/0/000.p/1', 'tile/entries/000.p/1'].map((file) => `/log/${id.slice(0, 6)}/${file}`),
  '/api/session',
  '/api/tenant',
  '/api/shares',
  `/api/shares/${id}`,
  ...[
    'events',
    'payload',
    'accept',
    'decline',
    'seal',
    'extend',
    'revoke',
    'claim',
    'deliver',
    'broken',
    'receipt',
    'receipt.sig',
    'consistency',
  ].map((last) => `/api/shares/${id}/${last}`),
];

describe('crawlers, scanners and previews', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  it('T1: no GET, HEAD or OPTIONS on any route changes anything in the store, no matter who sends it and what it carries', async () => {
    const link = await readyLink(door);
    const sealed = await readySealed(door);
    const opened = await readySealed(door);
    const claim = await claiming(opened.recipient, opened, door.time.now);
    await door.ask('POST', `/api/shares/${opened.id}/claim`, { json: claim, cookie: opened.bensCookie });
    const secret = opened.recipient.secretOf(opened.id);
    const token = await door.tokens.issue({ person: ben, share: sealed.share.id, tenant: 'playground:toy' });
    await door.sign();
    const before = door.dump();
    const changes = door.changes();
    let asked = 0;
    for (const id of [link.id, sealed.id, opened.id, 'a'.repeat(32)]) {
      for (const path of routes(id)) {
        for (const method of SAFE) {
          for (const [n, agent] of AGENTS.entries()) {
            // Some of them carry everything that a curious browser could have.
            const armed =
              n % 2 === 1
                ? { cookie: sealed.bensCookie, headers: { 'user-agent': agent, 'x-nt2': '1', 'x-nt2-claim': secret } }
                : { headers: { 'user-agent': agent } };
            const answer = await asking(door, method, n === 3 ? `${path}?token=${token}` : path, armed);
            expect(answer, `${method} ${path}`).toBeLessThan(500);
            asked += 1;
          }
        }
      }
    }
    expect(asked).toBe(4 * 33 * 3 * 10);
    expect(door.dump()).toBe(before);
    expect(door.changes()).toBe(changes);
    // And the secrets are there for those they are meant for.
    const browser = await newBrowser(HOST);
    expect(
      (await door.ask('POST', `/api/shares/${link.id}/claim`, { json: await linkClaim(door, link.id, link.linkKey, browser) })).status,
    ).toBe(200);
    expect((await door.ask('POST', '/api/session', { json: { token } })).status).toBe(200);
  });

  it('T1: HEAD answers as GET would, without a body, and OPTIONS says which methods there are', async () => {
    const { id, bensCookie } = await readySealed(door);
    const head = await door.ask('HEAD', `/api/shares/${id}`, { cookie: bensCookie });
    expect([head.status, head.text]).toEqual([200, '']);
    const stream = await door.ask('HEAD', `/api/shares/${id}/events`, { cookie: bensCookie });
    expect([stream.status, stream.text, stream.headers.get('content-type')]).toEqual([200, '', 'text/event-stream']);
    const options = await door.ask('OPTIONS', `/api/shares/${id}/payload`);
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'PUT, GET, HEAD, OPTIONS']);
    expect(options.headers.get('access-control-allow-origin')).toBeNull();
    const wrong = await door.ask('DELETE', `/api/shares/${id}/claim`);
    expect([wrong.status, wrong.json.code, wrong.headers.get('allow')]).toEqual([405, 'request.method', 'POST, OPTIONS']);
  });

  it('T3: the User-Agent changes no answer, neither for the better nor for the worse', async () => {
    for (const agent of [...AGENTS, '']) {
      const { id, linkKey } = await readyLink(door);
      const headers = { 'user-agent': agent };
      const claim = await linkClaim(door, id, linkKey, await newBrowser(HOST));
      const without = { ...claim, openers: [] };
      expect((await door.ask('POST', `/api/shares/${id}/claim`, { json: without, headers })).status).not.toBe(200);
      expect((await door.ask('GET', `/s/${id}`, { headers })).text).toContain('<title>share</title>');
      expect((await door.ask('POST', `/api/shares/${id}/claim`, { json: claim, headers })).status).toBe(200);
    }
  });

  it('robots are told to stay away, in robots.txt and on every answer', async () => {
    expect((await door.ask('GET', '/robots.txt')).text).toBe('User-agent: *\nDisallow: /\n');
    for (const path of routes('a'.repeat(32))) expect((await door.ask('GET', path)).headers.get('x-robots-tag'), path).toContain('noindex');
  });
});

/** The status; a stream is ended as soon as it has begun. */
async function asking(
  door: Harness,
  method: string,
  path: string,
  { cookie, headers }: { cookie?: string; headers: Record<string, string> },
): Promise<number> {
  const response = await door.server.request(path, { method, headers: { ...headers, ...(cookie && { cookie }) } }, {});
  await response.body?.cancel();
  return response.status;
}
