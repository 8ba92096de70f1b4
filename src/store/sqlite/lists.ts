// A person's shares by side and phase, in one table: reading one list never reads another, however long that is.

import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/ports/clock.ts';
import type { ListPlace, ListStore } from '../../core/ports/list-store.ts';
import { merge, partsOf } from '../listing.ts';

type Run = <T>(work: () => T) => T;

export function createSqliteLists(db: DatabaseSync, clock: Clock, { read, write }: { readonly read: Run; readonly write: Run }) {
  // A share past its time, which only waits for the purge, does not count.
  const from = `FROM listed l JOIN shares s ON s.id = l.id AND s.share_until > ?1
    WHERE l.tag = ?2 AND l.person = ?3 AND l.side = ?4 AND l.phase = ?5 AND (l.created_at, l.id) < (?6, ?7)`;
  const newest = db.prepare(`SELECT l.created_at AS at, l.id AS id ${from} ORDER BY l.created_at DESC, l.id DESC LIMIT ?8`);
  const count = db.prepare(`SELECT count(*) AS size ${from}`);
  const drop = db.prepare('DELETE FROM listed WHERE tag = ? AND person = ?');

  return {
    list: async (tag, person, { before, limit, ...of }) =>
      read(() => {
        const stretches = partsOf(of).map(({ side, phase }) => {
          const asked = [clock(), tag, person, side, phase, before?.at ?? Number.MAX_SAFE_INTEGER, before?.id ?? ''] as const;
          return {
            places: newest.all(...asked, limit) as unknown as ListPlace[],
            left: Number(count.get(...asked)?.['size']),
          };
        });
        return merge(stretches, limit);
      }),
    clearList: async (tag, person) => void write(() => drop.run(tag, person)),
  } satisfies ListStore;
}
