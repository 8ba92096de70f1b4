// Who may be connected, in all and from one address. Where there are too many, the connection on which nothing has gone on for longest
// makes room, so that a crowd that only holds its places keeps nobody out.

import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  readonly most: number;
  readonly mostPerAddress: number;
  /** Null: counts in all only, as what comes by a proxy does. */
  readonly addressOf: (peer: string | undefined) => string | null;
}

export interface ConnectionLimiter {
  admit(socket: Socket): void;
  /** A request has begun on it. Returns how many wait for their answers there. */
  track(socket: Socket, response: ServerResponse): number;
  inFlight(): readonly ServerResponse[];
  /** Those that wait for a request, or have sent half a head: Node counts the latter as busy, but nothing has begun. */
  idle(): readonly Socket[];
}

export function createConnectionLimiter({ most, mostPerAddress, addressOf }: ConnectionLimits): ConnectionLimiter {
  /** With the answers that are owed on each: of those behind the first one Node does not tell when the connection is gone. */
  const here = new Map<Socket, Set<ServerResponse>>();
  const byAddress = new Map<string, Set<Socket>>();
  /** The one that has been unused for longest comes first. */
  const unused = new Set<Socket>();

  function leave(socket: Socket, address: string | null): void {
    here.delete(socket);
    unused.delete(socket);
    const mine = address === null ? undefined : byAddress.get(address);
    mine?.delete(socket);
    if (address !== null && mine?.size === 0) byAddress.delete(address);
  }

  /** False: all of them are in use. */
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
        // At the end of the queue: what was used last makes room last.
        if (owed.size === 0 && here.has(socket)) unused.add(socket);
      });
      return owed.size;
    },
    inFlight: () => [...here.values()].flatMap((owed) => [...owed]),
    idle: () => [...unused],
  };
}
