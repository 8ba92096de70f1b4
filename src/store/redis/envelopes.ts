// Envelopes on Redis: a key for each, a set of all and one of those whose clock acts.

import type { EnvelopeStore } from '../../core/ports/envelope-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { tagOf, type ShareId, type TenantTag } from '../../core/share.ts';
import { formatEnvelope, parseEnvelope } from '../envelope-codec.ts';
import type { RedisClient } from './connection/client.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';

type PerTag = <T>(command: (client: RedisClient, tag: TenantTag) => Promise<T>) => Promise<readonly T[]>;

const recordIn = (kept: string): string => kept.slice(kept.indexOf('\n') + 1);

export function createRedisEnvelopes(
  { call }: Connection,
  {
    clock,
    perTag,
    registerTag,
  }: { readonly clock: Clock; readonly perTag: PerTag; readonly registerTag: (tag: TenantTag) => Promise<void> | undefined },
): EnvelopeStore {
  return {
    putEnvelope: async (envelope, { leaves, until }) => {
      const { id, version, nextAt } = envelope;
      const tag = tagOf(id);
      await registerTag(tag);
      const names = [keys.envelope(id), keys.envelopes(tag), keys.envelopesDue(tag), keys.leaves(tag)];
      const record = `${version}\n${formatEnvelope(envelope)}`;
      const ttl = until === null ? '' : Math.max(1, until - clock());
      const answer = await call(
        (client) => client.nt2PutEnvelope(names.length, ...names, version - 1, record, ttl, nextAt ?? '', id, ...leaves),
        { write: true },
      );
      return answer === 1;
    },
    envelope: async (id) => {
      const kept = await call((client) => client.get(keys.envelope(id)));
      return kept === null ? null : parseEnvelope(recordIn(kept));
    },
    envelopes: async (tag) => {
      const ids = (await call((client) => client.smembers(keys.envelopes(tag)))).toSorted() as ShareId[];
      const kept = ids.length === 0 ? [] : await call((client) => client.mget(ids.map((id) => keys.envelope(id))));
      const gone = ids.filter((_, at) => (kept[at] ?? null) === null);
      if (gone.length > 0) await call((client) => client.srem(keys.envelopes(tag), ...gone));
      return kept.flatMap((one) => (one === null ? [] : [parseEnvelope(recordIn(one))]));
    },
    dueEnvelopes: async (now, limit) => {
      const found = await perTag((client, tag) =>
        client.zrangebyscore(keys.envelopesDue(tag), '-inf', now, 'WITHSCORES', 'LIMIT', 0, limit),
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
