// Limits the memory of requests that are still arriving. When they hold too many bytes, the oldest request of the address that holds most
// of them is dropped.

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface BodyLimits {
  readonly most: number;
  readonly addressOf: (peer: string | undefined, forwardedFor: string | null) => string;
}

export interface BodyLimiter {
  /** Watches a request from its head until all of it has arrived or its connection is gone. */
  watch(request: IncomingMessage): void;
  stop(): void;
}

interface Arriving {
  readonly request: IncomingMessage;
  readonly address: string;
  /** Bytes that the connection had received before it. */
  readonly before: number;
}

const LOOK_MS = 50;

export function createBodyLimiter({ most, addressOf }: BodyLimits): BodyLimiter {
  /** Oldest first. */
  const arriving = new Set<Arriving>();
  /** Bytes received when the previous request of a connection ended. Read at a head they would include the first piece of its body. */
  const over = new WeakMap<Socket, number>();
  let timer: NodeJS.Timeout | null = null;

  function look(): void {
    const held = new Map<string, { bytes: number; readonly all: Arriving[] }>();
    let bytes = 0;
    for (const one of arriving) {
      const { socket, complete, destroyed } = one.request;
      if (complete || destroyed || socket.destroyed) {
        arriving.delete(one);
        continue;
      }
      const size = socket.bytesRead - one.before;
      const mine = held.get(one.address) ?? { bytes: 0, all: [] };
      mine.bytes += size;
      mine.all.push(one);
      held.set(one.address, mine);
      bytes += size;
    }
    while (bytes > most) {
      let worst: { bytes: number; readonly all: Arriving[] } = { bytes: 0, all: [] };
      for (const mine of held.values()) if (mine.bytes > worst.bytes) worst = mine;
      const oldest = worst.all.shift();
      if (oldest === undefined) break;
      const size = oldest.request.socket.bytesRead - oldest.before;
      worst.bytes -= size;
      bytes -= size;
      arriving.delete(oldest);
      oldest.request.destroy();
    }
    if (arriving.size === 0) stop();
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer);
    timer = null;
  }

  return {
    watch(request) {
      const { 'content-length': length = '0', 'transfer-encoding': coding, 'x-forwarded-for': hops } = request.headers;
      const { socket } = request;
      request.once('close', () => over.set(socket, socket.bytesRead));
      if (length === '0' && coding === undefined) return;
      const address = addressOf(socket.remoteAddress, typeof hops === 'string' ? hops : null);
      arriving.add({ request, address, before: over.get(socket) ?? 0 });
      timer ??= setInterval(look, LOOK_MS).unref();
    },
    stop,
  };
}
