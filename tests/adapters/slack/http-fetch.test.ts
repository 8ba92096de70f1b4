// The small fetch that Slack's client is given, against a real server on the loopback.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createHttpFetch } from '../../../src/adapters/slack/http-fetch.ts';

describe("Slack's requests over Node's own client", () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let seen: {
    readonly path: string;
    readonly body: string;
    readonly authorization: string | undefined;
    readonly port: number | undefined;
  }[];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        const { url: path = '', headers, socket } = request;
        seen.push({ path, body, authorization: headers.authorization, port: socket.remotePort });
        answer(request, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    seen = [];
    answer = (_request, response) => response.setHeader('Retry-After', '7').end('{"ok":true,"text":"ä"}');
  });

  const post = (fetchIt: typeof fetch, more: RequestInit = {}): Promise<Response> =>
    fetchIt(`${url}chat.postMessage`, { method: 'POST', headers: { authorization: 'Bearer not-a-token' }, body: 'text=%C3%A4', ...more });

  it('sends a text and reads the answer, one connection after the other request', async () => {
    const fetchIt = createHttpFetch();
    for (let n = 0; n < 2; n += 1) {
      const got = await post(fetchIt);
      expect([got.ok, got.status, got.headers.get('Retry-After'), got.url]).toEqual([true, 200, '7', `${url}chat.postMessage`]);
      expect(JSON.parse(await got.text())).toEqual({ ok: true, text: 'ä' });
    }
    expect(seen.map(({ path, body }) => [path, body])).toEqual([
      ['/api/chat.postMessage', 'text=%C3%A4'],
      ['/api/chat.postMessage', 'text=%C3%A4'],
    ]);
    expect(new Set(seen.map(({ port }) => port)).size).toBe(1);
  });

  it('hands on an answer that is no success as it is', async () => {
    answer = (_request, response) => response.writeHead(503, 'Away').end('<html>');
    const got = await post(createHttpFetch());
    expect([got.ok, got.status, got.statusText, await got.text()]).toEqual([false, 503, 'Away', '<html>']);
  });

  it.each([301, 302, 307, 308])('follows no redirect (%i): the token goes nowhere else', async (status) => {
    answer = (_request, response) => response.writeHead(status, { location: `${url}elsewhere` }).end();
    await expect(post(createHttpFetch())).rejects.toThrow('leads elsewhere');
    expect(seen).toHaveLength(1);
  });

  it('gives up an answer that never ends, one that is far too long, and one whose connection breaks', async () => {
    answer = () => undefined;
    await expect(post(createHttpFetch(), { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    answer = (_request, response) => {
      for (let n = 0; n < 9; n += 1) response.write(Buffer.alloc(1024 * 1024));
      response.end();
    };
    await expect(post(createHttpFetch())).rejects.toThrow('too long');
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      response.destroy();
    };
    await expect(post(createHttpFetch())).rejects.toThrow();
  });

  it('sends texts alone', async () => {
    await expect(post(createHttpFetch(), { body: new FormData() })).rejects.toThrow('Only a text');
    expect((await post(createHttpFetch(), { body: new URLSearchParams({ a: 'b' }) })).status).toBe(200);
    expect(seen.map(({ body }) => body)).toEqual(['a=b']);
  });
});
