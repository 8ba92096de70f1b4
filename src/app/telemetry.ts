// Wires metrics and traces: who measures, where it is read and where it is sent. What the settings do not ask for is not loaded.

import { dirname, join } from 'node:path';
import type { AdapterRoute } from '../bot/port.ts';
import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { MetricSources } from '../telemetry/collect.ts';
import type { Observer } from '../telemetry/observer.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import type { StoreMeters } from './store.ts';
import { baseHeaders } from '../server/http/headers.ts';
import { listen, type Listening } from '../server/listen.ts';

const NO_METRICS: Observer = {
  storeLayer: null,
  log: (log) => log,
  adapter: (adapter) => adapter,
  page: null,
};
const NO_TRACES: Traces = {
  storeLayer: null,
  shares: (shares) => shares,
  adapter: (adapter) => adapter,
  log: (log) => log,
  request: (_route, work) => work(),
  stop: () => Promise.resolve(),
};

/** Both, traces around metrics. */
export interface Telemetry extends Omit<Traces, 'storeLayer'>, Pick<Observer, 'page'> {
  readonly meters: StoreMeters;
}

export async function openTelemetry(config: Config, clock: Clock): Promise<Telemetry> {
  const [metrics, traces] = await Promise.all([openMeasures(config), openTraces(config, clock)]);
  return {
    ...traces,
    meters: { metrics: metrics.storeLayer, traces: traces.storeLayer },
    log: (log) => traces.log(metrics.log(log)),
    adapter: (adapter) => traces.adapter(metrics.adapter(adapter)),
    page: metrics.page,
  };
}

async function openMeasures({ NT2_METRICS_PORT: port, NT2_METRICS_TOKEN: token, NT2_ADMIN_PORT: admin }: Config): Promise<Observer> {
  if (port === null && token === null && admin === null) return NO_METRICS;
  return (await import('../telemetry/observer.ts')).createObserver(token);
}

async function openTraces({ NT2_TRACES_URL: url, NT2_TRACES_RATIO: ratio }: Config, clock: Clock): Promise<Traces> {
  if (url === null) return NO_TRACES;
  return (await import('../telemetry/traces/traces.ts')).createTraces({ url, ratio, clock });
}

export interface MetricsListener {
  /** The port of their own, if there is one. */
  readonly own: Listening | null;
  /** For the door that everybody reaches: only with a token, and where there is no other one. */
  readonly routes: readonly AdapterRoute[];
  readonly forAdmin: readonly AdapterRoute[];
}

/** @throws Fault `server.address` */
export async function openMetrics(
  config: Config,
  observer: Pick<Observer, 'page'>,
  sights: Omit<MetricSources, 'folders'>,
): Promise<MetricsListener> {
  const { NT2_METRICS_PORT: port, NT2_METRICS_HOST: host, NT2_METRICS_TOKEN: token, NT2_ADMIN_PORT: admin } = config;
  const route = observer.page?.({ ...sights, folders: foldersOf(config) });
  if (route === undefined) return { own: null, routes: [], forAdmin: [] };
  const fetch = (request: Request): Promise<Response> | Response =>
    request.method === 'GET' && new URL(request.url).pathname === route.path ? route.handle(request) : new Response(null, { status: 404 });
  return {
    own: port === null ? null : await listen({ fetch, host, port, always: baseHeaders(config.NT2_PUBLIC_URL) }),
    routes: token === null || admin !== null ? [] : [route],
    forAdmin: [route],
  };
}

/** Where files grow, by what they are for. */
function foldersOf({ NT2_STORE: where, NT2_STATE_DIR: data, NT2_CHECKPOINT_DIR: log }: Config): Readonly<Record<string, string>> {
  const store = where.kind === 'sqlite' && where.file !== ':memory:' ? { store: dirname(where.file) } : {};
  return { data, log: log ?? join(data, 'log'), ...store };
}
