// Opens either store from a description that can be sent to another process.

import { redisPlace } from '../../src/config-store.ts';
import type { Clock, Store } from '../../src/core/ports.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import type { RedisStoreOptions } from '../../src/store/redis/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import type { Watermark } from '../../src/store/watermark.ts';

export interface AtRedis extends Pick<RedisStoreOptions, 'tls' | 'replicas' | 'replicaMs' | 'timeoutMs'> {
  readonly kind: 'redis';
  readonly url: string;
}
export type Where = { readonly kind: 'sqlite'; readonly file: string } | AtRedis;

export interface OpenOptions {
  readonly clock?: Clock;
  readonly watermark?: Watermark;
  readonly log?: (sentence: string) => void;
}

export async function openStore(where: Where, { clock = Date.now, watermark = memoryWatermark(), log }: OpenOptions = {}): Promise<Store> {
  if (where.kind === 'sqlite') return openSqliteStore({ file: where.file, clock, watermark });
  const { kind: _, url, ...more } = where;
  return openRedisStore({ ...more, place: placeOf(url), clock, watermark, ...(log && { log }) });
}

function placeOf(url: string) {
  const place = redisPlace(url);
  if (typeof place === 'string') throw new Error(place);
  return place;
}
