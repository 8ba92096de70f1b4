// The log's part of the SQLite store. Leaves are on the disk when they are answered. The record follows `soon`: what a power cut takes of it
// is made again from the leaves, and held against the checkpoint that is kept outside.

import type { DatabaseSync } from 'node:sqlite';
import type { LogRecord, LogProgress, LogStore } from '../../core/ports/log-store.ts';
import type { LogHintStore } from '../../core/ports/log-hints.ts';

type Run = <T>(work: () => T) => T;

/** Tag, leaf. */
export const APPEND_LEAF = `INSERT INTO leaves (tag, position, text) VALUES (?1, (SELECT coalesce(max(position), -1) + 1 FROM leaves WHERE tag = ?1), ?2)
  RETURNING position`;

export function createSqliteLog(
  db: DatabaseSync,
  { read, write, soon }: { readonly read: Run; readonly write: Run; readonly soon: Run },
): LogStore & LogHintStore {
  const leaves = db.prepare('SELECT position, text FROM leaves WHERE tag = ? AND position >= ? ORDER BY position LIMIT ?');
  // Each by itself: SQLite finds one end in the key, but looks at all for both at once.
  const bounds = db.prepare(
    `SELECT coalesce((SELECT min(position) FROM leaves WHERE tag = ?1), 0) AS first,
     coalesce((SELECT max(position) FROM leaves WHERE tag = ?1), -1) + 1 AS end`,
  );
  const append = db.prepare(APPEND_LEAF);
  const drop = db.prepare('DELETE FROM leaves WHERE tag = ? AND position < ?');
  const log = db.prepare('SELECT version, token, text FROM logs WHERE tag = ?');
  const putLog = db.prepare('INSERT OR REPLACE INTO logs (tag, version, token, size, text) VALUES (?, ?, ?, ?, ?)');
  const tile = db.prepare('SELECT bytes FROM tiles WHERE tag = ? AND level = ? AND place = ?');
  const putTile = db.prepare('INSERT OR REPLACE INTO tiles (tag, level, place, bytes) VALUES (?, ?, ?, ?)');
  const positions = db.prepare('SELECT position FROM positions WHERE id = ? ORDER BY position');
  const putPosition = db.prepare('INSERT OR IGNORE INTO positions (id, position) VALUES (?, ?)');
  const standings = db.prepare(
    `SELECT t.tag, coalesce((SELECT max(position) FROM leaves l WHERE l.tag = t.tag), -1) + 1 AS leaves,
     coalesce(g.size, 0) AS size, coalesce(g.version, 0) AS version FROM tags t LEFT JOIN logs g ON g.tag = t.tag`,
  );

  return {
    leaves: async (tag, from, limit) => {
      const rows = read(() => leaves.all(tag, from, limit)) as { position: number; text: string }[];
      const hole = rows.findIndex(({ position }, at) => position !== from + at);
      return (hole < 0 ? rows : rows.slice(0, hole)).map(({ text }) => text);
    },
    entryRange: async (tag) => read(() => bounds.get(tag)) as { first: number; end: number },
    appendLeaf: async (tag, leaf) => Number(write(() => append.get(tag, leaf))?.['position']),
    readLog: async (tag) => {
      const row = read(() => log.get(tag)) as LogRecord | undefined;
      return row ? { version: row.version, text: row.text } : null;
    },
    writeLog: async (next) =>
      soon(() => {
        const { tag, version, token, size } = next;
        const held = (log.get(tag) ?? { version: 0, token: 0 }) as { version: number; token: number };
        if (held.version !== version || held.token > token) return false;
        for (const { level, index, bytes } of next.tiles) putTile.run(tag, level, index, bytes);
        for (const { share, at } of next.positions) for (const position of at) putPosition.run(share, position);
        drop.run(tag, next.first);
        putLog.run(tag, version + 1, token, size, next.text);
        return true;
      }),
    readTile: async (tag, level, index) => (read(() => tile.get(tag, level, index))?.['bytes'] as Uint8Array | undefined) ?? null,
    positions: async (id) => read(() => positions.all(id)).map((row) => Number(row['position'])),
    logs: async () => read(() => standings.all() as unknown as LogProgress[]),
    putHints: () => Promise.resolve(),
    listHints: () => Promise.resolve([]),
  };
}
