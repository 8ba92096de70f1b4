// The store in one SQLite file, for one machine: any number of processes may open it.

import { Fault } from '../../core/refusal.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ShareId, TenantTag } from '../../core/share.ts';
import type { EngineStore } from '../engine.ts';
import { parseShare } from '../share-codec.ts';
import { watermarkWarnings, type Watermark } from '../watermark.ts';
import { createSqliteArchive } from './archive.ts';
import { createSqliteBoard } from './board.ts';
import { createSqliteBlocks } from './blocks.ts';
import { createSqliteBonds } from './bonds.ts';
import { createSqliteFiles } from './files.ts';
import { createSqliteMachines } from './machines.ts';
import { createSqliteEnvelopes } from './envelopes.ts';
import { createSqliteRotations } from './rotations.ts';
import { createCommitter } from './commit.ts';
import { createSqliteDeliveries } from './deliveries.ts';
import { createSqliteEvidence } from './evidence.ts';
import { createSmallState } from './small-state.ts';
import { createWalTruncator } from './wal-truncation.ts';
import { toFault } from './fault.ts';
import { createHistory } from './history.ts';
import { createSqliteLists } from './lists.ts';
import { createSqlitePrekeys } from './prekeys.ts';
import { createSqliteLog } from './tlog.ts';
import { createPurge } from './purge.ts';
import { isForeign, openDatabase } from './schema.ts';
import type { Durability } from './schema.ts';
import { createWatcher } from './watch.ts';

export interface SqliteStoreOptions {
  readonly file: string;
  readonly clock: Clock;
  readonly watermark: Watermark;
  /** New shares are refused once the file holds this many bytes; everything else goes on. Default: until the disk is full. */
  readonly maxBytes?: number;
  /** FULL unless a power cut may undo commits; see docs/storage.md. */
  readonly durability?: Durability;
  /** Names the backup that is to be put into it. */
  readonly restoring?: string | undefined;
}

const PURGE_MS = 60_000;
const TICK_MS = 1_000;

/**
 * Opens or creates the file and compares every mark of the watermark with it. The watermark stays the caller's to close.
 * @throws Fault `store.unavailable`, or `store.unfit` when a newer nt2 wrote the file.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<EngineStore> {
  const { file, clock, watermark, maxBytes, durability = 'FULL', restoring = null } = options;
  const db = openDatabase(file, durability, restoring);
  const history = createHistory(db, watermark);
  const watcher = createWatcher(db);
  const eraser = createWalTruncator(db, file);
  const purge = createPurge(db, clock);
  let isClosed = false;

  function guarded<T>(action: () => T): T {
    if (isClosed) throw new Fault('store.unavailable', 'The store is closed.');
    try {
      return action();
    } catch (error) {
      if (db.isOpen && db.isTransaction) db.exec('ROLLBACK');
      throw toFault(error);
    }
  }

  function write<T>(change: () => T): T {
    return guarded(() => {
      db.exec('BEGIN IMMEDIATE');
      const value = change();
      db.exec('COMMIT');
      eraser.written();
      return value;
    });
  }

  /** For writes that a power cut may undo: rate limits last a minute. The next durable commit flushes these as well. */
  function count<T>(change: () => T): T {
    guarded(() => db.exec('PRAGMA synchronous = NORMAL'));
    try {
      return write(change);
    } finally {
      guarded(() => db.exec(`PRAGMA synchronous = ${durability}`));
    }
  }

  const committer = createCommitter({
    db,
    clock,
    watermark,
    history,
    maxBytes: maxBytes ?? null,
    committed: (ids, erased) => {
      watcher.committed(ids);
      if (erased) eraser.soon();
      else eraser.written();
    },
  });

  function compare(): void {
    const tags = watermark.tags();
    if (tags.length === 0) return;
    const seen = write(() => tags.map((tag) => ({ tag, ...history.compareMark(tag) })));
    for (const { tag, line, n, isConfirmed } of seen) if (isConfirmed) watermark.raise(tag, { line, n });
  }

  const dataVersion = db.prepare('PRAGMA data_version');
  let seenData: unknown;
  const timers = [
    setInterval(() => {
      try {
        // Only another process can have changed what this one has not seen.
        const version = dataVersion.get()?.['data_version'];
        if (version !== seenData) compare();
        seenData = version;
      } catch {
        // locked for a moment: compared at the next turn, and by every commit
      }
    }, TICK_MS),
    setInterval(() => {
      try {
        if (purge()) eraser.soon();
      } catch {
        // locked for a moment: the next purge takes it along
      }
    }, PURGE_MS),
  ];
  for (const timer of timers) timer.unref();

  const loadRow = db.prepare('SELECT record FROM shares WHERE id = ? AND share_until > ?');
  // One statement, so that record and ciphertext are of the same moment even while other processes write.
  const loadAll = db.prepare(
    `SELECT record,
     (SELECT bytes FROM ciphertexts c WHERE c.id = s.id AND part = 'capsule' AND ciphertext_until > ?2) AS capsule,
     (SELECT bytes FROM ciphertexts c WHERE c.id = s.id AND part = 'payload' AND ciphertext_until > ?2) AS payload
     FROM shares s WHERE id = ?1 AND share_until > ?2`,
  );
  const due = db.prepare('SELECT id FROM shares WHERE due_at <= ? ORDER BY due_at LIMIT ?');
  const outbox = db.prepare(
    'UPDATE shares SET leased_until = ?2 WHERE id IN (SELECT id FROM shares WHERE outbox_at <= ?1 AND leased_until <= ?1 AND share_until > ?1 AND tag NOT IN (SELECT value FROM json_each(?4)) ORDER BY outbox_at LIMIT ?3) RETURNING id',
  );
  const waits = db.prepare('SELECT 1 FROM shares WHERE outbox_at <= ?1 AND leased_until <= ?1 AND share_until > ?1 LIMIT 1');
  const extend = db.prepare('UPDATE shares SET leased_until = ?2 WHERE id = ?1 AND leased_until > 0');
  const release = db.prepare(
    'UPDATE shares SET leased_until = 0, outbox_at = CASE WHEN outbox_at < ?2 THEN ?2 ELSE outbox_at END WHERE id = ?1',
  );
  const outboxSize = db.prepare('SELECT count(*) AS size FROM shares WHERE outbox_at IS NOT NULL');
  const open = db.prepare('SELECT id FROM shares WHERE tag = ? AND is_open = 1');
  const putSetting = db.prepare('INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)');
  const dropSetting = db.prepare('DELETE FROM settings WHERE key = ?');
  const getSetting = db.prepare('SELECT value FROM settings WHERE key = ?');
  const listSettings = db.prepare('SELECT key, value FROM settings WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key');

  const ids = (rows: readonly Record<string, unknown>[]): ShareId[] => rows.map((row) => row['id'] as ShareId);
  guarded(() => {
    if (purge()) eraser.soon();
    compare();
    // A process that died right after a deletion left it to us to erase.
    eraser.now();
  });

  return {
    load: async (id) => {
      const row = guarded(() => loadRow.get(id, clock()));
      return row ? parseShare(id, String(row['record'])) : null;
    },
    loadWithCiphertext: async (id) => {
      const row = guarded(() => loadAll.get(id, clock())) as
        | { record: string; capsule: Uint8Array | null; payload: Uint8Array | null }
        | undefined;
      return row ? { share: parseShare(id, row.record), capsule: row.capsule, payload: row.payload } : null;
    },
    commit: async (commit) => {
      if (isClosed) throw new Fault('store.unavailable', 'The store is closed.');
      return committer.commit(commit);
    },
    due: async (now, limit) => guarded(() => ids(due.all(now, limit))),
    leaseOutbox: async (now, leaseMs, limit, except) => {
      // Every instance asks every second, mostly for nothing: look before locking the file.
      if (guarded(() => waits.get(now)) === undefined) return [];
      return write(() => ids(outbox.all(now, now + leaseMs, limit, JSON.stringify([...(except ?? [])]))));
    },
    extendOutbox: async (id, untilAt) => void write(() => extend.run(id, untilAt)),
    releaseOutbox: async (id, nextAt) => void write(() => release.run(id, nextAt)),
    countOutbox: async () => Number(guarded(() => outboxSize.get())?.['size']),
    listSealed: async (tag) => guarded(() => ids(open.all(tag))),
    ...createSmallState(db, clock, { read: guarded, write, count }),
    putSetting: async (key, value) => void write(() => (value === null ? dropSetting.run(key) : putSetting.run(key, value))),
    getSetting: async (key) => {
      const row = guarded(() => getSetting.get(key));
      return row ? String(row['value']) : null;
    },
    listSettings: async (prefix) => guarded(() => listSettings.all(prefix) as { key: string; value: string }[]),
    ...createSqliteEvidence(db, clock, { read: guarded, write }),
    ...createSqliteLists(db, clock, { read: guarded, write }),
    ...createSqliteBoard(db, clock, guarded),
    ...createSqliteBlocks(db, { read: guarded, write }),
    ...createSqlitePrekeys(db, {
      read: guarded,
      write,
      isBehind: (tag) => {
        history.compareMark(tag);
        return history.isBehind(tag);
      },
    }),
    ...createSqliteBonds(db, { read: guarded, write }),
    ...createSqliteMachines(db, { read: guarded, write }),
    ...createSqliteRotations(db, clock, { read: guarded, write }),
    ...createSqliteEnvelopes(db, clock, { read: guarded, write }),
    ...createSqliteFiles(db, { read: guarded, write, count }),
    ...createSqliteDeliveries(db, { read: guarded, write }),
    ...createSqliteLog(db, { read: guarded, write, soon: count }),
    ...createSqliteArchive(db, { clock, read: guarded, write, isRestoring: restoring !== null }),
    tags: async () => guarded(() => history.tags()),
    watch: async (id, changed) => guarded(() => watcher.watch(id, changed)),
    health: async () => {
      try {
        const rolledBackTenants = guarded(() => history.behind());
        const warnings = [...watermarkWarnings(watermark), ...(durability === 'FULL' ? [] : ['A power cut may undo the last commits.'])];
        return { ok: rolledBackTenants.length === 0, rolledBackTenants, storage: 'sqlite+wal', warnings };
      } catch (error) {
        return { ok: false, rolledBackTenants: [], storage: 'sqlite+wal', warnings: [toFault(error).message] };
      }
    },
    acceptRollback: async (tag: TenantTag) => {
      const mark = write(() => history.accept(tag));
      watermark.raise(tag, mark);
    },
    close: async () => {
      if (isClosed) return;
      committer.flush();
      isClosed = true;
      for (const timer of timers) clearInterval(timer);
      watcher.close();
      await eraser.close();
      db.close();
    },
    isForeign: async () => isForeign(db),
    compareMarks: async () => compare(),
  };
}
