// SQLite files as earlier versions of nt2 wrote them: their tables, word for word, with one share that waits. Never brought up to date.

import { DatabaseSync } from 'node:sqlite';
import type { Commit } from '../../src/core/ports/share-store.ts';
import type { Share, ShareId } from '../../src/core/share.ts';

const FIRST = `
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
const boarded = (record: string): string => `
  iif(${record} ->> '$.state.status' = 'ended', 0, 1)
  | iif(${record} ->> '$.state.cause' = 'expired', 2, 0)
  | iif(json_array_length(${record}, '$.unreachable') > 0 OR ${record} ->> '$.state.cause' IN ('broken', 'unconfirmed', 'rolled-back'), 4, 0)
  | iif(${record} ->> '$.state.cause' = 'locked' OR coalesce(${record} ->> '$.state.failures', 0) > 0 OR coalesce(${record} ->> '$.bellAt', 0) > 0
    OR coalesce(${record} ->> '$.strangerAt', 0) > 0 OR coalesce(${record} ->> '$.knockAt', 0) > 0, 8, 0)`;
const LATER = [
  'CREATE TABLE leases (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL, token INTEGER NOT NULL) STRICT, WITHOUT ROWID;',
  `CREATE TABLE logs (tag TEXT PRIMARY KEY, version INTEGER NOT NULL, token INTEGER NOT NULL, size INTEGER NOT NULL, text TEXT NOT NULL) STRICT, WITHOUT ROWID;
   CREATE TABLE tiles (tag TEXT NOT NULL, level INTEGER NOT NULL, place INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (tag, level, place)) STRICT;
   CREATE TABLE positions (id TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (id, position)) STRICT, WITHOUT ROWID;`,
  'ALTER TABLE live ADD COLUMN bytes INTEGER;',
  'ALTER TABLE accepted_lines ADD COLUMN n INTEGER;',
  `CREATE TABLE blocks (tag TEXT NOT NULL, person TEXT NOT NULL, sender TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (tag, person, sender)) STRICT, WITHOUT ROWID;
   CREATE INDEX blocks_sender ON blocks (tag, sender);`,
  `CREATE TABLE listed (tag TEXT NOT NULL, person TEXT NOT NULL, side TEXT NOT NULL, phase TEXT NOT NULL, created_at INTEGER NOT NULL, id TEXT NOT NULL, PRIMARY KEY (tag, person, side, phase, created_at, id)) STRICT, WITHOUT ROWID;
   CREATE INDEX listed_id ON listed (id);
   DROP TABLE lists;`,
  `CREATE TRIGGER shares_over AFTER UPDATE OF due_at ON shares WHEN OLD.due_at IS NOT NULL AND NEW.due_at IS NULL BEGIN
     UPDATE listed SET phase = 'over' WHERE id = NEW.id AND phase = 'open';
   END;`,
  `CREATE TABLE prekeys (tag TEXT NOT NULL, person TEXT NOT NULL, key TEXT NOT NULL, device TEXT NOT NULL, made_at INTEGER NOT NULL, until_at INTEGER NOT NULL, note TEXT NOT NULL, share TEXT, until INTEGER NOT NULL, PRIMARY KEY (tag, person, key)) STRICT, WITHOUT ROWID;
   CREATE UNIQUE INDEX prekeys_share ON prekeys (share) WHERE share IS NOT NULL;
   CREATE INDEX prekeys_until ON prekeys (until);`,
  `CREATE TABLE bonds (
     tag TEXT NOT NULL, person TEXT NOT NULL, device TEXT NOT NULL, id TEXT NOT NULL, salt TEXT NOT NULL,
     made_at INTEGER NOT NULL, used_at INTEGER NOT NULL, until_at INTEGER NOT NULL, PRIMARY KEY (tag, person, device)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX bonds_until ON bonds (until_at);`,
  `ALTER TABLE listed ADD COLUMN state TEXT NOT NULL DEFAULT '';
   ALTER TABLE listed ADD COLUMN words TEXT NOT NULL DEFAULT '';
   DROP TRIGGER shares_over;
   CREATE TRIGGER shares_over AFTER UPDATE OF due_at ON shares WHEN OLD.due_at IS NOT NULL AND NEW.due_at IS NULL BEGIN
     UPDATE listed SET phase = 'over', state = '' WHERE id = NEW.id AND phase = 'open';
   END;`,
  `CREATE TABLE lanes (endpoint TEXT NOT NULL, share TEXT NOT NULL, due_at INTEGER NOT NULL, leased_until INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (endpoint, share)) STRICT, WITHOUT ROWID;
   CREATE INDEX lanes_due ON lanes (endpoint, due_at);
   CREATE TABLE deliveries (endpoint TEXT NOT NULL, share TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, event TEXT NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (endpoint, share, n)) STRICT, WITHOUT ROWID;
   CREATE TABLE dead_deliveries (endpoint TEXT NOT NULL, id TEXT NOT NULL, share TEXT NOT NULL, event TEXT NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY (endpoint, id)) STRICT, WITHOUT ROWID;
   CREATE INDEX dead_deliveries_until ON dead_deliveries (until);`,
  `CREATE TABLE evidence (id TEXT PRIMARY KEY, tag TEXT NOT NULL, until INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
   CREATE INDEX evidence_until ON evidence (tag, until);`,
  `CREATE TABLE board (id TEXT PRIMARY KEY, tag TEXT NOT NULL, created_at INTEGER NOT NULL, states INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
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
   END;`,
  '',
  `CREATE TABLE machines (tag TEXT NOT NULL, name TEXT NOT NULL, owner TEXT NOT NULL, device TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (tag, name)) STRICT, WITHOUT ROWID;
   CREATE INDEX machines_owner ON machines (tag, owner);`,
  '',
];
/** Formats that earlier versions have written: 1 to this one. */
export const OLD_FORMATS = LATER.length + 1;

export interface OldStore {
  readonly share: Share;
  readonly payload: Uint8Array;
  readonly line: string;
  /** A line whose end the operator has accepted. */
  readonly accepted: string;
}

/** Of another share, as formats 13 and 14 wrote it: nothing in it opens the log's hash of the two. */
export function oldEvidence({ id, sender, createdAt }: Share) {
  const what = { mode: 'sealed', kind: 'credential', sender: sender.key, recipient: sender.key } as const;
  return {
    id: `${id.slice(0, 6)}${'q'.repeat(26)}` as ShareId,
    ...what,
    createdAt,
    endedAt: createdAt,
    cause: 'delivered',
    openers: [],
    proofs: [],
  } as const;
}

export function writeOldStore(file: string, format: number, { share, payload, line, accepted }: OldStore): void {
  const db = new DatabaseSync(file);
  db.exec(FIRST);
  for (const step of LATER.slice(0, format - 1)) db.exec(step);
  const tag = share.id.slice(0, 6);
  const put = (table: string, row: Readonly<Record<string, string | number | null | Uint8Array>>): void => {
    const names = Object.keys(row);
    db.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => '?').join()})`).run(...Object.values(row));
  };
  const { id, version, createdAt, expiresAt } = share;
  const [ciphertextUntil, shareUntil] = [expiresAt + 60_000, expiresAt + 86_400_000];
  put('shares', {
    id,
    tag,
    version,
    record: JSON.stringify(share),
    due_at: expiresAt,
    outbox_at: null,
    is_open: 1,
    ciphertext_until: ciphertextUntil,
    share_until: shareUntil,
  });
  put('ciphertexts', { id, part: 'payload', bytes: payload });
  put('tags', { tag, n: 7, line });
  put('accepted_lines', { tag, line: accepted });
  put('leaves', { tag, position: 0, text: 'one\n' });
  put('leaves', { tag, position: 1, text: 'two\n' });
  put('live', { tag, name: 'ann', id, expires_at: expiresAt, ...(format >= 4 && { bytes: payload.length }) });
  const place = { tag, person: share.sender.key, created_at: createdAt, id };
  if (format < 7) put('lists', place);
  else put('listed', { ...place, side: 'sent', phase: 'open' });
  if (format >= 13) put('evidence', { id: oldEvidence(share).id, tag, until: shareUntil, text: JSON.stringify(oldEvidence(share)) });
  put('settings', { key: 'api-token:hash', value: '["ci",1]' });
  db.exec(`PRAGMA user_version = ${format}`);
  db.close();
}

/** A process of format 6 that has the file open: what it prepared then, it writes now. */
export function openOldWriter(file: string) {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  const put = db.prepare(
    `INSERT INTO shares (id, tag, version, record, due_at, outbox_at, is_open, ciphertext_until, share_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, record = excluded.record, due_at = excluded.due_at,
     outbox_at = excluded.outbox_at, is_open = excluded.is_open, ciphertext_until = excluded.ciphertext_until, share_until = excluded.share_until`,
  );
  return {
    end: ({ share, ciphertextUntil, shareUntil }: Commit): void =>
      void put.run(share.id, share.id.slice(0, 6), share.version, JSON.stringify(share), null, null, 0, ciphertextUntil, shareUntil),
    close: (): void => db.close(),
  };
}
