// Why a server refuses our certificate. With TLS 1.3 the client's handshake is over before the server has looked at its certificate:
// a client that writes at once, as ioredis does, often hears ECONNRESET in place of the alert, because the server closes with what was
// written unread (RFC 8446, section 4.4.2.4). A connection that writes nothing hears the alert.

import { connect, type ConnectionOptions } from 'node:tls';
import type { RedisTarget } from './target.ts';

/** The error of a handshake with the first node, or null when there is none within `withinMs`. */
export function tlsRefusal({ nodes, tls }: RedisTarget, options: ConnectionOptions, withinMs: number): Promise<Error | null> {
  const [node] = nodes;
  if (!tls || !node) return Promise.resolve(null);
  return new Promise((resolve) => {
    const socket = connect({ ...options, ...node });
    const end = (error: Error | null): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(error);
    };
    const timer = setTimeout(() => end(null), withinMs);
    socket.once('error', end).once('close', () => end(null));
    // An alert is read only by who reads.
    socket.resume();
  });
}
