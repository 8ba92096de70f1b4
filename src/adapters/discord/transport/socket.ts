// Routes the gateway's sockets through the proxy. discord.js opens them with `ws` and has no option for that, but it takes the class from
// that package once, when it is loaded. So this replaces the class before, and checks that discord.js took it.

import Direct from 'ws';

import { Fault } from '../../../core/refusal.ts';
import type { Egress, EgressRoute } from '../../../egress/egress.ts';
import { proxyCode } from '../../../egress/proxy-report.ts';

interface SocketDeps {
  readonly egress: Egress;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

/** How long to wait for a silent gateway to close. `ws` would give up by itself; undici does not. */
const CLOSE_MS = 5_000;

/** For the whole process. @throws Fault when discord.js was loaded first. */
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
  // Called with `new`, it returns the route's socket, which has only the browser's interface; discord.js uses no more.
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
