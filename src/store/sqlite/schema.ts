// The tables of the SQLite store, and how its file is opened.

import { DatabaseSync } from 'node:sqlite';
import { Fault } from '../../core/refusal.ts';
import { keepPrivate, madeHere, openFolderOf, unopened } from './place.ts';
import { expectEmpty, isKeptSetting, RESTORING, restoreInProgress } from '../restore-state.ts';
import { ENVELOPES, ROTATIONS } from './later-tables.ts';

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

/** How far a line before was reached; null: the operator has accepted its end, wherever that was. */
const ENDS = 'ALTER TABLE accepted_lines ADD COLUMN n INTEGER;';

const BLOCKS = `
CREATE TABLE blocks (tag TEXT NOT NULL, person TEXT NOT NULL, sender TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tag, person, sender)) STRICT, WITHOUT ROWID;
CREATE INDEX blocks_sender ON blocks (tag, sender);
`;

/** A person's shares by side and phase. Under a new name: an older nt2 that still runs must not write the old one. */
const LISTED = `
CREATE TABLE listed (tag TEXT NOT NULL, person TEXT NOT NULL, side TEXT NOT NULL, phase TEXT NOT NULL, created_at INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (tag, person, side, phase, created_at, id)) STRICT, WITHOUT ROWID;
INSERT INTO listed
  SELECT l.tag, l.person, CASE s.record ->> '$.sender.key' WHEN l.person THEN 'sent' ELSE 'received' END,
    CASE s.record ->> '$.state.status' WHEN 'ended' THEN 'over' ELSE 'open' END, l.created_at, l.id
  FROM lists l JOIN shares s ON s.id = l.id;
CREATE INDEX listed_id ON listed (id);
DROP TABLE lists;
`;

/**
 * An nt2 of a version before may still run for a second at a file that was just brought up to date, and end a share without knowing of
 * `listed`: a share that loses its clock is over, whichever version wrote that. (A restore lays down shares that wait without one; those are inserted.)
 */
const SETTLED = `
UPDATE listed SET phase = 'over'
  WHERE phase = 'open' AND id IN (SELECT id FROM shares WHERE record ->> '$.state.status' = 'ended');
CREATE TRIGGER shares_over AFTER UPDATE OF due_at ON shares WHEN OLD.due_at IS NOT NULL AND NEW.due_at IS NULL BEGIN
  UPDATE listed SET phase = 'over' WHERE id = NEW.id AND phase = 'open';
END;
`;

/** `share`: which share has taken it. `until`: the row is over. */
const PREKEYS = `
CREATE TABLE prekeys (tag TEXT NOT NULL, person TEXT NOT NULL, key TEXT NOT NULL, device TEXT NOT NULL, made_at INTEGER NOT NULL, until_at INTEGER NOT NULL, note TEXT NOT NULL, share TEXT, until INTEGER NOT NULL, PRIMARY KEY (tag, person, key)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX prekeys_share ON prekeys (share) WHERE share IS NOT NULL;
CREATE INDEX prekeys_until ON prekeys (until);
`;

const BONDS = `
CREATE TABLE bonds (
  tag TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, id TEXT NOT NULL, salt TEXT NOT NULL,
  made_at INTEGER NOT NULL, used_at INTEGER NOT NULL, until_at INTEGER NOT NULL, PRIMARY KEY (tag, person, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX bonds_until ON bonds (until_at);
`;

/**
 * How a share stands for each of its people, and by which words they find it; '' where an nt2 of a version before has written the row, or where
 * it is to be filled in when its person first searches.
 */
const SEARCHED = `
ALTER TABLE listed ADD COLUMN state TEXT NOT NULL DEFAULT '';
ALTER TABLE listed ADD COLUMN words TEXT NOT NULL DEFAULT '';
DROP TRIGGER shares_over;
CREATE TRIGGER shares_over AFTER UPDATE OF due_at ON shares WHEN OLD.due_at IS NOT NULL AND NEW.due_at IS NULL BEGIN
  UPDATE listed SET phase = 'over', state = '' WHERE id = NEW.id AND phase = 'open';
END;
`;

/** Of webhooks. `deliveries`: events in the order of `n`; `lanes`: when those of one share are due; `dead_deliveries`: what was given up. */
const DELIVERIES = `
CREATE TABLE lanes (endpoint TEXT NOT NULL, share TEXT NOT NULL, due_at INTEGER NOT NULL, leased_until INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (endpoint, share)) STRICT, WITHOUT ROWID;
CREATE INDEX lanes_due ON lanes (endpoint, due_at);
CREATE TABLE deliveries (endpoint TEXT NOT NULL, share TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, event TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (endpoint, share, n)) STRICT, WITHOUT ROWID;
CREATE TABLE dead_deliveries (endpoint TEXT NOT NULL, id TEXT NOT NULL, share TEXT NOT NULL, event TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (endpoint, id)) STRICT, WITHOUT ROWID;
CREATE INDEX dead_deliveries_until ON dead_deliveries (until);
`;

/** What stays of a share when its row in `shares` goes. Shares that had ended before get theirs from `src/core/evidence/fill.ts`. */
const EVIDENCE = `
CREATE TABLE evidence (id TEXT PRIMARY KEY, tag TEXT NOT NULL, until INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX evidence_until ON evidence (tag, until);
`;

/** `src/core/board-states.ts`, of a record as it stands in the file. */
const boarded = (record: string): string => `
  iif(${record} ->> '$.state.status' = 'ended', 0, 1)
  | iif(${record} ->> '$.state.cause' = 'expired', 2, 0)
  | iif(json_array_length(${record}, '$.unreachable') > 0 OR ${record} ->> '$.state.cause' IN ('broken', 'unconfirmed', 'rolled-back'), 4, 0)
  | iif(${record} ->> '$.state.cause' = 'locked' OR coalesce(${record} ->> '$.state.failures', 0) > 0 OR coalesce(${record} ->> '$.bellAt', 0) > 0
    OR coalesce(${record} ->> '$.strangerAt', 0) > 0 OR coalesce(${record} ->> '$.knockAt', 0) > 0, 8, 0)`;

/**
 * Of a tenant's board: a row for each share, `states` as bits of `src/store/sqlite/board.ts`; they stand in the indexes too, or counting would read
 * each row. What is committed writes it first, so the triggers
 * write only for an nt2 of a version before, which may still run for a second and knows nothing of it.
 */
const BOARD = `
CREATE TABLE board (id TEXT PRIMARY KEY, tag TEXT NOT NULL, created_at INTEGER NOT NULL, states INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX board_outstanding ON board (tag, created_at, id, states) WHERE states & 1 <> 0;
CREATE INDEX board_expired ON board (tag, created_at, id, states) WHERE states & 2 <> 0;
CREATE INDEX board_failed ON board (tag, created_at, id, states) WHERE states & 4 <> 0;
CREATE INDEX board_refused ON board (tag, created_at, id, states) WHERE states & 8 <> 0;
CREATE INDEX board_until ON board (until) WHERE states & 1 = 0;
INSERT INTO board SELECT id, tag, record ->> '$.createdAt', ${boarded('record')}, share_until FROM shares WHERE (${boarded('record')}) <> 0;
INSERT INTO board
  SELECT id, tag, text ->> '$.createdAt', CASE text ->> '$.cause' WHEN 'expired' THEN 2 WHEN 'locked' THEN 8
    WHEN 'broken' THEN 4 WHEN 'unconfirmed' THEN 4 WHEN 'rolled-back' THEN 4 ELSE 0 END, until FROM evidence
    WHERE text ->> '$.cause' IN ('expired', 'locked', 'broken', 'unconfirmed', 'rolled-back')
      OR EXISTS (SELECT 1 FROM board WHERE board.id = evidence.id)
  ON CONFLICT (id) DO UPDATE SET until = max(until, excluded.until);
CREATE TRIGGER board_begun AFTER INSERT ON shares WHEN NOT EXISTS (SELECT 1 FROM board WHERE id = NEW.id) BEGIN
  INSERT INTO board VALUES (NEW.id, NEW.tag, NEW.record ->> '$.createdAt', ${boarded('NEW.record')}, NEW.share_until);
END;
CREATE TRIGGER board_over AFTER UPDATE OF due_at ON shares WHEN OLD.due_at IS NOT NULL AND NEW.due_at IS NULL
  AND EXISTS (SELECT 1 FROM board WHERE id = NEW.id AND states & 1 <> 0) BEGIN
  UPDATE board SET states = (states & 12) | ${boarded('NEW.record')}, until = max(until, NEW.share_until) WHERE id = NEW.id;
END;
`;

/** No table changes: shares and evidence hold what opens the log's hash of two people apart from the label, which an older nt2 cannot read. */
const NAMED = '';

/** Shares from here on may name a machine in the policy's terms, which an older nt2 cannot read. */
const MACHINES = `
CREATE TABLE machines (tag TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, device TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (tag, name)) STRICT, WITHOUT ROWID;
CREATE INDEX machines_owner ON machines (tag, owner);
`;

/** No table changes: machines may be bound to a provider, shares and evidence hold what opens the hash of their second proof, and logs hold claimed events of version 3, none of which an older nt2 can read. */
const WORKLOADS = '';

/** Of shares' files; their bytes lie elsewhere. `due_at`: when to look whether it can go. Shares from here on may name files, which an older nt2 cannot read. */
const FILES = `
CREATE TABLE files (
  id TEXT PRIMARY KEY, tag TEXT NOT NULL, owner TEXT NOT NULL, bytes INTEGER NOT NULL, chunks INTEGER NOT NULL,
  made_at INTEGER NOT NULL, until_at INTEGER NOT NULL, due_at INTEGER NOT NULL, share TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX files_due ON files (due_at);
CREATE INDEX files_tag ON files (tag, owner, bytes);
CREATE TABLE file_chunks (id TEXT NOT NULL, place INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (id, place)) STRICT, WITHOUT ROWID;
`;

/** The n-th brings a file of format n to format n + 1. */
const STEPS = [
  TABLES,
  LEASES,
  LOGS,
  BYTES,
  ENDS,
  BLOCKS,
  LISTED,
  SETTLED,
  PREKEYS,
  BONDS,
  SEARCHED,
  DELIVERIES,
  EVIDENCE,
  BOARD,
  NAMED,
  MACHINES,
  WORKLOADS,
  FILES,
  ROTATIONS,
  ENVELOPES,
];
/** In the place of the format while a restore is under way, so that no nt2 of any version takes the file for whole. */
const HALF = 2_000_000_000;

export type Durability = 'FULL' | 'NORMAL';

/**
 * Opens or creates the file. `restoring`: the backup that is put into it; then it must be empty, or hold a part of that one.
 * @throws Fault `store.unfit` when a newer nt2 wrote it, it is no database or another program has locked it, `files.unfit` when the file system refuses.
 */
export function openDatabase(file: string, durability: Durability, restoring: string | null = null): DatabaseSync {
  openFolderOf(file);
  const made = madeHere(file);
  let db: DatabaseSync | null = null;
  try {
    keepPrivate(file);
    db = new DatabaseSync(file, { timeout: 5_000 });
    // Deleted content is overwritten with zeros, in every page it lay in.
    db.exec('PRAGMA secure_delete = ON');
    db.exec('PRAGMA journal_mode = WAL');
    // FULL: a commit that was answered survives a power cut; with NORMAL the store would go back in time.
    db.exec(`PRAGMA synchronous = ${durability}`);
    db.exec('PRAGMA temp_store = MEMORY');
    // The net below `wal-truncation.ts`, which copies the log back long before that, and not while others wait: 64 MiB.
    db.exec('PRAGMA wal_autocheckpoint = 16384');
    // In KiB: four times SQLite's own, which under load read seven pages anew for each share.
    db.exec('PRAGMA cache_size = -8192');
    migrate(db, restoring);
    made();
    return db;
  } catch (error) {
    db?.close();
    throw unopened(file, error);
  }
}

/** Whether the file is in a format by now that this version does not know. */
export function isForeign(db: DatabaseSync): boolean {
  return Number(db.prepare('PRAGMA user_version').get()?.['user_version']) > STEPS.length;
}

function migrate(db: DatabaseSync, restoring: string | null): void {
  db.exec('BEGIN IMMEDIATE');
  try {
    const found = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
    if (found === HALF) expectSame(db, restoring);
    else if (found > STEPS.length) {
      throw new Fault(
        'store.unfit',
        `The store file was written by a newer nt2 (format ${found}, this one knows ${STEPS.length}). Start that version.`,
      );
    } else {
      for (const step of STEPS.slice(found)) db.exec(step);
      if (restoring !== null) beginRestore(db, restoring);
      db.exec(`PRAGMA user_version = ${restoring === null ? STEPS.length : HALF}`);
    }
    db.exec('COMMIT');
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function expectSame(db: DatabaseSync, restoring: string | null): void {
  const begun = db.prepare('SELECT value FROM settings WHERE key = ?').get(RESTORING)?.['value'];
  if (restoring === null || begun !== restoring) throw restoreInProgress(restoring);
}

function beginRestore(db: DatabaseSync, restoring: string): void {
  // A tag without shares and leaves is what a comparison with the marks of this machine has left.
  const tags = db.prepare('SELECT tag FROM shares UNION SELECT tag FROM leaves UNION SELECT tag FROM logs').all();
  const leaves = Number(db.prepare('SELECT count(*) AS n FROM leaves').get()?.['n']);
  const settings = db
    .prepare('SELECT key FROM settings')
    .all()
    .filter(({ key }) => isKeptSetting(String(key))).length;
  expectEmpty({ tags: tags.map(({ tag }) => String(tag)), leaves, settings });
  db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)').run(RESTORING, restoring);
}

/** Inside a transaction of the caller. */
export function finishRestore(db: DatabaseSync): void {
  db.prepare('DELETE FROM settings WHERE key = ?').run(RESTORING);
  db.exec(`PRAGMA user_version = ${STEPS.length}`);
}
