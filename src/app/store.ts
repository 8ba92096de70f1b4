// Opens the store that the settings name. Only that one is loaded.

import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Store } from '../core/ports/store.ts';
import type { Watermark } from '../store/watermark.ts';

export interface StoreDeps {
  readonly clock: Clock;
  readonly watermark: Watermark;
  /** Hears plain sentences for the operator. */
  readonly warned: (sentence: string) => void;
  /** Names the backup that is put into it. */
  readonly restoring?: string | undefined;
}

/** @throws Fault `store.unavailable` or `store.unfit`. */
export async function openStore(config: Config, { clock, watermark, warned, restoring }: StoreDeps): Promise<Store> {
  const { NT2_STORE: where } = config;
  if (where.kind === 'redis') {
    const { openRedisStore } = await import('../store/redis/store.ts');
    return openRedisStore({
      target: where,
      tls: { ca: config.NT2_REDIS_CA, cert: config.NT2_REDIS_CERT, key: config.NT2_REDIS_KEY },
      replicas: config.NT2_REDIS_REPLICAS,
      replicaMs: config.NT2_REDIS_REPLICA_MS,
      clock,
      watermark,
      log: warned,
      restoring,
    });
  }
  const { openSqliteStore } = await import('../store/sqlite/store.ts');
  return openSqliteStore({ file: where.file, clock, watermark, log: warned, restoring });
}
