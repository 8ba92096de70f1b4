// Opens the store that the settings name, and puts its layers around it.

import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Store, StoreLayer } from '../core/ports/store.ts';
import type { EngineStore } from '../store/engine.ts';
import { withCommitHook, type CommitHook } from '../store/layers/commit-hook.ts';
import { composeStore } from '../store/layers/compose.ts';
import { withSchemaGuard } from '../store/layers/schema-guard.ts';
import { refuseLocked, withShredKeys } from '../store/layers/shred-keys.ts';
import { createUnrecoverableFinder, type FindUnrecoverable } from '../store/shred/unrecoverable.ts';
import type { Watermark } from '../store/watermark.ts';
import { openShareKeys, type ShareKeys } from './key-store.ts';
import { random } from './runtime.ts';

/** What measures the store; null: nothing does. */
export interface StoreMeters {
  readonly metrics: StoreLayer | null;
  readonly traces: StoreLayer | null;
}

export interface StoreDeps {
  readonly clock: Clock;
  readonly watermark: Watermark;
  /** Takes plain sentences for the operator. */
  readonly log: (sentence: string) => void;
  readonly meters?: StoreMeters | undefined;
  readonly commitHook?: CommitHook | undefined;
  /** Names the backup that the store is opened for. */
  readonly restoring?: string | undefined;
}

export interface OpenStore extends Pick<ShareKeys, 'storageOf'> {
  readonly store: Store;
  readonly findUnrecoverable: FindUnrecoverable;
  /** Compares every mark of the watermark with the store. */
  readonly compareMarks: () => Promise<void>;
}

/** @throws Fault `store.unavailable` or `store.unfit`. */
export async function openStore(config: Config, deps: StoreDeps): Promise<OpenStore> {
  const { isForeign, compareMarks, ...engine } = await openEngine(config, deps);
  try {
    return { ...(await withLayers(config, { engine, isForeign }, deps)), compareMarks };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

async function withLayers(
  config: Config,
  { engine, isForeign }: { readonly engine: Store } & Pick<EngineStore, 'isForeign'>,
  { clock, log, meters, commitHook, restoring }: StoreDeps,
): Promise<Omit<OpenStore, 'compareMarks'>> {
  const { keyStore, storageOf } = await openShareKeys(config, { store: engine, clock, log });
  // From the inside out: a call passes the last layer first.
  const store = composeStore(engine, [
    restoring === undefined ? withSchemaGuard({ isForeign, log }) : null,
    keyStore === null ? refuseLocked : withShredKeys({ keyStore, random }),
    meters?.metrics ?? null,
    meters?.traces ?? null,
    commitHook === undefined ? null : withCommitHook(commitHook),
  ]);
  const findUnrecoverable = keyStore === null ? async () => [] : createUnrecoverableFinder({ store, keyStore, log });
  return { store, storageOf, findUnrecoverable };
}

/** Only the engine in use is loaded. */
async function openEngine(config: Config, { clock, watermark, log, restoring }: StoreDeps): Promise<EngineStore> {
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
      log,
      restoring,
    });
  }
  const { openSqliteStore } = await import('../store/sqlite/store.ts');
  return openSqliteStore({ file: where.file, clock, watermark, restoring });
}
