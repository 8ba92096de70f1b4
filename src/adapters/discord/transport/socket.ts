// Gives the gateway's sockets their way through the proxy. discord.js opens them with `ws` and has no option for another way; but it takes
// the class from that package once, when it is loaded. So this runs before, and is told whether its class was taken.

import Direct from 'ws';

import { Fault } from '../../../core/refusal.ts';
import type { Egress, EgressRoute } from '../../../egress/egress.ts';
import { proxyCode } from '../../../egress/proxy-report.ts';

interface SocketDeps {
  readonly egress: Egress;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

/** As long as a shard waits for the last word of a gateway that has gone silent: `ws` would end it by itself, undici does not. */
const CLOSE_MS = 5_000;

/** For the whole process. Throws a Fault when discord.js was there first. */
export async function routeSockets<T>({ egress, log }: SocketDeps, load: () => Promise<T>): Promise<T> {
  let taken = false;
  Object.defineProperty(Direct, 'WebSocket', {
    configurable: true,
    get() {
      taken = true;
      return Through;
    },
    // The package names its own class once more while it loads.
    set(_own: unknown) {},
  });
  // Called with `new`, it gives back the socket of the way: what is not of the browser's interface, discord.js does not use.
  function Through(url: string): WebSocket {
    const egressRoute = egress.open();
    const socket = egressRoute.socket(url);
    socket.addEventListener('error', () => tell(egressRoute));
    socket.addEventListener('close', () => egressRoute.cut());
    const close = socket.close.bind(socket);
    socket.close = (code, reason) => {
      setTimeout(egressRoute.cut, CLOSE_MS).unref();
      close(code, reason);
    };
    return socket;
  }
  Object.assign(Through, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
  const tell = (egressRoute: EgressRoute): void => {
    const code = proxyCode(egressRoute.word());
    if (code !== null) log('discord.socket_error', { code });
  };
  const loaded = await load();
  if (!taken) throw new Fault('server.fault', 'discord.js opens its sockets past HTTPS_PROXY: it was loaded too early, or has changed.');
  return loaded;
}
