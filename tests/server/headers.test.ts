// What every answer says to a browser, over a real connection: pages, API, platforms, refusals, and what is at no address.

import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseHeaders } from '../../src/server/http/headers.ts';
import { listen, type Listening } from '../../src/server/listen.ts';
import { openDoor, PUBLIC_URL, type Harness } from './harness.ts';

describe('every answer', () => {
  let door: Harness;
  let listening: Listening;
  beforeAll(async () => {
    const headers = { 'content-security-policy': "default-src 'none'; own", 'Referrer-Policy': 'origin' };
    const own = { method: 'GET', path: '/platform/own', handle: async () => new Response('own', { headers }) } as const;
    const bare = { method: 'POST', path: '/platform/events', handle: async () => new Response('said by a platform') } as const;
    door = await openDoor({ site: { adapterRoutes: [bare, own] } });
    const always = baseHeaders(new URL(PUBLIC_URL));
    listening = await listen({ fetch: door.server.fetch, host: '127.0.0.1', port: 0, always });
  });
  afterAll(async () => {
    await listening.stop();
    await door.close();
  });

  async function ask(method: string, path: string): Promise<IncomingMessage> {
    const asked = request({ host: '127.0.0.1', port: listening.port, method, path, agent: false }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    return answer;
  }

  it.each([
    ['GET', '/', 200],
    ['GET', '/s/x', 200],
    ['GET', '/nothing/here', 404],
    ['GET', '/robots.txt', 200],
    ['GET', '/healthz', 200],
    ['GET', '/api/session', 200],
    ['GET', '/api/nothing', 404],
    ['POST', '/api/session', 403],
    ['OPTIONS', '/api/shares', 204],
    ['TRACE', '/api/session', 405],
    ['TRACE', '/', 405],
    ['POST', '/platform/events', 200],
  ])(
    '%s %s (%i) is bound to https, is what it says it is, loads and frames nothing foreign, and names no software',
    async (method, path, status) => {
      const { statusCode, headers } = await ask(method, path);
      expect(statusCode).toBe(status);
      expect(headers).toMatchObject({
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = headers['content-security-policy'];
      for (const rule of ["default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
        expect(policy).toContain(rule);
      for (const name of ['server', 'x-powered-by', 'access-control-allow-origin']) expect(headers).not.toHaveProperty(name);
      if (/text|xml/.test(headers['content-type'] ?? '')) expect(headers['content-type']).toMatch(/; ?charset=utf-8$/i);
    },
  );

  it("has each header once, and an answer's own goes first, however its name is written", async () => {
    for (const path of ['/api/session', '/api/session', '/platform/own', '/', '/nothing']) {
      const names = (await ask('GET', path)).rawHeaders.filter((_, n) => n % 2 === 0).map((name) => name.toLowerCase());
      expect(names.toSorted()).toEqual([...new Set(names)].toSorted());
    }
    const { headers } = await ask('GET', '/platform/own');
    expect(headers).toMatchObject({ 'content-security-policy': "default-src 'none'; own", 'referrer-policy': 'origin' });
    expect(headers).toHaveProperty('x-robots-tag');
  });

  it('has them too where nothing else is said: a head that is too long to be read', async () => {
    const lines = Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`x-${n}`, '']));
    const asked = request({ host: '127.0.0.1', port: listening.port, path: '/', agent: false, headers: lines }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(431);
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'strict-transport-security': expect.any(String) });
  });

  it('without https nobody is bound to it', () => {
    expect(baseHeaders(new URL('http://127.0.0.1:4180'))).not.toHaveProperty('Strict-Transport-Security');
  });
});
