// Bonds of people and browsers on SQLite.

import type { DatabaseSync } from 'node:sqlite';
import type { Bond, BondStore } from '../../core/ports/bond-store.ts';

const FIELDS = 'id, person, device, salt, made_at AS madeAt, used_at AS usedAt, until_at AS untilAt';

export function createSqliteBonds(
  db: DatabaseSync,
  { read, write }: { readonly read: <T>(look: () => T) => T; readonly write: <T>(change: () => T) => T },
): BondStore {
  const dropOver = db.prepare('DELETE FROM bonds WHERE tag = ? AND person = ? AND until_at <= ?');
  const others = db.prepare('SELECT id FROM bonds WHERE tag = ? AND person = ? AND device <> ? ORDER BY used_at, id');
  const put = db.prepare(
    `INSERT INTO bonds (tag, person, device, id, salt, made_at, used_at, until_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (tag, person, device) DO UPDATE SET used_at = excluded.used_at, until_at = excluded.until_at`,
  );
  const use = db.prepare(
    `UPDATE bonds SET used_at = ?1, until_at = ?2 WHERE tag = ?3 AND person = ?4 AND device = ?5 AND until_at > ?1 RETURNING ${FIELDS}`,
  );
  const list = db.prepare(`SELECT ${FIELDS} FROM bonds WHERE tag = ? AND person = ? AND until_at > ? ORDER BY used_at DESC, id`);
  const drop = db.prepare('DELETE FROM bonds WHERE tag = ? AND person = ? AND id = ?');

  return {
    putBond: async (tag, { id, person, device, salt, madeAt, usedAt, untilAt }, max) =>
      write(() => {
        dropOver.run(tag, person, usedAt);
        const held = others.all(tag, person, device).map((row) => String(row['id']));
        const ended = held.slice(0, Math.max(0, held.length + 1 - max));
        for (const old of ended) drop.run(tag, person, old);
        put.run(tag, person, device, id, salt, madeAt, usedAt, untilAt);
        return ended;
      }),
    useBond: async (tag, { person, device, usedAt, untilAt }) =>
      write(() => (use.get(usedAt, untilAt, tag, person, device) as Bond | undefined) ?? null),
    bonds: async (tag, person, now) => read(() => list.all(tag, person, now) as unknown as Bond[]),
    dropBond: async (tag, person, id) => Number(write(() => drop.run(tag, person, id)).changes) === 1,
  };
}
