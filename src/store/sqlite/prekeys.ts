// Prekeys on SQLite: free ones by person, and taken ones by share.

import type { DatabaseSync } from 'node:sqlite';
import type { PrekeyStore, StoredPrekey } from '../../core/ports/prekey-store.ts';
import { tagOf, type TenantTag } from '../../core/share.ts';

const COLUMNS = 'key, device, made_at AS madeAt, until_at AS untilAt, note';
const NEWEST = 'ORDER BY made_at DESC, key';

export function createSqlitePrekeys(
  db: DatabaseSync,
  {
    read,
    write,
    isBehind,
  }: { readonly read: <T>(look: () => T) => T; readonly write: <T>(change: () => T) => T; readonly isBehind: (tag: TenantTag) => boolean },
): PrekeyStore {
  const put = db.prepare(
    'INSERT OR IGNORE INTO prekeys (tag, person, key, device, made_at, until_at, note, share, until) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)',
  );
  const trim = db.prepare(
    `DELETE FROM prekeys WHERE tag = ?1 AND person = ?2 AND share IS NULL AND key NOT IN
     (SELECT key FROM prekeys WHERE tag = ?1 AND person = ?2 AND share IS NULL ${NEWEST} LIMIT ?3)`,
  );
  const free = db.prepare(`SELECT ${COLUMNS} FROM prekeys WHERE tag = ? AND person = ? AND share IS NULL AND until_at > ? ${NEWEST}`);
  const taken = db.prepare(`SELECT ${COLUMNS} FROM prekeys WHERE share = ? AND person = ?`);
  const take = db.prepare('UPDATE prekeys SET share = ?, until = max(until, ?) WHERE tag = ? AND person = ? AND key = ?');
  const drop = db.prepare('DELETE FROM prekeys WHERE tag = ?1 AND person = ?2 AND (?3 IS NULL OR device = ?3)');
  const clear = db.prepare('DELETE FROM prekeys WHERE tag = ?');
  const one = (row: unknown): StoredPrekey | null => (row === undefined ? null : { ...(row as StoredPrekey) });

  return {
    putPrekeys: async (tag, person, prekeys, max) =>
      write(() => {
        for (const { key, device, madeAt, untilAt, note } of prekeys) put.run(tag, person, key, device, madeAt, untilAt, note, untilAt);
        trim.run(tag, person, max);
      }),
    freePrekeys: async (tag, person, now) => read(() => free.all(tag, person, now).map((row) => one(row) as StoredPrekey)),
    takePrekey: async (id, person, now, untilAt) =>
      write(() => {
        const tag = tagOf(id);
        if (isBehind(tag)) return null;
        const before = one(taken.get(id, person));
        if (before !== null) return before;
        const found = one(free.get(tag, person, now));
        if (found !== null) take.run(id, untilAt, tag, person, found.key);
        return found;
      }),
    takenPrekey: async (id, person) => read(() => one(taken.get(id, person))),
    dropPrekeys: async (tag, person, device) => Number(write(() => drop.run(tag, person, device)).changes),
    clearPrekeys: async (tag) => void write(() => clear.run(tag)),
  };
}
