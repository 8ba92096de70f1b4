// What stays of shares that have ended: a key for each, which goes by its own time to live, and a set that finds them.

import type { Clock } from '../../core/ports/clock.ts';
import type { EvidencePlace, EvidenceStore } from '../../core/ports/evidence-store.ts';
import { tagOf, type ShareId, type TenantTag } from '../../core/share.ts';
import { formatEvidence, parseEvidence } from '../evidence-codec.ts';
import type { RedisClient } from './connection/client.ts';
import type { Connection } from './connection/connection.ts';
import { boardEvidence, placesBefore } from './board.ts';
import { keys } from './keys.ts';
import { GRACE_MS } from './tlog.ts';

export function createRedisEvidence({ call }: Connection, clock: Clock): EvidenceStore {
  return {
    loadEvidence: async (id) => {
      const text = await call((client) => client.get(keys.evidence(id)));
      return text === null ? null : parseEvidence(id, text);
    },
    listEvidence: (tag, after, limit) =>
      call(async (client) => {
        const places = await placesAfter(client, tag, after, limit);
        const texts = places.length === 0 ? [] : await client.mget(places.map(({ id }) => keys.evidence(id)));
        const rows = places.flatMap(({ id }, at) => {
          const text = texts[at] ?? null;
          return text === null ? [] : [parseEvidence(id, text)];
        });
        return { rows, last: places.length < limit ? null : (places.at(-1) ?? null) };
      }),
    latestEvidence: (tag, before, limit) =>
      call(async (client) => {
        const places = await placesBefore(client, keys.evidenceEnds(tag), before, limit);
        const texts = places.length === 0 ? [] : await client.mget(places.map(({ id }) => keys.evidence(id)));
        const rows = places.flatMap(({ id, at: until }, at) => {
          const text = texts[at] ?? null;
          return text === null ? [] : [{ row: parseEvidence(id, text), until }];
        });
        return { rows, last: places.length < limit ? null : (places.at(-1) ?? null) };
      }),
    fillEvidence: async ({ row, until }) => {
      const tag = tagOf(row.id);
      const names = [keys.evidence(row.id), keys.evidenceEnds(tag), keys.positions(row.id)];
      const ttl = Math.max(1, until - clock());
      await call(async (client) => {
        await client.nt2FillEvidence(names.length, ...names, formatEvidence(row), ttl, until, row.id, GRACE_MS);
        await boardEvidence(client, row);
      });
    },
    replaceEvidence: async (row, next, leaf) => {
      const names = [keys.evidence(row.id), keys.leaves(tagOf(row.id))];
      const texts = [formatEvidence(row), formatEvidence(next)];
      return (await call((client) => client.nt2ReplaceEvidence(names.length, ...names, ...texts, leaf), { write: true })) === 1;
    },
  };
}

/** Those of one end are in the order of their ids, as Redis has them. */
async function placesAfter(client: RedisClient, tag: TenantTag, after: EvidencePlace | null, limit: number): Promise<EvidencePlace[]> {
  const ends = keys.evidenceEnds(tag);
  const same = after === null ? [] : await client.zrangebyscore(ends, after.until, after.until);
  const beside = same.filter((id) => id > (after?.id ?? '')).map((id) => ({ id: id as ShareId, until: after?.until ?? 0 }));
  const later = await client.zrangebyscore(ends, after === null ? '-inf' : `(${after.until}`, '+inf', 'WITHSCORES', 'LIMIT', 0, limit);
  for (let at = 0; at + 1 < later.length; at += 2) beside.push({ id: later[at] as ShareId, until: Number(later[at + 1]) });
  return beside.slice(0, limit);
}
