// The way out through the operator's proxy, by undici: what goes to the chat platforms takes it, requests and sockets alike. It is
// loaded only when a proxy is set. The proxy's password goes to undici alone: reports name only host and port.
// See docs/decisions/one-way-out-for-chat.md.

import { EnvHttpProxyAgent, fetch as fetchBy, Pool, WebSocket as Socket, type Dispatcher } from 'undici';
import type { ProxyReport } from './proxy-report.ts';

export interface ProxySettings {
  /** With `http://` or `https://`; empty: none. */
  readonly httpsProxy: string;
  readonly httpProxy: string;
  /** Hosts that are reached directly, as NO_PROXY lists them. */
  readonly noProxy: string;
}

/** A path of its own, so that what the proxy said concerns this one alone. */
export interface EgressRoute {
  readonly dispatcher: Dispatcher;
  readonly fetch: typeof fetch;
  readonly socket: (url: string) => WebSocket;
  /** What the proxy said last. Null: none was asked, as NO_PROXY wants it or because nothing was opened. */
  readonly word: () => ProxyReport | null;
  /** Closes open connections, even where the other side has gone silent. */
  readonly cut: () => void;
}

export interface Egress {
  readonly open: () => EgressRoute;
}

type TunnelSocket = Dispatcher.ConnectData['socket'];
type Tell = (word: ProxyReport, socket: TunnelSocket | null) => void;

/** The connections to the proxy itself. Each tunnel begins here, with its CONNECT, and `tell` hears what becomes of it. */
function poolTo(origin: URL, options: object, tell: Tell): Pool {
  const pool = new Pool(origin, options);
  const connect = pool.connect.bind<(options: Dispatcher.ConnectOptions) => Promise<Dispatcher.ConnectData>>(pool);
  const told = async (asked: Dispatcher.ConnectOptions): Promise<Dispatcher.ConnectData> => {
    const word = { at: origin.host, to: asked.path };
    // Until it has answered: a caller that gives up before that must know what it waited for.
    tell({ ...word, says: 'nothing', status: null }, null);
    const tunnel = await connect(asked);
    const { statusCode: status, socket } = tunnel;
    if (status === 200) tell({ ...word, says: 'through', status }, socket);
    else tell({ ...word, says: status === 407 ? 'password' : 'refused', status }, null);
    return tunnel;
  };
  return Object.assign(pool, { connect: told });
}

export function createEgress({ httpsProxy, httpProxy, noProxy }: ProxySettings): Egress {
  function open(): EgressRoute {
    let word: ProxyReport | null = null;
    const sockets = new Set<TunnelSocket>();
    const dispatcher = new EnvHttpProxyAgent({
      httpsProxy,
      httpProxy,
      noProxy,
      // Sockets need a tunnel also to an address without TLS; and of HTTP/2 they know only a first draft.
      proxyTunnel: true,
      allowH2: false,
      proxyTls: { allowH2: false },
      clientFactory: (origin, options) =>
        poolTo(origin, options, (said, socket) => {
          word = said;
          if (socket === null) return;
          sockets.add(socket);
          socket.once('close', () => sockets.delete(socket));
        }),
    });
    return {
      dispatcher,
      fetch: ((input: string | URL, init?: RequestInit) =>
        fetchBy(input, { ...(init as Parameters<typeof fetchBy>[1]), dispatcher })) as typeof fetch,
      socket: (url) => new Socket(url, { dispatcher }),
      word: () => word,
      cut() {
        for (const socket of sockets) socket.destroy();
        dispatcher.destroy().catch(() => undefined);
      },
    };
  }
  return { open };
}
