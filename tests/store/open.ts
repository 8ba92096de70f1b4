// Opens either store from a description that can be sent to another process.

import { randomBytes } from 'node:crypto';
import { parseRedisTarget } from '../../src/config/store-target.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { EngineStore } from '../../src/store/engine.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import type { RedisStoreOptions } from '../../src/store/redis/store.ts';
import { openKeyStore } from '../../src/store/shred/key-store.ts';
import { composeStore } from '../../src/store/layers/compose.ts';
import { withSchemaGuard } from '../../src/store/layers/schema-guard.ts';
import { withShredKeys } from '../../src/store/layers/shred-keys.ts';
import { createUnrecoverableFinder, type FindUnrecoverable } from '../../src/store/shred/unrecoverable.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import type { Watermark } from '../../src/store/watermark.ts';

export interface AtRedis extends Pick<RedisStoreOptions, 'tls' | 'replicas' | 'replicaMs' | 'timeoutMs'> {
  readonly kind: 'redis';
  readonly url: string;
}
export type Where = ({ readonly kind: 'sqlite'; readonly file: string } | AtRedis) & {
  /** Address of a key store. */
  readonly shred?: string;
};

export interface OpenOptions {
  readonly clock?: Clock;
  readonly watermark?: Watermark;
  readonly log?: (sentence: string) => void;
}

export async function openStore(where: Where, options: OpenOptions = {}): Promise<Store> {
  return where.shred === undefined ? openPlain(where, options) : openShredStore(where, where.shred, options);
}

export interface ShredStore extends Store {
  readonly findUnrecoverable: FindUnrecoverable;
}

export async function openShredStore(where: Where, shred: string, options: OpenOptions = {}): Promise<ShredStore> {
  const { log = () => undefined } = options;
  const keyStore = await openKeyStore({ target: placeOf(shred), timeoutMs: 2_000, log });
  const store = composeStore(await openPlain(where, options), [withShredKeys({ keyStore, random: randomBytes })]);
  return { ...store, findUnrecoverable: createUnrecoverableFinder({ store, keyStore, log }) };
}

async function openPlain(
  where: Where,
  { clock = Date.now, watermark = memoryWatermark(), log = () => undefined }: OpenOptions,
): Promise<Store> {
  const { isForeign, ...engine } = await openEngine(where, { clock, watermark, log });
  return composeStore(engine, [withSchemaGuard({ isForeign, log })]);
}

function openEngine(where: Where, { log, ...options }: Required<OpenOptions>): Promise<EngineStore> {
  if (where.kind === 'sqlite') return openSqliteStore({ file: where.file, ...options });
  const { kind: _, shred: __, url, ...more } = where;
  return openRedisStore({ ...more, target: placeOf(url), log, ...options });
}

function placeOf(url: string) {
  const place = parseRedisTarget(url);
  if (typeof place === 'string') throw new Error(place);
  return place;
}
