// Opens either store from a description that can be sent to another process.

import type { Clock, Store } from '../../src/core/ports.ts';
import { openRedisStore } from '../../src/store/redis/store.ts';
import { openSqliteStore } from '../../src/store/sqlite/store.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import type { Watermark } from '../../src/store/watermark.ts';

export type Where = { readonly kind: 'sqlite'; readonly file: string } | { readonly kind: 'redis'; readonly url: string };

export interface OpenOptions {
  readonly clock?: Clock;
  readonly watermark?: Watermark;
}

export async function openStore(where: Where, { clock = Date.now, watermark = memoryWatermark() }: OpenOptions = {}): Promise<Store> {
  return where.kind === 'sqlite'
    ? openSqliteStore({ file: where.file, clock, watermark })
    : openRedisStore({ url: where.url, clock, watermark });
}
