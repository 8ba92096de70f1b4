// The one way from a decision to the store: load, decide, commit, and on conflict load and decide again.

import type { Action } from '../life/action.ts';
import type { Change } from '../life/change.ts';
import { decide, dueAt } from '../life/decide.ts';
import { limits } from '../limits.ts';
import { listedFor } from '../lists.ts';
import type { Clock, Commit, Committed, Loaded, Store } from '../ports.ts';
import { countedIn, overQuota, type Quotas } from '../quotas.ts';
import { Fault, refuse, type Refusal } from '../refusal.ts';
import type { Share, ShareId } from '../share.ts';

export interface Worktop {
  readonly store: Store;
  readonly clock: Clock;
  /** The storage class, said in the end event. */
  readonly storage: string | ((share: Share) => string);
  readonly retentionMs: number;
  readonly quotas: Quotas;
}

export type Answer = { readonly ok: true; readonly share: Share; readonly loaded: Loaded } | Refusal;

/** Makes the action from the share as it is; may refuse by itself, before any rule is asked. */
export type Ask = (share: Share) => Action | Refusal | Promise<Action | Refusal>;

// Each round lost means that somebody else's commit won; more than a few in a row is no accident.
const ROUNDS = 12;

/** Carries out one action. `withCiphertext`: the answer holds capsule and payload as they were when the commit was decided. */
export async function carryOut(
  world: Worktop,
  id: ShareId,
  ask: Ask,
  withCiphertext = false,
  ciphertext: Commit['ciphertext'] = {},
): Promise<Answer> {
  let unsure: Share | null = null;
  let lostAt: number | null = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    const loaded = withCiphertext ? await world.store.loadWithCiphertext(id) : bare(await world.store.load(id));
    if (loaded === null) return refuse('share.gone');
    if (unsure !== null && same(unsure, loaded.share)) return { ok: true, share: loaded.share, loaded };
    unsure = null;
    // Nobody can ever open it: that is written down, whatever was asked.
    const isOver = loaded.lost === true || lostAt === loaded.share.version;
    const action: Action | Refusal = isOver ? { type: 'rollback' } : await ask(loaded.share);
    if ('ok' in action) return action;
    const storage = typeof world.storage === 'string' ? world.storage : world.storage(loaded.share);
    const now = world.clock();
    const { refusal, change } = decide(loaded.share, action, { now, storage });
    if (change === null) return refusal ?? { ok: true, share: loaded.share, loaded };
    const written = refusal === null && !isOver ? { ...change, ciphertext: { ...ciphertext, ...change.ciphertext } } : change;
    let committed: Committed;
    try {
      committed = await world.store.commit(toCommit(written, world, now));
    } catch (fault) {
      // The answer was lost, not necessarily the commit: look whether our version stands there.
      if (!(fault instanceof Fault) || fault.code !== 'store.unknown' || round > 2) throw fault;
      unsure = refusal === null && !isOver ? change.share : null;
      continue;
    }
    if (!committed.ok && committed.why === 'lost') {
      lostAt = loaded.share.version;
      continue;
    }
    if (committed.ok && isOver) return refuse('share.gone');
    if (committed.ok) return refusal ?? { ok: true, share: change.share, loaded };
    if (committed.why !== 'conflict') return refusal ?? notCommitted(committed);
  }
  return refuse('store.busy', { retryAfterMs: 500 });
}

/** Creates a share: the same commit, expecting that there is none. `now`: when it was decided. */
export async function bringIn(
  world: Worktop,
  change: Change,
  now: number,
): Promise<{ readonly ok: true; readonly value: Share } | Refusal> {
  let committed: Committed;
  try {
    committed = await world.store.commit(toCommit(change, world, now));
  } catch (fault) {
    if (!(fault instanceof Fault) || fault.code !== 'store.unknown') throw fault;
    const found = await world.store.load(change.share.id);
    if (found === null || !same(found, change.share)) throw fault;
    committed = { ok: true };
  }
  if (committed.ok) return { ok: true, value: change.share };
  return committed.why === 'conflict' ? repeated(world, change.share) : notCommitted(committed);
}

/** The id stands there already: the same request again, whose answer was lost, or somebody who must not learn whose it is. */
async function repeated(world: Worktop, wanted: Share): Promise<{ readonly ok: true; readonly value: Share } | Refusal> {
  const found = await world.store.load(wanted.id);
  const statement = (share: Share): string | undefined => ('seal' in share.state ? share.state.seal?.statement : undefined);
  if (found?.sender.key !== wanted.sender.key) return refuse('input.invalid', { field: 'id' });
  return statement(found) === statement(wanted) ? { ok: true, value: found } : refuse('share.exists');
}

/** All that the store must write for a change. Pure. */
function toCommit({ share, leaves, ciphertext, releases }: Change, { retentionMs, quotas }: Worktop, at: number): Commit {
  const { state } = share;
  const due = dueAt(share);
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
    ...countedIn(share, ciphertext, quotas),
    listFor: share.version === 1 || state.status === 'ended' ? listedFor(share) : [],
    releases,
  };
}

function notCommitted(committed: Exclude<Committed, { ok: true }>): Refusal {
  if (committed.why === 'quota' || committed.why === 'bytes') return overQuota(committed);
  if (committed.why === 'blocked') return refuse('person.unavailable');
  if (committed.why === 'full') return refuse('store.full');
  if (committed.why === 'lost') return refuse('share.gone');
  if (committed.why === 'settling') return refuse('store.busy', { retryAfterMs: committed.retryAfterMs });
  return refuse(committed.why === 'behind' ? 'store.behind' : 'store.busy');
}

function bare(share: Share | null): Loaded | null {
  return share && { share, capsule: null, payload: null };
}

function same(a: Share, b: Share): boolean {
  return a.version === b.version && JSON.stringify(a.state) === JSON.stringify(b.state);
}
