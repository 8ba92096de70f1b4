// Rotations on Redis: a key for each, and two sets that find them.

import type { RotationPlace, RotationStore } from '../../core/ports/rotation-store.ts';
import { tagOf, type ShareId, type TenantTag } from '../../core/share.ts';
import { formatRotation, parseRotation } from '../rotation-codec.ts';
import type { RedisClient } from './connection/client.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';
import { DELIVERY_MS } from './lua/deliveries.ts';

type PerTag = <T>(command: (client: RedisClient, tag: TenantTag) => Promise<T>) => Promise<readonly T[]>;

const recordIn = (kept: string): string => kept.slice(kept.indexOf('\n') + 1);

export function createRedisRotations(
  { call }: Connection,
  perTag: PerTag,
  registerTag: (tag: TenantTag) => Promise<void> | undefined,
): RotationStore {
  async function forget(ids: readonly ShareId[]): Promise<void> {
    await call((client) =>
      Promise.all(
        ids.map((id) => {
          const tag = tagOf(id);
          return client.nt2ForgetRotation(3, keys.rotation(id), keys.rotations(tag), keys.rotationsDue(tag), id);
        }),
      ),
    );
  }

  return {
    putRotation: async (rotation, { until, deliveries, at }) => {
      const { id, version, dueAt, nextAt } = rotation;
      const tag = tagOf(id);
      await registerTag(tag);
      const { endpoints, events } = deliveries ?? { endpoints: [], events: [] };
      const lanes = endpoints.flatMap((endpoint) => [keys.lane(id, endpoint), keys.lanes(tag, endpoint)]);
      const names = [keys.rotation(id), keys.rotations(tag), keys.rotationsDue(tag), ...lanes];
      const ttl = until === null ? '' : Math.max(1, until - at);
      const answer = await call((client) =>
        client.nt2PutRotation(
          names.length,
          ...names,
          version - 1,
          `${version}\n${formatRotation(rotation)}`,
          ttl,
          dueAt,
          nextAt ?? '',
          id,
          at,
          DELIVERY_MS,
          ...events.map((event) => `${at} ${event}`),
        ),
      );
      return answer === 1;
    },
    rotation: async (id) => {
      const kept = await call((client) => client.get(keys.rotation(id)));
      return kept === null ? null : parseRotation(recordIn(kept));
    },
    rotations: async (tag, after, limit) => {
      const places = await call((client) => placesAfter(client, tag, after, limit));
      const kept = places.length === 0 ? [] : await call((client) => client.mget(places.map(({ id }) => keys.rotation(id))));
      const gone = places.filter((_, at) => (kept[at] ?? null) === null).map(({ id }) => id);
      if (gone.length > 0) await forget(gone);
      const rows = kept.flatMap((one) => (one === null ? [] : [parseRotation(recordIn(one))]));
      return { rows, last: places.length < limit ? null : (places.at(-1) ?? null) };
    },
    dueRotations: async (now, limit) => {
      const found = await perTag((client, tag) =>
        client.zrangebyscore(keys.rotationsDue(tag), '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit),
      );
      const all = found.flatMap((flat) =>
        Array.from({ length: flat.length / 2 }, (_, n) => ({ id: flat[2 * n] as ShareId, at: Number(flat[2 * n + 1]) })),
      );
      return all
        .toSorted((a, b) => a.at - b.at)
        .slice(0, limit)
        .map(({ id }) => id);
    },
  };
}

/** Those of one moment are in the order of their ids, as Redis has them. */
async function placesAfter(client: RedisClient, tag: TenantTag, after: RotationPlace | null, limit: number): Promise<RotationPlace[]> {
  const all = keys.rotations(tag);
  const same = after === null ? [] : await client.zrangebyscore(all, after.at, after.at);
  const found = same.filter((id) => id > (after?.id ?? '')).map((id) => ({ id: id as ShareId, at: after?.at ?? 0 }));
  const later = await client.zrangebyscore(all, after === null ? '-inf' : `(${after.at}`, '+inf', 'WITHSCORES', 'LIMIT', 0, limit);
  for (let n = 0; n + 1 < later.length; n += 2) found.push({ id: later[n] as ShareId, at: Number(later[n + 1]) });
  return found.slice(0, limit);
}
