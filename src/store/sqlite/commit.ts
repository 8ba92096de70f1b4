// The one write of a share on SQLite. Commits that arrive in turns one after the other share one transaction, so a disk that takes
// milliseconds to flush is waited for once; each is still all or nothing, because it checks before it writes.

import type { DatabaseSync } from 'node:sqlite';
import { changesBoard } from '../../core/board-states.ts';
import { listedFor } from '../../core/lists.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Commit, CommitResult } from '../../core/ports/share-store.ts';
import { tagOf, type ShareId, type TenantTag } from '../../core/share.ts';
import { formatEvidence } from '../evidence-codec.ts';
import { formatShare } from '../share-codec.ts';
import type { Mark, Watermark } from '../watermark.ts';
import { isFull, toFault } from './fault.ts';
import type { History } from './history.ts';
import { createBoardWriter } from './board.ts';
import { PUT_EVIDENCE } from './evidence.ts';
import { LIST, RESTATE } from './lists.ts';
import { isOverfull, WEIGHED } from './byte-quota.ts';
import { createFileBinder } from './files.ts';
import { createDeliveryWriter } from './deliveries.ts';

export interface Committer {
  commit(commit: Commit): Promise<CommitResult>;
  /** Commits what waits, now. */
  flush(): void;
}

export interface CommitterDeps {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  readonly watermark: Watermark;
  readonly history: History;
  /** New shares are refused once the file holds this many bytes; null: until the disk is full. */
  readonly maxBytes: number | null;
  /** After a transaction: ids that were committed, and whether ciphertext was deleted. */
  readonly committed: (ids: readonly ShareId[], erased: boolean) => void;
}

interface Waiting {
  readonly commit: Commit;
  readonly resolve: (committed: CommitResult) => void;
  readonly reject: (error: unknown) => void;
}

const BATCH = 256;
/** For how long at most, in ms: less than the disk takes for two transactions. */
const GATHER_MS = 4;
/** A live set forgets a share that should have left it this long ago, in ms. */
const LIVE_GRACE_MS = 3_600_000;

export function createCommitter({ db, clock, watermark, history, maxBytes, committed }: CommitterDeps): Committer {
  const version = db.prepare('SELECT version FROM shares WHERE id = ?');
  const put = db.prepare(
    `INSERT INTO shares (id, tag, version, record, due_at, outbox_at, is_open, ciphertext_until, share_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, record = excluded.record, due_at = excluded.due_at,
     outbox_at = excluded.outbox_at, is_open = excluded.is_open, ciphertext_until = excluded.ciphertext_until, share_until = excluded.share_until`,
  );
  const putBytes = db.prepare(
    'INSERT INTO ciphertexts (id, part, bytes) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET bytes = excluded.bytes',
  );
  const dropBytes = db.prepare('DELETE FROM ciphertexts WHERE id = ? AND part = ?');
  const append = db.prepare(
    'INSERT INTO leaves (tag, position, text) VALUES (?1, (SELECT coalesce(max(position), -1) + 1 FROM leaves WHERE tag = ?1), ?2)',
  );
  const age = db.prepare('DELETE FROM live WHERE tag = ? AND name = ? AND expires_at <= ?');
  const held = db.prepare('SELECT count(*) AS held, coalesce(sum(id = ?), 0) AS mine FROM live WHERE tag = ? AND name = ?');
  const enter = db.prepare(
    'INSERT INTO live (tag, name, id, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET expires_at = excluded.expires_at',
  );
  const blocked = db.prepare('SELECT 1 FROM blocks WHERE tag = ? AND person = ? AND sender = ?');
  const kept = db.prepare('SELECT coalesce(sum(length(bytes)), 0) AS size FROM ciphertexts WHERE id = ? AND part = ?');
  const weighed = db.prepare(WEIGHED);
  const weigh = db.prepare('UPDATE live SET bytes = ? WHERE tag = ? AND name = ? AND id = ?');
  const leave = db.prepare('DELETE FROM live WHERE tag = ? AND name = ? AND id = ?');
  const list = db.prepare(LIST);
  const unlist = db.prepare('DELETE FROM listed WHERE id = ?');
  const restate = db.prepare(RESTATE);
  const deliver = createDeliveryWriter(db);
  const putEvidence = db.prepare(PUT_EVIDENCE);
  const board = createBoardWriter(db);
  const files = createFileBinder(db);
  const pages = db.prepare(
    'SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
  );

  /** Bytes of ciphertext that the share will have. */
  function sizeOf({ share, ciphertext }: Commit): number {
    let size = 0;
    for (const part of ['capsule', 'payload'] as const) {
      const bytes = ciphertext[part];
      if (bytes) size += bytes.length;
      else if (bytes === undefined) size += Number(kept.get(share.id, part)?.['size']);
    }
    return size;
  }

  /** Why it is refused, or the new mark; null instead of a mark when the watermark must keep the one it has. */
  function apply(
    commit: Commit,
    now: number,
  ): Extract<CommitResult, { ok: false }> | { readonly ok: true; readonly tag: TenantTag; readonly mark: Mark | null } {
    const { share, quotaSets } = commit;
    const tag = tagOf(share.id);
    const { line, n, isConfirmed } = history.compareMark(tag);
    const found = (version.get(share.id)?.['version'] as number | undefined) ?? 0;
    if (found !== share.version - 1) return { ok: false, reason: 'conflict' };
    if (commit.releasesCapsule && history.isBehind(tag)) return { ok: false, reason: 'behind' };
    if (found === 0 && maxBytes !== null && Number(pages.get()?.['bytes']) >= maxBytes) return { ok: false, reason: 'full' };
    for (const { set, max } of quotaSets.add) {
      age.run(tag, set, now - LIVE_GRACE_MS);
      const there = held.get(share.id, tag, set) as { held: number; mine: number };
      if (there.held >= max && there.mine === 0) return { ok: false, reason: 'quota', set };
    }
    // Behind the sender's own quotas: a block and an overrun recipient look alike, also to a sender who has used up their own.
    const { unlessBlocked } = commit;
    if (unlessBlocked && blocked.get(tag, unlessBlocked.person, unlessBlocked.sender)) return { ok: false, reason: 'blocked' };
    const size = commit.bytes.length === 0 ? 0 : sizeOf(commit);
    // An end is never refused, and need not be added up.
    for (const { set, max } of size === 0 ? [] : commit.bytes) {
      if (isOverfull(weighed, { id: share.id, size, set, max })) return { ok: false, reason: 'bytes', set };
    }

    if (commit.files && !files.areFit(share.id, commit.files)) return { ok: false, reason: 'files' };
    const { status } = share.state;
    // While there is a capsule: also what only waits for its acceptance may have been opened in a future that was lost.
    const isOpen = status === 'sealed' || status === 'ready' || status === 'claimed' ? 1 : 0;
    const { dueAt, outboxAt, ciphertextUntil, shareUntil } = commit;
    if (changesBoard(commit)) board.share(share, Math.max(shareUntil, commit.evidence?.until ?? 0));
    put.run(share.id, tag, share.version, formatShare(share), dueAt, outboxAt, isOpen, ciphertextUntil, shareUntil);
    for (const part of ['capsule', 'payload'] as const) {
      const bytes = commit.ciphertext[part];
      if (bytes) putBytes.run(share.id, part, bytes);
      else if (bytes === null) dropBytes.run(share.id, part);
    }
    for (const { set } of quotaSets.add) enter.run(tag, set, share.id, share.expiresAt);
    for (const { set } of commit.bytes) weigh.run(size, tag, set, share.id);
    for (const set of quotaSets.remove) leave.run(tag, set, share.id);
    // Also those of a person who was erased from it, with the words that named others.
    if (status === 'ended' && commit.listFor.length > 0) unlist.run(share.id);
    for (const { person, side, state, words } of commit.listFor)
      list.run(tag, person, side, status === 'ended' ? 'over' : 'open', share.createdAt, share.id, state, words);
    if (commit.listFor.length === 0) for (const { side, state } of listedFor(share)) restate.run(state, share.id, side, state);
    const { evidence } = commit;
    if (evidence !== null) putEvidence.run(share.id, tag, evidence.until, formatEvidence(evidence.row));
    for (const leaf of commit.leaves) append.run(tag, leaf);
    if (commit.deliveries !== null) deliver(share.id, commit.deliveries, now);
    if (commit.files) files.apply(share.id, commit.files);
    history.count(tag, n + 1);
    return { ok: true, tag, mark: isConfirmed ? { line, n: n + 1 } : null };
  }

  function run(batch: readonly Waiting[]): void {
    const answers: CommitResult[] = [];
    const marks = new Map<TenantTag, Mark>();
    const ids: ShareId[] = [];
    let erased = false;
    try {
      db.exec('BEGIN IMMEDIATE');
      const now = clock();
      for (const { commit } of batch) {
        const done = apply(commit, now);
        if (!done.ok) {
          answers.push(done);
          continue;
        }
        answers.push({ ok: true });
        if (done.mark) marks.set(done.tag, done.mark);
        ids.push(commit.share.id);
        erased ||= commit.ciphertext.capsule === null || commit.ciphertext.payload === null;
      }
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      // One commit that does not fit must not take its neighbours along.
      if (batch.length > 1) for (const one of batch) run([one]);
      else if (batch[0]) fail(batch[0], error);
      return;
    }
    for (const [tag, mark] of marks) watermark.raise(tag, mark);
    batch.forEach(({ resolve }, at) => resolve(answers[at] as CommitResult));
    if (ids.length > 0) committed(ids, erased);
  }

  function fail({ commit, resolve, reject }: Waiting, error: unknown): void {
    if (commit.share.version === 1 && isFull(error)) resolve({ ok: false, reason: 'full' });
    else reject(toFault(error));
  }

  let waiting: Waiting[] = [];
  let began = 0;
  function flush(): void {
    const all = waiting;
    waiting = [];
    for (let at = 0; at < all.length; at += BATCH) run(all.slice(at, at + BATCH));
  }

  /** As long as each turn brings more of them, they wait for one another. One alone waits for nobody. */
  function gather(before: number): void {
    const { length } = waiting;
    if (length > before && length < BATCH && performance.now() - began < GATHER_MS) setImmediate(gather, length);
    else flush();
  }

  return {
    commit: (commit) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) {
          began = performance.now();
          setImmediate(gather, 1);
        }
        waiting.push({ commit, resolve, reject });
      }),
    flush,
  };
}
