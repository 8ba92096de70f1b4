// Adds up what the workers of one instance have measured, in its primary process. Counters go on from where a worker that died had them
// when it was last asked: they would fall otherwise, and a counter that falls looks as if all of it were new.

import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client';

/** What a registry of one worker says, as `getMetricsAsJSON` has it. */
export type WorkerMetrics = readonly MetricObjectWithValues<MetricValue<string>>[];

export interface WorkerFacts {
  /** Workers that serve. */
  readonly ready: number;
  readonly restarts: number;
}

export interface MetricsSum {
  /** What a worker has measured since its start. */
  learn(worker: number, metrics: WorkerMetrics): void;
  /** It has died: what it counted is kept. */
  retire(worker: number): void;
  /** All of them, as a scraper reads it. `facts`: of the workers themselves. */
  text(facts: WorkerFacts): Promise<string>;
}

/** Only these grow for ever; what a dead worker held at the moment is gone with it. Types of prom-client, as text or as its numbers. */
const GROWS = new Set<unknown>(['counter', 'histogram']);

export function createMetricsSum(): MetricsSum {
  const living = new Map<number, WorkerMetrics>();
  let dead: WorkerMetrics = [];

  const sum = async (all: readonly WorkerMetrics[]): Promise<WorkerMetrics> =>
    AggregatorRegistry.aggregate(all.map((one) => [...one]) as never).getMetricsAsJSON();
  let retiring: Promise<void> = Promise.resolve();

  return {
    learn: (worker, metrics) => void living.set(worker, metrics),
    retire(worker) {
      const last = living.get(worker);
      living.delete(worker);
      if (last === undefined) return;
      const kept = last.filter(({ type }) => GROWS.has(String(type)));
      retiring = retiring.then(async () => void (dead = await sum([dead, kept])));
    },
    async text(facts) {
      await retiring;
      return AggregatorRegistry.aggregate([[...dead], ...[...living.values()].map((one) => [...one]), factsOf(facts)] as never).metrics();
    },
  };
}

/** What the primary itself has to say. */
export const WORKER_METRICS = [
  { name: 'nt2_workers', help: 'Workers of this instance that serve; absent where there is one process.', type: 'gauge', fact: 'ready' },
  { name: 'nt2_worker_restarts_total', help: 'How often a worker was started again.', type: 'counter', fact: 'restarts' },
] as const;

const factsOf = (facts: WorkerFacts): unknown[] =>
  WORKER_METRICS.map(({ fact, ...metric }) => ({ ...metric, aggregator: 'sum', values: [{ value: facts[fact], labels: {} }] }));
