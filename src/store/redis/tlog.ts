// The log's part of the Redis store. Each verb touches keys of one tag only, except for the hints, which share one key so that one read finds all.

import type { LogProgress, LogStore } from '../../core/ports/log-store.ts';
import type { LogHintStore } from '../../core/ports/log-hints.ts';
import type { TenantTag } from '../../core/share.ts';
import { keys } from './keys.ts';
import type { RedisClient } from './connection/client.ts';
import type { Connection } from './connection/connection.ts';

/** How long positions are kept after their share, or its evidence. */
export const GRACE_MS = 86_400_000;

type Numbers = readonly [first: number, end: number, size: number, version: number];
const standing = async (client: RedisClient, tag: TenantTag): Promise<Numbers> =>
  (await client.nt2LogProgress(2, keys.leaves(tag), keys.log(tag))) as Numbers;

/** @param perTag asks for every tag whose server answers. */
export function createRedisLog(
  { call }: Connection,
  perTag: <T>(command: (client: RedisClient, tag: TenantTag) => Promise<T>) => Promise<T[]>,
): LogStore & LogHintStore {
  return {
    leaves: async (tag, from, limit) =>
      (await call((client) => client.nt2Leaves(2, keys.leaves(tag), keys.log(tag), from, limit))) as string[],
    entryRange: async (tag) => {
      const [first, end] = await call((client) => standing(client, tag));
      return { first, end };
    },
    appendLeaf: async (tag, leaf) =>
      Number(await call((client) => client.nt2Append(2, keys.leaves(tag), keys.log(tag), leaf), { write: true })),
    readLog: async (tag) => {
      const [version, text] = await call((client) => client.hmget(keys.log(tag), 'version', 'text'));
      return version && text ? { version: Number(version), text } : null;
    },
    writeLog: async ({ tag, version, token, size, text, tiles, first, positions }) => {
      const names = [keys.log(tag), keys.leaves(tag), ...tiles.map(({ level, index }) => keys.tile(tag, level, index))];
      for (const { share } of positions) names.push(keys.positions(share), keys.share(share), keys.evidence(share));
      const written = await call(
        (client) =>
          client.nt2WriteLog(
            names.length,
            ...names,
            version,
            token,
            size,
            text,
            first,
            tiles.length,
            GRACE_MS,
            ...tiles.map(({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
            ...positions.map(({ at }) => at.join(' ')),
          ),
        { write: true },
      );
      return written === 1;
    },
    readTile: (tag, level, index) => call((client) => client.getBuffer(keys.tile(tag, level, index))),
    // A log that was begun anew has told them twice.
    positions: async (id) => [...new Set(await call((client) => client.lrange(keys.positions(id), 0, -1)))].map(Number),
    logs: () =>
      perTag(async (client, tag): Promise<LogProgress> => {
        const [, leaves, size, version] = await standing(client, tag);
        return { tag, leaves, size, version };
      }),
    putHints: async (put, drop) => {
      if (put.length > 0) await call((client) => client.nt2Mark(1, keys.marks, ...put));
      if (drop.length > 0) await call((client) => client.srem(keys.marks, ...drop));
    },
    listHints: () => call((client) => client.smembers(keys.marks)),
  };
}
