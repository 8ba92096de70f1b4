// What the store is asked to write for one change of a share, and what its answers mean.

import { nextDeadline } from '../lifecycle/decide.ts';
import { evidenceOf, type EvidenceTimes } from '../lifecycle/evidence.ts';
import { nextWatch, type WatchTimes } from '../lifecycle/watching.ts';
import type { Change } from '../lifecycle/transitions.ts';
import { limits } from '../limits.ts';
import { listedFor } from '../lists.ts';
import type { Clock } from '../ports/clock.ts';
import { filesUntil } from '../lifecycle/files.ts';
import type { BoundFiles, Commit, CommitResult, ShareStore } from '../ports/share-store.ts';
import { quotaRefusal, quotaSetsFor, type Quotas } from '../quotas.ts';
import { Fault, refuse, type Refusal } from '../refusal.ts';
import { awaitsApproval, type FileId, type Share } from '../share.ts';
import { deliveriesOf } from './outside-events.ts';

export interface CommitDeps {
  readonly store: ShareStore;
  readonly clock: Clock;
  readonly retentionMs: number;
  readonly evidence: EvidenceTimes;
  readonly quotas: Quotas;
  /** The webhooks' endpoints that hear of each change. */
  readonly endpointIds: () => Promise<readonly string[]>;
  /** When shares remind of themselves. */
  readonly watch: WatchTimes;
}

type Failed = Exclude<CommitResult, { ok: true }>;

/** `unknown`: the answer was lost, so the change may stand in the store. The next load shows whether it does. */
export type CommitAttempt = CommitResult | { readonly ok: false; readonly reason: 'unknown'; readonly fault: Fault };

/** `at`: when the change was decided. */
export async function tryCommit(deps: CommitDeps, change: Change, at: number): Promise<CommitAttempt> {
  try {
    return await deps.store.commit({
      ...toCommit(deps, change, at),
      deliveries: deliveriesOf({ ...change, at }, await deps.endpointIds()),
    });
  } catch (fault) {
    if (fault instanceof Fault && fault.code === 'store.unknown') return { ok: false, reason: 'unknown', fault };
    throw fault;
  }
}

/** All that the store must write for a change. Pure. */
function toCommit({ retentionMs, evidence, quotas, watch }: CommitDeps, change: Change, at: number): Omit<Commit, 'deliveries'> {
  const { share, leaves, ciphertext, releasesCapsule } = change;
  const { state } = share;
  const due = nextDeadline(share);
  const ciphertextEnd = due === null ? share.createdAt : (awaitsApproval(share) ? share.expiresAt : due) + limits.safetyNetMs;
  const over = state.status === 'ended' ? state.at : Math.max(due ?? 0, share.expiresAt);
  return {
    share,
    leaves,
    ciphertext,
    dueAt: due === null ? null : Math.min(due, nextWatch(share, watch) ?? due),
    at,
    outboxAt: share.outbox.length === 0 ? null : share.createdAt,
    ciphertextUntil: ciphertextEnd,
    shareUntil: over + retentionMs,
    boardUntil: over + Math.max(retentionMs, evidence.evidenceMs),
    ...quotaSetsFor(change, quotas),
    listFor: share.version === 1 || state.status === 'ended' || change.extends ? listedFor(share) : [],
    evidence: change.evidence === undefined ? null : evidenceOf(share, evidence, { now: at, replaces: change.evidence === 'erased' }),
    ...(change.extends && { extended: true }),
    ...(change.watches && { watches: change.watches }),
    releasesCapsule,
    ...(share.files && {
      files: boundFiles(share, share.files, { binds: ciphertext.capsule instanceof Uint8Array, due: ciphertextEnd }, at),
    }),
  };
}

/**
 * The commit that seals binds them. Nobody may fetch them any more after an end that is no delivery, and after a claim once its lease is over:
 * then they are looked at. Looking sooner than that does no harm.
 */
function boundFiles(
  { sender, state }: Share,
  ids: readonly FileId[],
  { binds, due }: { readonly binds: boolean; readonly due: number },
  at: number,
): BoundFiles {
  return { ids, bindFor: binds ? sender.key : null, dueAt: filesUntil(state) ?? (state.status === 'ended' ? at : due) };
}

export function refusalOf(failed: Failed): Refusal {
  switch (failed.reason) {
    case 'quota':
    case 'bytes':
      return quotaRefusal(failed);
    case 'settling':
      return refuse('store.busy', { retryAfterMs: failed.retryAfterMs });
    case 'blocked':
      return refuse('person.unavailable');
    case 'full':
      return refuse('store.full');
    case 'lost':
      return refuse('share.gone');
    case 'files':
      return refuse('file.unfit');
    case 'behind':
      return refuse('store.behind');
    case 'conflict':
      return refuse('store.busy');
  }
}

export const isSame = (a: Share, b: Share): boolean => a.version === b.version && JSON.stringify(a.state) === JSON.stringify(b.state);
