// The one port: listens, gives slow senders up, and stops without cutting anything in half.

import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Fault } from '../core/refusal.ts';

export interface Listening {
  readonly port: number;
  /** Takes and answers as before, but every answer closes its connection: a balancer then keeps none that it would lose later. */
  leave(): void;
  /** Takes no new connection, answers what has begun, then closes. What takes longer than `graceMs` is cut off. */
  stop(graceMs?: number): Promise<void>;
}

/** A request must have arrived whole by then, in ms: header, and all of it. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
const GRACE_MS = 10_000;
const SETTLE_MS = 25;

export interface ListenOptions {
  readonly fetch: (request: Request, env: never) => Response | Promise<Response>;
  readonly host: string;
  readonly port: number;
  /** Tells the handlers what `leave` has said. */
  readonly leaving?: AbortController;
  readonly requestMs?: number;
}

/** @throws Fault `server.address` when the address cannot be listened on. */
export async function listen({
  fetch,
  host,
  port,
  leaving = new AbortController(),
  requestMs = REQUEST_MS,
}: ListenOptions): Promise<Listening> {
  const sockets = new Set<Socket>();
  const answering = new Set<ServerResponse>();
  const server = createAdaptorServer({
    fetch: fetch as never,
    serverOptions: {
      headersTimeout: Math.min(HEADERS_MS, requestMs),
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(5_000, requestMs),
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
    },
  }) as Server;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  // Before the handler, which may answer at once.
  server.prependListener('request', (_request, response) => {
    answering.add(response);
    response.once('close', () => answering.delete(response));
    if (leaving.signal.aborted) response.shouldKeepAlive = false;
  });

  function leave(): void {
    leaving.abort();
    for (const response of answering) if (!response.headersSent) response.shouldKeepAlive = false;
  }
  /** Connections that wait for a request, or have sent half a head: Node counts the latter as busy, but nothing has begun. */
  function closeUnused(): void {
    const busy = new Set([...answering].map(({ socket }) => socket));
    for (const socket of sockets) if (!busy.has(socket)) socket.destroySoon();
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Fault('server.address', `Cannot listen on ${host} port ${port} (${error.code ?? 'unknown'}).`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  const address = server.address();

  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    leave,
    stop: (graceMs = GRACE_MS) =>
      new Promise((resolve) => {
        leave();
        const idle = setInterval(closeUnused, SETTLE_MS);
        const late = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(late);
          resolve();
        });
      }),
  };
}
