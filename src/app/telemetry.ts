// Opens metrics and traces. What the settings do not ask for is not loaded.

import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Observer } from '../telemetry/observer.ts';
import type { Traces } from '../telemetry/traces/traces.ts';
import type { StoreMeters } from './store.ts';

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
