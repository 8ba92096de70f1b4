// The light `fetch` of commands beside the runtime's own: the same answers, in the points that a client relies on.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lightFetch } from '../../src/cli/light-fetch.ts';

let server: Server;
let url = '';
const asked: string[] = [];

const answers: Readonly<
  Record<string, (request: IncomingMessage) => Promise<readonly [status: number, headers: object, body: string | Buffer]>>
> = {
  '/echo': async (request) => {
    const { method, headers } = request;
    return [
      200,
      { 'set-cookie': ['a=1', 'b=2'], 'nt2-of': 'echo' },
      JSON.stringify({ method, length: headers['content-length'], said: headers['x-said'], body: await text(request) }),
    ];
  },
  '/octets': async () => [200, {}, Buffer.from([0, 255, 128])],
  '/refused': async () => [409, { 'retry-after': '3' }, '{"code":"share.gone"}'],
  '/elsewhere': async () => [307, { location: '/echo' }, ''],
  '/endless': async () => [200, {}, Buffer.alloc(17 * 1024 * 1024)],
  '/events': async () => [200, { 'content-type': 'text/event-stream' }, 'event: changed\n\n'],
};

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const answer = answers[request.url ?? ''];
    // Anything else waits for ever.
    void answer?.(request).then(([status, headers, body]) => response.writeHead(status, headers as Record<string, string>).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('the fetch of commands', () => {
  it.each([
    ['nothing', undefined],
    ['a text', 'größer'],
    ['octets', new Uint8Array([103, 114])],
  ])('sends %s, and reads what comes, as the runtime does', async (_, body) => {
    const init = { method: body === undefined ? 'GET' : 'PUT', headers: { 'x-said': 'yes' }, ...(body !== undefined && { body }) };
    const [light, own] = await Promise.all([lightFetch(`${url}/echo`, init), fetch(`${url}/echo`, init)]);
    expect([light.ok, light.status, light.headers.get('NT2-Of'), light.headers.get('none')]).toEqual([true, 200, 'echo', null]);
    expect(light.headers.getSetCookie()).toEqual(own.headers.getSetCookie());
    expect(await light.json()).toEqual(await own.json());
  });

  it('gives octets as they are, and a refusal with its headers', async () => {
    expect(new Uint8Array(await (await lightFetch(`${url}/octets`)).arrayBuffer())).toEqual(new Uint8Array([0, 255, 128]));
    const refused = await lightFetch(new URL('/refused', url));
    expect([refused.ok, refused.status, refused.headers.get('retry-after'), await refused.text()]).toEqual([
      false,
      409,
      '3',
      '{"code":"share.gone"}',
    ]);
  });

  it('follows no redirect: a token goes to no other address', async () => {
    asked.length = 0;
    await expect(lightFetch(`${url}/elsewhere`, { headers: { authorization: 'Bearer canary' } })).rejects.toThrow('leads elsewhere');
    expect(asked).toEqual(['/elsewhere']);
  });

  it('stops reading an answer that has no end', async () => {
    await expect(lightFetch(`${url}/endless`)).rejects.toThrow('too long');
  });

  it('ends with its signal, before an answer and before it was asked', async () => {
    const over = new AbortController();
    const waiting = lightFetch(`${url}/never`, { signal: over.signal });
    await expect.poll(() => asked).toContain('/never');
    over.abort();
    await expect(waiting).rejects.toThrow();
    await expect(lightFetch(`${url}/echo`, { signal: AbortSignal.abort() })).rejects.toThrow();
  });

  it('hands on a stream of events as it comes', async () => {
    const { body } = await lightFetch(`${url}/events`);
    expect(await text(body as ReadableStream)).toBe('event: changed\n\n');
  });

  it('says that nobody is there', async () => {
    await expect(lightFetch('http://127.0.0.1:9')).rejects.toThrow(/ECONNREFUSED/);
  });
});
