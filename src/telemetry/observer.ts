// Measures log, store and adapters, and serves the metrics. Loaded only when the settings ask for it.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Adapter, AdapterRoute } from '../bot/port.ts';
import type { StoreLayer } from '../core/ports/store.ts';
import type { Siblings } from '../core/ports/siblings.ts';
import type { Logger } from '../logging/logger.ts';
import { measureAdapter, measureLog } from './instrument.ts';
import { collectGauges, type MetricSources } from './collect.ts';
import { createMetrics } from './metrics.ts';
import { measureStore } from './store.ts';

export interface Observer {
  /** Null: the store is not measured. */
  readonly storeLayer: StoreLayer | null;
  log(log: Logger): Logger;
  adapter(adapter: Adapter): Adapter;
  /** `GET /metrics`; null: there is none. */
  readonly page: ((sights: MetricSources, workers: MeasuredWorkers) => AdapterRoute) | null;
}

/** Where several workers share the instance: who adds up what they have measured. */
export interface MeasuredWorkers {
  readonly siblings: Siblings;
  /** Null: this process is alone. */
  readonly sum: (() => Promise<string>) | null;
}

const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' } as const;

/** @param token null: anyone who reaches the page may read it. */
export function createObserver(token: string | null): Observer {
  const metrics = createMetrics();
  const mayRead = (request: Request): boolean =>
    token === null || timingSafeEqual(digest(request.headers.get('authorization') ?? ''), digest(`Bearer ${token}`));

  return {
    storeLayer: (store) => measureStore(store, metrics),
    log: (log) => measureLog(log, metrics),
    adapter: (adapter) => measureAdapter(adapter, metrics),
    page(sights, { siblings, sum }) {
      siblings.answer('metrics', async () => {
        await collectGauges(sights, metrics);
        return metrics.registry.getMetricsAsJSON();
      });
      // Requests at the same time share one collection.
      let looking: Promise<string> | null = null;
      const collect = sum ?? (() => collectGauges(sights, metrics).then(() => metrics.registry.metrics()));
      const text = (): Promise<string> => (looking ??= collect().finally(() => (looking = null)));
      return {
        method: 'GET',
        path: '/metrics',
        async handle(request) {
          if (!mayRead(request)) return new Response(null, { status: 401, headers: { ...HEADERS, 'WWW-Authenticate': 'Bearer' } });
          return new Response(await text(), { headers: { ...HEADERS, 'Content-Type': metrics.registry.contentType } });
        },
      };
    },
  };
}

/** Of one length, so that the comparison takes one time. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
