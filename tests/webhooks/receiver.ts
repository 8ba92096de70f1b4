// A receiver of webhooks on loopback: keeps what came in, and answers as a test wants.

import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** `certificates`: a folder of `makeAuthority`; without it there is no TLS. */
export async function openReceiver(certificates?: string) {
  const received: Received[] = [];
  const receiver = {
    received,
    port: 0,
    answer: (response: ServerResponse, _received: Received): void => void response.writeHead(204).end(),
    sockets: () => sockets,
  };
  let sockets = 0;
  const listener: RequestListener = (request, response) => {
    void buffer(request).then((body) => {
      const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body };
      received.push(one);
      receiver.answer(response, one);
    });
  };
  const pem = (name: string): string => readFileSync(join(certificates ?? '', name), 'utf8');
  const server =
    certificates === undefined ? createServer(listener) : createTlsServer({ cert: pem('server.pem'), key: pem('server.key') }, listener);
  server.on('connection', () => (sockets += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.port = (server.address() as AddressInfo).port;
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return receiver;
}

/** As Node hands them over, one value each. */
export const plainHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
