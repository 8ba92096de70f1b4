// The fake on loopback: the Web API under /api/, response_urls under /hooks/, the consent page, and the sockets of Socket Mode under /link/.

import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { Answer } from '../api/answer.ts';
import { type Doors, handle } from './handle.ts';
import type { Sockets } from './sockets.ts';

export interface Served {
  readonly port: number;
  /** For SLACK_API_URL: ends with /api/. */
  readonly apiUrl: string;
  readonly origin: string;
  close(): Promise<void>;
}

export async function serveSlack(doors: Doors, sockets: Sockets): Promise<Served> {
  const timers = new Set<NodeJS.Timeout>();
  const server = http.createServer((request, response) => {
    void (async () => {
      const body = await text(request).catch(() => null);
      // Cut off before it was whole: nobody is there to answer.
      if (body === null) return;
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://slack');
      const headers = new Headers(Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]));
      const asked = { verb: request.method ?? 'GET', query: searchParams, headers, body };
      const answer = handle(doors, pathname.replace(/^\/hooks\//, '/'), asked);
      const timer = setTimeout(() => {
        timers.delete(timer);
        send(response, answer);
      }, answer.delayMs);
      timers.add(timer);
    })();
  });
  sockets.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${String(port)}`;
  return {
    port,
    origin,
    apiUrl: `${origin}/api/`,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      sockets.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: http.ServerResponse, { status, headers, body, cut }: Answer): void {
  if (cut === 'hang') return;
  if (cut === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
  if (cut === 'whole') {
    response.end(body);
    return;
  }
  response.write(body.slice(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}
