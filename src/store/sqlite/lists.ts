// A person's shares by side and phase, in one table: reading one list never reads another, however long that is. What a search compares stands
// in the same rows, so it reads no share.

import type { DatabaseSync } from 'node:sqlite';
import { searchLimits } from '../../core/limits.ts';
import { listedFor } from '../../core/lists.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ListFilter, ListPlace, ListStore } from '../../core/ports/list-store.ts';
import type { PersonKey, ShareId, TenantTag } from '../../core/share.ts';
import { merge, partsOf } from '../listing.ts';
import { parseShare } from '../share-codec.ts';

type Run = <T>(work: () => T) => T;

/** Tag, person, side, phase, when it was made, id, state, words. */
export const LIST = `INSERT INTO listed (tag, person, side, phase, created_at, id, state, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET state = excluded.state, words = excluded.words`;
/** State, id, side, state. */
export const RESTATE = "UPDATE listed SET state = ? WHERE id = ? AND side = ? AND phase = 'open' AND state <> ?";

/** A parameter that no row equals. */
const NONE = '-';

export function createSqliteLists(db: DatabaseSync, clock: Clock, { read, write }: { readonly read: Run; readonly write: Run }) {
  // A share past its time, which only waits for the purge, does not count.
  const from = `FROM listed l JOIN shares s ON s.id = l.id AND s.share_until > ?1
    WHERE l.tag = ?2 AND l.person = ?3 AND l.side = ?4 AND l.phase = ?5 AND (l.created_at, l.id) < (?6, ?7)`;
  // Of a term that was not given '' stands there, which every text contains.
  const fits = `FROM listed l WHERE l.tag = ?2 AND l.person = ?3 AND l.side = ?4 AND l.phase = ?5 AND (l.created_at, l.id) < (?6, ?7)
    AND l.created_at >= ?9 AND l.state IN (?10, ?11, ?12, ?13)
    AND instr(l.words, ?14) > 0 AND instr(l.words, ?15) > 0 AND instr(l.words, ?16) > 0 AND instr(l.words, ?17) > 0 AND instr(l.words, ?18) > 0
    AND EXISTS (SELECT 1 FROM shares s WHERE s.id = l.id AND s.share_until > ?1)`;
  const newest = (rows: string) =>
    db.prepare(`SELECT l.created_at AS at, l.id AS id ${rows} ORDER BY l.created_at DESC, l.id DESC LIMIT ?8`);
  const plain = { newest: newest(from), count: db.prepare(`SELECT count(*) AS size ${from} AND ?8 > 0`) };
  const counted = `(SELECT 1 ${fits} LIMIT ?8 + ${searchLimits.counted})`;
  const search = { newest: newest(fits), count: db.prepare(`SELECT count(*) AS size FROM ${counted}`) };
  const drop = db.prepare('DELETE FROM listed WHERE tag = ? AND person = ?');
  const unstated = db.prepare(
    "SELECT l.id, s.record FROM listed l JOIN shares s ON s.id = l.id WHERE l.tag = ? AND l.person = ? AND l.state = ''",
  );
  const state = db.prepare('UPDATE listed SET state = ?, words = ? WHERE id = ? AND side = ? AND person = ?');

  /** Fills in what a version before has left out. */
  function settle(tag: TenantTag, person: PersonKey): void {
    if (read(() => unstated.get(tag, person)) === undefined) return;
    write(() => {
      for (const { id, record } of unstated.all(tag, person)) {
        const rows = listedFor(parseShare(id as ShareId, String(record))).filter((row) => row.person === person);
        for (const row of rows) state.run(row.state, row.words, id as string, row.side, person);
      }
    });
  }

  const filterOf = ({ states, terms, since }: ListFilter) =>
    [since, ...[0, 1, 2, 3].map((n) => states[n] ?? NONE), ...[0, 1, 2, 3, 4].map((n) => terms[n] ?? '')] as const;

  return {
    list: async (tag, person, { before, limit, only, ...of }) => {
      if (only !== undefined) settle(tag, person);
      const { newest, count } = only === undefined ? plain : search;
      return read(() => {
        const stretches = partsOf(of).map(({ side, phase }) => {
          const place = [before?.at ?? Number.MAX_SAFE_INTEGER, before?.id ?? ''] as const;
          const asked = [clock(), tag, person, side, phase, ...place, limit, ...(only === undefined ? [] : filterOf(only))] as const;
          return { places: newest.all(...asked) as unknown as ListPlace[], left: Number(count.get(...asked)?.['size']) };
        });
        return merge(stretches, limit);
      });
    },
    clearList: async (tag, person) => void write(() => drop.run(tag, person)),
  } satisfies ListStore;
}
