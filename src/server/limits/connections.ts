// Limits connections, in all and from one address. When a limit is reached, the connection that has been idle longest is closed, so that
// clients that only hold connections open cannot keep others out.

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  readonly most: number;
  readonly mostPerAddress: number;
  /** Null: counted in all only, like connections from a proxy. */
  readonly addressOf: (peer: string | undefined) => string | null;
}

export interface ConnectionLimiter {
  admit(socket: Socket): void;
  /** A request has begun on this connection. Returns how many of its requests wait for an answer. */
  track(socket: Socket, response: ServerResponse): number;
  inFlight(): readonly ServerResponse[];
  /** What this connection waits for. */
  owed(socket: Socket): readonly ServerResponse[];
  /** Connections without a request, or with half a request head: Node counts the latter as busy, but nothing has begun. */
  idle(): readonly Socket[];
}

export function createConnectionLimiter({ most, mostPerAddress, addressOf }: ConnectionLimits): ConnectionLimiter {
  /** Each with its pending answers: when a connection closes, Node reports only the first of them. */
  const here = new Map<Socket, Set<ServerResponse>>();
  const byAddress = new Map<string, Set<Socket>>();
  /** Longest idle first. */
  const unused = new Set<Socket>();

  function leave(socket: Socket, address: string | null): void {
    here.delete(socket);
    unused.delete(socket);
    const mine = address === null ? undefined : byAddress.get(address);
    mine?.delete(socket);
    if (address !== null && mine?.size === 0) byAddress.delete(address);
  }

  /** False: all of them are in use, and none was closed. */
  function makeRoom(among: Iterable<Socket>): boolean {
    for (const socket of among) {
      if (!unused.has(socket)) continue;
      unused.delete(socket);
      here.delete(socket);
      socket.destroy();
      return true;
    }
    return false;
  }

  return {
    admit(socket) {
      const address = addressOf(socket.remoteAddress);
      const mine = address === null ? undefined : (byAddress.get(address) ?? new Set());
      const fits = (mine === undefined || mine.size < mostPerAddress || makeRoom(mine)) && (here.size < most || makeRoom(unused));
      if (!fits) return void socket.destroy();
      here.set(socket, new Set());
      unused.add(socket);
      mine?.add(socket);
      if (address !== null && mine !== undefined) byAddress.set(address, mine);
      socket.once('close', () => leave(socket, address));
    },
    track(socket, response) {
      const owed = here.get(socket);
      if (owed === undefined) return 0;
      owed.add(response);
      unused.delete(socket);
      response.once('close', () => {
        owed.delete(response);
        // To the end of the queue: last used, last closed.
        if (owed.size === 0 && here.has(socket)) unused.add(socket);
      });
      return owed.size;
    },
    inFlight: () => [...here.values()].flatMap((owed) => [...owed]),
    owed: (socket) => [...(here.get(socket) ?? [])],
    idle: () => [...unused],
  };
}
