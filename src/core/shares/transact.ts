// The one way from a decision to the store: load, decide, commit, and on conflict load and decide again.

import type { ShareCommand } from '../lifecycle/command.ts';
import type { Change } from '../lifecycle/transitions.ts';
import { decide, nextDeadline } from '../lifecycle/decide.ts';
import { limits } from '../limits.ts';
import { listedFor } from '../lists.ts';
import type { Clock } from '../ports/clock.ts';
import type { Commit, CommitResult, ShareStore, ShareWithCiphertext } from '../ports/share-store.ts';
import { quotaSetsFor, quotaRefusal, type Quotas } from '../quotas.ts';
import { Fault, refuse, type Refusal } from '../refusal.ts';
import type { Share, ShareId } from '../share.ts';

export interface TransactDeps {
  readonly store: ShareStore;
  readonly clock: Clock;
  /** The storage class, said in the end event. */
  readonly storage: string | ((share: Share) => string);
  readonly retentionMs: number;
  readonly quotas: Quotas;
}

export type TransactResult = { readonly ok: true; readonly share: Share; readonly loaded: ShareWithCiphertext } | Refusal;

/** Makes the action from the share as it is; may refuse by itself, before any rule is asked. */
export type BuildCommand = (share: Share) => ShareCommand | Refusal | Promise<ShareCommand | Refusal>;

// Each round lost means that somebody else's commit won; more than a few in a row is no accident.
const ROUNDS = 12;

/** Carries out one action. `withCiphertext`: the answer holds capsule and payload as they were when the commit was decided. */
export async function transact(
  deps: TransactDeps,
  id: ShareId,
  ask: BuildCommand,
  withCiphertext = false,
  ciphertext: Commit['ciphertext'] = {},
): Promise<TransactResult> {
  let unsure: Share | null = null;
  let lostAt: number | null = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    const loaded = withCiphertext ? await deps.store.loadWithCiphertext(id) : bare(await deps.store.load(id));
    if (loaded === null) return refuse('share.gone');
    if (unsure !== null && same(unsure, loaded.share)) return { ok: true, share: loaded.share, loaded };
    unsure = null;
    // Nobody can ever open it: that is written down, whatever was asked.
    const isOver = loaded.lost === true || lostAt === loaded.share.version;
    const action: ShareCommand | Refusal = isOver ? { kind: 'rollback' } : await ask(loaded.share);
    if ('ok' in action) return action;
    const storage = typeof deps.storage === 'string' ? deps.storage : deps.storage(loaded.share);
    const now = deps.clock();
    const { refusal, change } = decide(loaded.share, action, { now, storage });
    if (change === null) return refusal ?? { ok: true, share: loaded.share, loaded };
    const written = refusal === null && !isOver ? { ...change, ciphertext: { ...ciphertext, ...change.ciphertext } } : change;
    let committed: CommitResult;
    try {
      committed = await deps.store.commit(toCommit(written, deps, now));
    } catch (fault) {
      // The answer was lost, not necessarily the commit: look whether our version stands there.
      if (!(fault instanceof Fault) || fault.code !== 'store.unknown' || round > 2) throw fault;
      unsure = refusal === null && !isOver ? change.share : null;
      continue;
    }
    if (!committed.ok && committed.reason === 'lost') {
      lostAt = loaded.share.version;
      continue;
    }
    if (committed.ok && isOver) return refuse('share.gone');
    if (committed.ok) return refusal ?? { ok: true, share: change.share, loaded };
    if (committed.reason !== 'conflict') return refusal ?? notCommitted(committed);
  }
  return refuse('store.busy', { retryAfterMs: 500 });
}

/** Creates a share: the same commit, expecting that there is none. `now`: when it was decided. */
export async function insertShare(
  deps: TransactDeps,
  change: Change,
  now: number,
): Promise<{ readonly ok: true; readonly value: Share } | Refusal> {
  let committed: CommitResult;
  try {
    committed = await deps.store.commit(toCommit(change, deps, now));
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.code !== 'store.unknown') throw fault;
    const found = await deps.store.load(change.share.id);
    if (found === null || !same(found, change.share)) throw fault;
    committed = { ok: true };
  }
  if (committed.ok) return { ok: true, value: change.share };
  return committed.reason === 'conflict' ? repeated(deps, change.share) : notCommitted(committed);
}

/** The id stands there already: the same request again, whose answer was lost, or somebody who must not learn whose it is. */
async function repeated(deps: TransactDeps, wanted: Share): Promise<{ readonly ok: true; readonly value: Share } | Refusal> {
  const found = await deps.store.load(wanted.id);
  const statement = (share: Share): string | undefined => ('seal' in share.state ? share.state.seal?.statement : undefined);
  if (found?.sender.key !== wanted.sender.key) return refuse('input.invalid', { field: 'id' });
  return statement(found) === statement(wanted) ? { ok: true, value: found } : refuse('share.exists');
}

/** All that the store must write for a change. Pure. */
function toCommit({ share, leaves, ciphertext, releasesCapsule }: Change, { retentionMs, quotas }: TransactDeps, at: number): Commit {
  const { state } = share;
  const due = nextDeadline(share);
  const ciphertextEnd = due === null ? share.createdAt : due + limits.safetyNetMs;
  const over = state.status === 'ended' ? state.at : Math.max(due ?? 0, share.expiresAt);
  return {
    share,
    leaves,
    ciphertext,
    dueAt: due,
    at,
    outboxAt: share.outbox.length === 0 ? null : share.createdAt,
    ciphertextUntil: ciphertextEnd,
    shareUntil: over + retentionMs,
    ...quotaSetsFor(share, ciphertext, quotas),
    listFor: share.version === 1 || state.status === 'ended' ? listedFor(share) : [],
    releasesCapsule,
  };
}

function notCommitted(committed: Exclude<CommitResult, { ok: true }>): Refusal {
  if (committed.reason === 'quota' || committed.reason === 'bytes') return quotaRefusal(committed);
  if (committed.reason === 'blocked') return refuse('person.unavailable');
  if (committed.reason === 'full') return refuse('store.full');
  if (committed.reason === 'lost') return refuse('share.gone');
  if (committed.reason === 'settling') return refuse('store.busy', { retryAfterMs: committed.retryAfterMs });
  return refuse(committed.reason === 'behind' ? 'store.behind' : 'store.busy');
}

function bare(share: Share | null): ShareWithCiphertext | null {
  return share && { share, capsule: null, payload: null };
}

function same(a: Share, b: Share): boolean {
  return a.version === b.version && JSON.stringify(a.state) === JSON.stringify(b.state);
}
