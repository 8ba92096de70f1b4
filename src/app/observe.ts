// Wires the metrics: who measures, and where they are read. Where the settings ask for none, nothing is loaded and nothing measured.

import { dirname, join } from 'node:path';
import type { AdapterRoute } from '../bot/port.ts';
import type { Config } from '../config.ts';
import type { Sights } from '../observe/look.ts';
import type { Observer } from '../observe/observer.ts';
import { listen, type Listening } from '../server/listen.ts';

const NOBODY: Observer = {
  store: (store) => store,
  log: (log) => log,
  adapter: (adapter) => adapter,
  page: null,
};

export async function openObserver({ NT2_METRICS_PORT: port, NT2_METRICS_TOKEN: token }: Config): Promise<Observer> {
  if (port === null && token === null) return NOBODY;
  return (await import('../observe/observer.ts')).createObserver(token);
}

export interface MetricsDoor {
  /** The port of their own, if there is one. */
  readonly own: Listening | null;
  /** For the one server: only with a token. */
  readonly routes: readonly AdapterRoute[];
}

/** @throws Fault `server.address` */
export async function openMetrics(config: Config, observer: Observer, sights: Omit<Sights, 'folders'>): Promise<MetricsDoor> {
  const { NT2_METRICS_PORT: port, NT2_METRICS_HOST: host, NT2_METRICS_TOKEN: token } = config;
  const route = observer.page?.({ ...sights, folders: foldersOf(config) });
  if (route === undefined) return { own: null, routes: [] };
  const fetch = (request: Request): Promise<Response> | Response =>
    request.method === 'GET' && new URL(request.url).pathname === route.path ? route.handle(request) : new Response(null, { status: 404 });
  return { own: port === null ? null : await listen({ fetch, host, port }), routes: token === null ? [] : [route] };
}

/** Where files grow, by what they are for. */
function foldersOf({ NT2_STORE: where, NT2_DATA: data, NT2_LOG_DIR: log }: Config): Readonly<Record<string, string>> {
  const store = where.kind === 'sqlite' && where.file !== ':memory:' ? { store: dirname(where.file) } : {};
  return { data, log: log ?? join(data, 'log'), ...store };
}
