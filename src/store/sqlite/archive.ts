// What a backup takes from the SQLite store, and how a restore writes it back. Neither touches ciphertext.

import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { BackupStore, TenantSnapshot, StoredShare, CommitHistory } from '../../core/ports/backup-store.ts';
import type { LogRecord } from '../../core/ports/log-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { listedFor } from '../../core/lists.ts';
import type { KeptEvidence } from '../../core/ports/evidence-store.ts';
import { tagOf, type ShareId } from '../../core/share.ts';
import { formatEvidence, parseEvidence } from '../evidence-codec.ts';
import { formatRotation } from '../rotation-codec.ts';
import { parseShare } from '../share-codec.ts';
import { toStoredShare, notRestoring } from '../restore-state.ts';
import { createBoardWriter } from './board.ts';
import { PUT_EVIDENCE } from './evidence.ts';
import { LIST } from './lists.ts';
import { finishRestore } from './schema.ts';

type Run = <T>(work: () => T) => T;

export interface ArchiveDeps {
  readonly clock: Clock;
  readonly read: Run;
  readonly write: Run;
  readonly isRestoring: boolean;
}

export function createSqliteArchive(db: DatabaseSync, { clock, read, write, isRestoring }: ArchiveDeps): BackupStore {
  const evidence = db.prepare('SELECT text, until FROM evidence WHERE id = ? AND until > ?');
  const putEvidence = db.prepare(PUT_EVIDENCE);
  const kept = db.prepare('SELECT record, share_until AS until FROM shares WHERE id = ? AND share_until > ?');
  const last = db.prepare('SELECT coalesce(max(position), -1) AS last FROM leaves WHERE tag = ?');
  const log = db.prepare('SELECT version, text FROM logs WHERE tag = ?');
  const past = db.prepare('SELECT n, line FROM tags WHERE tag = ?');
  const before = db.prepare('SELECT line, n FROM accepted_lines WHERE tag = ? ORDER BY line');
  const behind = db.prepare('SELECT line, n FROM behind WHERE tag = ? ORDER BY line');
  const drops = ['tags', 'accepted_lines', 'behind'].map((table) => db.prepare(`DELETE FROM ${table} WHERE tag = ?`));
  const putTag = db.prepare('INSERT INTO tags (tag, n, line) VALUES (?, ?, ?)');
  const putLine = db.prepare('INSERT INTO accepted_lines (tag, line, n) VALUES (?, ?, ?)');
  const putBehind = db.prepare('INSERT INTO behind (tag, line, n) VALUES (?, ?, ?)');
  const dropLeaves = db.prepare('DELETE FROM leaves WHERE tag = ?');
  const putLeaf = db.prepare('INSERT INTO leaves (tag, position, text) VALUES (?, ?, ?)');
  const putShare = db.prepare(
    `INSERT OR REPLACE INTO shares (id, tag, version, record, due_at, outbox_at, is_open, ciphertext_until, share_until)
     VALUES (?, ?, ?, ?, NULL, ?, 0, ?, ?)`,
  );
  const putRotation = db.prepare(
    'INSERT OR REPLACE INTO rotations (id, tag, version, due_at, next_at, until, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const board = createBoardWriter(db);
  const list = db.prepare(LIST);
  const unlist = db.prepare('DELETE FROM listed WHERE id = ?');

  function keptNow(ids: readonly ShareId[]): StoredShare[] {
    const now = clock();
    return ids.flatMap((id) => {
      const row = kept.get(id, now);
      return row === undefined ? [] : [toStoredShare(id, String(row['record']), Number(row['until']))];
    });
  }

  function evidenceNow(ids: readonly ShareId[]): KeptEvidence[] {
    const now = clock();
    return ids.flatMap((id) => {
      const found = evidence.get(id, now);
      return found === undefined ? [] : [{ row: parseEvidence(id, String(found['text'])), until: Number(found['until']) }];
    });
  }

  const change = (work: () => void): void => {
    if (!isRestoring) throw notRestoring();
    write(work);
  };

  return {
    exportShares: async (_, ids) => read(() => ({ shares: keptNow(ids), evidence: evidenceNow(ids) })),

    snapshotTenant: async (tag, leaves, ids) =>
      read(() => {
        db.exec('BEGIN');
        try {
          if (Number(last.get(tag)?.['last']) + 1 !== leaves) return null;
          const row = (past.get(tag) ?? { line: '', n: 0 }) as unknown as Pick<CommitHistory, 'line' | 'n'>;
          return {
            past: { ...row, before: before.all(tag), behind: behind.all(tag) } as unknown as CommitHistory,
            log: (log.get(tag) as LogRecord | undefined) ?? null,
            shares: keptNow(ids),
            evidence: evidenceNow(ids),
          } satisfies TenantSnapshot;
        } finally {
          db.exec('COMMIT');
        }
      }),

    importHistory: async (tag, { line, n, before: lines, behind: marks }) =>
      change(() => {
        for (const drop of drops) drop.run(tag);
        putTag.run(tag, n, randomBytes(8).toString('hex'));
        for (const one of [...lines, { line, n }]) putLine.run(tag, one.line, one.n);
        for (const mark of marks) putBehind.run(tag, mark.line, mark.n);
      }),

    importLeaves: async (tag, from, leaves) =>
      change(() => {
        if (from === 0) dropLeaves.run(tag);
        leaves.forEach((leaf, at) => putLeaf.run(tag, from + at, leaf));
      }),

    importShares: async (tag, shares) =>
      change(() => {
        for (const { id, record, until, waits } of shares) {
          const share = parseShare(id, record);
          const { version, createdAt, outbox } = share;
          board.share(share, until);
          putShare.run(id, tag, version, record, outbox.length === 0 ? null : createdAt, createdAt, until);
          unlist.run(id);
          for (const { person, side, state, words } of listedFor(share))
            list.run(tag, person, side, waits ? 'open' : 'over', createdAt, id, state, words);
        }
      }),

    importEvidence: async (kept) =>
      change(() => {
        for (const one of kept) {
          const { row, until } = one;
          putEvidence.run(row.id, tagOf(row.id), until, formatEvidence(row));
          board.evidence(one);
        }
      }),

    importRotations: async (kept) =>
      change(() => {
        for (const { rotation, until } of kept) {
          const { id, version, dueAt, nextAt } = rotation;
          putRotation.run(id, tagOf(id), version, dueAt, nextAt, until, formatRotation(rotation));
        }
      }),

    finishRestore: async () => change(() => finishRestore(db)),
  };
}
