// The tables of the SQLite store, and how its file is opened.

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../../core/refusal.ts';

const TABLES = `
CREATE TABLE shares (
  id TEXT PRIMARY KEY, tag TEXT NOT NULL, version INTEGER NOT NULL, record TEXT NOT NULL,
  due_at INTEGER, outbox_at INTEGER, leased_until INTEGER NOT NULL DEFAULT 0, is_open INTEGER NOT NULL,
  ciphertext_until INTEGER NOT NULL, share_until INTEGER NOT NULL
) STRICT;
CREATE INDEX shares_due ON shares (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX shares_outbox ON shares (outbox_at) WHERE outbox_at IS NOT NULL;
CREATE INDEX shares_open ON shares (tag) WHERE is_open = 1;
CREATE INDEX shares_until ON shares (share_until);

CREATE TABLE ciphertexts (id TEXT NOT NULL, part TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (id, part)) STRICT;

CREATE TABLE tags (tag TEXT PRIMARY KEY, n INTEGER NOT NULL, line TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE accepted_lines (tag TEXT NOT NULL, line TEXT NOT NULL, PRIMARY KEY (tag, line)) STRICT, WITHOUT ROWID;
CREATE TABLE behind (tag TEXT NOT NULL, line TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (tag, line)) STRICT, WITHOUT ROWID;
CREATE TABLE leaves (tag TEXT NOT NULL, position INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (tag, position)) STRICT, WITHOUT ROWID;

CREATE TABLE live (tag TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (tag, name, id)) STRICT, WITHOUT ROWID;
CREATE INDEX live_expires ON live (expires_at);
CREATE TABLE lists (tag TEXT NOT NULL, person TEXT NOT NULL, created_at INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (tag, person, created_at, id)) STRICT, WITHOUT ROWID;
CREATE INDEX lists_id ON lists (id);

CREATE TABLE tokens (tag TEXT NOT NULL, hash TEXT NOT NULL, value TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (tag, hash)) STRICT, WITHOUT ROWID;
CREATE TABLE firsts (tag TEXT NOT NULL, key TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (tag, key)) STRICT, WITHOUT ROWID;
CREATE TABLE buckets (bucket TEXT PRIMARY KEY, start INTEGER NOT NULL, count INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

const LEASES = `
CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL, token INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;

const LOGS = `
CREATE TABLE logs (tag TEXT PRIMARY KEY, version INTEGER NOT NULL, token INTEGER NOT NULL, size INTEGER NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE tiles (tag TEXT NOT NULL, level INTEGER NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (tag, level, place)) STRICT;
CREATE TABLE positions (id TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (id, position)) STRICT, WITHOUT ROWID;
`;

/** Null: this set counts no bytes. */
const BYTES = `
ALTER TABLE live ADD COLUMN bytes INTEGER;
UPDATE live SET bytes = (SELECT coalesce(sum(length(c.bytes)), 0) FROM ciphertexts c WHERE c.id = live.id);
`;

/** The n-th brings a file of format n to format n + 1. */
const STEPS = [TABLES, LEASES, LOGS, BYTES];

export type Durability = 'FULL' | 'NORMAL';

/**
 * Opens or creates the file.
 * @throws Fault `store.unfit` when a newer nt2 wrote it or it is no database, `store.unavailable` when it cannot be opened.
 */
export function openDatabase(file: string, durability: Durability): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(file, { timeout: 5_000 });
    // Deleted content is overwritten with zeros, in every page it lay in.
    db.exec('PRAGMA secure_delete = ON');
    db.exec('PRAGMA journal_mode = WAL');
    // FULL: a commit that was answered survives a power cut; with NORMAL the store would go back in time.
    db.exec(`PRAGMA synchronous = ${durability}`);
    db.exec('PRAGMA temp_store = MEMORY');
    migrate(db);
    return db;
  } catch (error) {
    db?.close();
    if (error instanceof Fault) throw error;
    const code = (error as { errcode?: number }).errcode;
    if (code === 26) throw new Fault('store.unfit', 'The store file is not an SQLite database. Name another file.', { cause: error });
    throw new Fault('store.unavailable', 'The store file cannot be opened: check that its directory is writable.', { cause: error });
  }
}

function migrate(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (found > STEPS.length) {
      throw new Fault(
        'store.unfit',
        `The store file was written by a newer nt2 (format ${found}, this one knows ${STEPS.length}). Start that version.`,
      );
    }
    for (const step of STEPS.slice(found)) db.exec(step);
    db.exec(`PRAGMA user_version = ${STEPS.length}`);
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}
