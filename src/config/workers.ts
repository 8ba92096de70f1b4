// How many workers an instance has: what NT2_WORKERS asks for, unless something in the settings lets it be only one.

import { MOST_WORKERS } from './server.ts';
import type { Config } from './settings.ts';

export interface WorkerPlan {
  readonly count: number;
  /** Why it is one although more were asked for, as a sentence for the operator; null: it is as it was asked for. */
  readonly why: string | null;
}

/** `cores`: how many the process may use. */
export function planWorkers(config: Pick<Config, 'NT2_WORKERS' | 'NT2_STORE' | 'NT2_PLAYGROUND'>, cores: number): WorkerPlan {
  const { NT2_WORKERS: wanted, NT2_STORE: store, NT2_PLAYGROUND: playground } = config;
  const count = wanted === 'auto' ? Math.min(cores, MOST_WORKERS) : wanted;
  if (count <= 1) return { count: 1, why: null };
  if (store.kind === 'sqlite') {
    return { count: 1, why: 'NT2_WORKERS is 1 with SQLite: one process writes its file, and others would only wait for it.' };
  }
  return playground ? { count: 1, why: 'NT2_WORKERS is 1 with NT2_PLAYGROUND: its chat lives in one process.' } : { count, why: null };
}
