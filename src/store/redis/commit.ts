// The one write of a share on Redis: turns a Commit into the keys and arguments of the script, and its answer into a Committed.

import type { Clock } from '../../core/ports/clock.ts';
import type { NewDeliveries } from '../../core/ports/delivery-store.ts';
import type { Commit, CommitResult } from '../../core/ports/share-store.ts';
import { extensionLimits } from '../../core/limits.ts';
import { Fault } from '../../core/refusal.ts';
import { tagOf, type TenantTag } from '../../core/share.ts';
import { formatEvidence } from '../evidence-codec.ts';
import { formatShare } from '../share-codec.ts';
import type { Watermark } from '../watermark.ts';
import { DELIVERY_MS } from './lua/deliveries.ts';
import { boardKeys } from './board.ts';
import { keys, spanOf } from './keys.ts';
import type { RaiseMark } from './mark-batcher.ts';
import { formatHead } from './record.ts';
import type { Replicas } from './replicas.ts';
import type { Connection } from './connection/connection.ts';

/** How long nothing is released after Redis restarted: by then every nt2 has compared its mark. */
export const SETTLE_MS = 2_500;
/** Evidence of an old share may go up to so much sooner than that of a new one, with the entries of its year. */
const YEAR_MS = 366 * 86_400_000;
const NO_DELIVERIES: NewDeliveries = { endpoints: [], events: [] };
/** A word of the script's first argument that says nothing. */
const NOTHING = '-';

export interface CommitDeps {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly watermark: Pick<Watermark, 'seen'>;
  readonly raiseMark: RaiseMark;
  /** Random, of this process: makes the names of lines its own. */
  readonly seed: string;
  /** Null where nothing is replicated. */
  readonly replicas: Replicas | null;
  /** Sees to it that the set of tags holds this one. */
  readonly registerTag: (tag: TenantTag) => Promise<void> | undefined;
}

/**
 * Commits. A lost answer is a Fault `store.unknown`: the commit may have happened, and because of the version it can do so only once,
 * so the caller loads and looks. Times to live are sent as durations: a Redis whose clock is wrong keeps them all the same.
 */
export async function commitToRedis(parts: CommitDeps, commit: Commit): Promise<CommitResult> {
  const { connection, clock, watermark, raiseMark, seed, replicas, registerTag } = parts;
  const { share, quotaSets, ciphertext, evidence } = commit;
  const tag = tagOf(share.id);
  const isNew = share.version === 1;
  const { endpoints, events } = commit.deliveries ?? NO_DELIVERIES;
  try {
    const unknown = registerTag(tag);
    if (unknown) await unknown;
    const answer = await connection.call(
      (client) => {
        // Read here, after any wait for the connection.
        const now = clock();
        const mark = watermark.seen(tag);
        const names = [
          keys.share(share.id),
          keys.capsule(share.id),
          keys.payload(share.id),
          keys.due(tag),
          keys.outbox(tag),
          keys.open(tag),
          keys.history(tag),
          keys.behind(tag),
          keys.leaves(tag),
          keys.blocks(tag, commit.unlessBlocked?.person ?? share.sender.key),
        ];
        for (const { set } of quotaSets.add) names.push(keys.live(tag, set));
        for (const set of quotaSets.remove) names.push(keys.live(tag, set));
        for (const { set } of commit.bytes) names.push(keys.bytes(tag, set), keys.live(tag, set));
        for (const endpoint of endpoints) names.push(keys.lane(share.id, endpoint), keys.lanes(tag, endpoint));
        const { status } = share.state;
        const [phase, other] = status === 'ended' ? (['over', 'open'] as const) : (['open', 'over'] as const);
        for (const { person, side } of commit.listFor)
          names.push(keys.list(tag, person, { side, phase }), keys.list(tag, person, { side, phase: other }));
        if (evidence !== null) names.push(keys.evidence(share.id), keys.evidenceEnds(tag));
        const board = boardKeys(commit);
        names.push(...board.enter, ...board.leave);
        const isOver = status === 'ended';
        // One end in 32 looks for what is gone.
        const trimsBoard = isOver && share.createdAt % 32 === 0;
        if (trimsBoard) names.push(keys.evidenceEnds(tag));
        if (isOver) names.push(keys.words(tag, spanOf(share.createdAt)));
        const { files } = commit;
        for (const file of files?.ids ?? []) names.push(keys.file(file));
        if (files) names.push(keys.filesDue(tag));
        // While there is a capsule: also what only waits for its acceptance may have been opened in a future that was lost.
        const isOpen = status === 'sealed' || status === 'ready' || status === 'claimed';
        const { dueAt, outboxAt } = commit;
        const shareTtl = Math.max(1, commit.shareUntil - commit.at);
        const boardTtl = Math.max(commit.boardUntil - commit.at, YEAR_MS);
        const head = { hasClock: dueAt !== null, hasOutbox: outboxAt !== null, isOpen, ciphertextUntil: commit.ciphertextUntil };
        const record = formatHead(share, head) + formatShare(share);
        const words = [
          share.version - 1,
          plan(ciphertext.capsule) + plan(ciphertext.payload),
          Math.max(1, commit.ciphertextUntil - commit.at),
          // A list lasts as long as the longest of its shares. Every share has the same retention.
          shareTtl,
          dueAt ?? NOTHING,
          outboxAt ?? NOTHING,
          isOpen ? 1 : 0,
          commit.releasesCapsule ? 1 : 0,
          seed,
          mark?.line ?? NOTHING,
          mark?.n ?? NOTHING,
          share.id,
          now,
          share.expiresAt,
          share.createdAt,
          keys.changes(share.id),
          SETTLE_MS,
          // No share waits longer than the last summand.
          now - shareTtl - extensionLimits.most,
          quotaSets.add.length,
          quotaSets.remove.length,
          commit.ciphertextUntil,
          commit.bytes.length,
          endpoints.length,
          events.length,
          DELIVERY_MS,
          evidence === null ? NOTHING : Math.max(1, evidence.until - commit.at),
          evidence?.until ?? NOTHING,
          board.enter.length,
          board.leave.length,
          trimsBoard ? now - boardTtl - extensionLimits.most : NOTHING,
          boardTtl,
          isOver ? 1 : 0,
          files?.ids.length ?? 0,
          files?.bindFor ?? NOTHING,
          files?.dueAt ?? NOTHING,
        ];
        for (const { max } of quotaSets.add) words.push(max);
        for (const { max } of commit.bytes) words.push(max);
        return client[isNew ? 'nt2Create' : 'nt2Commit'](
          names.length,
          ...names,
          words.join(' '),
          record,
          bytes(ciphertext.capsule),
          bytes(ciphertext.payload),
          commit.unlessBlocked?.sender ?? '',
          ...commit.leaves,
          ...(evidence === null ? [] : [formatEvidence(evidence.row)]),
          ...events.map((event) => `${now} ${event}`),
        ).then((reply) => ({ reply, line: mark?.line ?? '' }));
      },
      { write: true },
    );
    const committed = await read(answer.reply, answer.line, commit, raiseMark);
    if (committed.ok) await replicas?.waitForReplicas(commit);
    return committed;
  } catch (error) {
    if (isNew && error instanceof Fault && error.cause instanceof Error && error.cause.message === 'OOM')
      return { ok: false, reason: 'full' };
    throw error;
  }
}

async function read(reply: unknown, line: string, commit: Commit, raiseMark: RaiseMark): Promise<CommitResult> {
  const tag = tagOf(commit.share.id);
  // Before the caller can release anything, what was committed is remembered outside the store.
  if (typeof reply === 'number') {
    await raiseMark(tag, { line, n: reply });
    return { ok: true };
  }
  const [reason, value, isConfirmed] = reply as [string, number, number?];
  switch (reason) {
    case 'conflict':
    case 'behind':
    case 'blocked':
    case 'files':
      return { ok: false, reason };
    case 'settling':
      return { ok: false, reason, retryAfterMs: value };
    case 'quota':
      return { ok: false, reason, set: commit.quotaSets.add[value - 1]?.set ?? '' };
    case 'bytes':
      return { ok: false, reason, set: commit.bytes[value - 1]?.set ?? '' };
    default:
      // A mark that the store could not confirm is kept: should the store lose its warning too, the mark raises it again.
      if (isConfirmed === 1) await raiseMark(tag, { line: reason, n: value });
      return { ok: true };
  }
}

function plan(part: Uint8Array | null | undefined): 'k' | 'd' | 'w' {
  return part === undefined ? 'k' : part === null ? 'd' : 'w';
}

function bytes(part: Uint8Array | null | undefined): Buffer | '' {
  return part ? Buffer.from(part.buffer, part.byteOffset, part.byteLength) : '';
}
