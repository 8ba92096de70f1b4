// Listens on one port, drops clients that only hold connections or memory, and stops without cutting a request in half.

import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Fault } from '../core/refusal.ts';
import { createBodyLimiter } from './limits/request-bodies.ts';
import { createConnectionLimiter } from './limits/connections.ts';
import { maxConnections } from './limits/open-files.ts';
import { createAnswerClass } from './http/always.ts';
import { answerBrokenHead, type AnswerLargeHead } from './http/broken-head.ts';
import { createAddressOf, createIsTrusted } from './http/address.ts';

export interface Listening {
  readonly port: number;
  /** Goes on answering, but every answer closes its connection, so that a balancer keeps none that it would lose later. */
  leave(): void;
  /** Accepts no new connection, answers requests that have begun, then closes. Requests that take longer than `graceMs` are cut off. */
  stop(graceMs?: number): Promise<void>;
}

/** How long the head of a request may take to arrive, and all of it. */
const HEADERS_MS = 10_000;
const REQUEST_MS = 30_000;
/** A connection without traffic for this long is closed, also when the client does not read its answer. Event streams send more often. */
const STILL_MS = 60_000;
const GRACE_MS = 10_000;
const SETTLE_MS = 25;
const HEADER_BYTES = 16 * 1024;
const HEADER_LINES = 100;
/** Requests that one connection may send ahead of its answers. */
const AHEAD = 8;

export interface ListenOptions {
  readonly fetch: (request: Request, env: never) => Response | Promise<Response>;
  readonly host: string;
  readonly port: number;
  /** Headers of every answer, unless the answer has its own. */
  readonly always?: Readonly<Record<string, string>>;
  readonly answerLargeHead?: AnswerLargeHead;
  /** Aborted by `leave`, for the handlers. */
  readonly draining?: AbortController;
  readonly requestMs?: number;
  readonly stillMs?: number;
  readonly trustedProxies?: readonly string[];
  /** Limit of connections in all, and from one address that is no proxy. */
  readonly connections?: number;
  readonly connectionsPerAddress?: number;
  /** Limit of bytes that arriving requests may hold in memory. */
  readonly arrivingBytes?: number;
}

/** @throws Fault `server.address` when the address cannot be listened on. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { fetch, host, port, requestMs = REQUEST_MS, stillMs = STILL_MS, trustedProxies = [], always = {} } = options;
  const { connections = 12_000, connectionsPerAddress = 256, arrivingBytes = 32 * 1024 * 1024, draining = new AbortController() } = options;
  const { answerLargeHead = () => ({ headers: always, body: new Uint8Array() }) } = options;
  const addressOf = createAddressOf(trustedProxies);
  const isTrusted = createIsTrusted(trustedProxies);
  const connectionLimiter = createConnectionLimiter({
    most: Math.min(connections, maxConnections()),
    mostPerAddress: connectionsPerAddress,
    addressOf: (peer) => (isTrusted(peer) ? null : addressOf(peer, null)),
  });
  const bodies = createBodyLimiter({ most: arrivingBytes, addressOf });
  const answer = getRequestListener(fetch as never);
  const server = createServer(
    {
      headersTimeout: Math.min(HEADERS_MS, requestMs),
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(5_000, requestMs),
      keepAliveTimeout: 65_000,
      maxHeaderSize: HEADER_BYTES,
      ServerResponse: createAnswerClass(always),
    },
    (request, response) => {
      const { socket } = request;
      if (connectionLimiter.track(socket, response) > AHEAD) return void socket.destroy();
      if (request.rawHeaders.length > 2 * HEADER_LINES) {
        const { headers, body } = answerLargeHead(request.url ?? '');
        return void response.writeHead(431, { ...headers, 'Content-Length': body.length, Connection: 'close' }).end(body);
      }
      if (draining.signal.aborted) response.shouldKeepAlive = false;
      bodies.watch(request);
      void answer(request, response);
    },
  );
  // Beyond its own limit Node drops header lines silently, perhaps the one that a proxy has appended.
  server.maxHeadersCount = 0;
  server.timeout = stillMs;
  server.on('connection', connectionLimiter.admit);
  server.on('clientError', (error, socket) => {
    const isAnswering = connectionLimiter.owed(socket as Socket).some(({ headersSent }) => headersSent);
    answerBrokenHead({ error, socket: socket as Socket, isAnswering, answerLargeHead, always });
  });

  function leave(): void {
    draining.abort();
    for (const response of connectionLimiter.inFlight()) if (!response.headersSent) response.shouldKeepAlive = false;
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'something else listens there already, perhaps another nt2' : (error.code ?? 'unknown');
      reject(new Fault('server.address', `Cannot listen on ${host} port ${port}: ${why}.`, { cause: error }));
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
        const idle = setInterval(() => connectionLimiter.idle().forEach((socket) => socket.destroySoon()), SETTLE_MS);
        const late = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          bodies.stop();
          clearInterval(idle);
          clearTimeout(late);
          resolve();
        });
      }),
  };
}
