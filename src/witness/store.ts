// What a witness remembers: of each log the newest head that it cosigned, and forks that it was shown. One SQLite file.

import { DatabaseSync } from 'node:sqlite';
import type { SeenHead, WitnessStore } from './witness.ts';

export interface Fork {
  readonly origin: string;
  /** Two notes, each signed by the log. */
  readonly notes: readonly [string, string];
}

export interface OpenWitnessStore extends WitnessStore {
  forks(): Fork[];
  close(): void;
}

/** Of one log. A key that signs two heads has said all there is to say. */
const MOST_FORKS = 100;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS heads (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS forks (origin TEXT, seen TEXT, other TEXT, PRIMARY KEY (origin, seen, other)) STRICT, WITHOUT ROWID;`;

/** @param file `:memory:` for a test. @throws the error of SQLite when it is no database, or of a newer nt2 */
export function openWitnessStore(file: string): OpenWitnessStore {
  const db = new DatabaseSync(file);
  // An answer is given only once its head is on disk.
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;${SCHEMA}`);
  const find = db.prepare('SELECT size, root, note FROM heads WHERE origin = ?');
  const first = db.prepare('INSERT INTO heads (origin, size, root, note) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const next = db.prepare('UPDATE heads SET size = ?, root = ?, note = ? WHERE origin = ? AND size = ? AND root = ?');
  const count = db.prepare('SELECT count(*) AS n FROM forks WHERE origin = ?');
  const keep = db.prepare('INSERT INTO forks (origin, seen, other) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const all = db.prepare('SELECT origin, seen, other FROM forks ORDER BY origin');
  return {
    load: (origin) => (find.get(origin) as SeenHead | undefined) ?? null,
    advance(origin, before, { size, root, note }) {
      const { changes } =
        before === null ? first.run(origin, size, root, note) : next.run(size, root, note, origin, before.size, before.root);
      return changes === 1;
    },
    keepFork(origin, seen, other) {
      if (Number(count.get(origin)?.['n']) < MOST_FORKS) keep.run(origin, seen, other);
    },
    forks: () => all.all().map((row) => ({ origin: String(row['origin']), notes: [String(row['seen']), String(row['other'])] })),
    close: () => db.close(),
  };
}
