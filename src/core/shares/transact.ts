// The one way from a command to the store: load, build the command, decide, commit; after a conflict, load and begin again.

import type { ShareCommand } from '../lifecycle/command.ts';
import { decide } from '../lifecycle/decide.ts';
import type { CiphertextChange, ShareStore, ShareWithCiphertext } from '../ports/share-store.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { isShareId, type Share } from '../share.ts';
import { isSame, refusalOf, tryCommit, type CommitDeps } from './commit.ts';
import { NO_DEADLINE, type Deadline } from './deadline.ts';

export interface TransactDeps extends CommitDeps {
  /** The storage class, said in the end event. */
  readonly storage: string | ((share: Share) => string);
}

/** Makes the command for the share as it is now, or refuses before any rule is asked. Pure, because each conflict runs it again. */
export type BuildCommand = (share: Share, now: number) => Result<ShareCommand>;

export interface Transaction {
  readonly id: string;
  readonly command: BuildCommand;
  /** The share as the caller has loaded it. The first round takes it instead of loading; the commit refuses it if it is stale. */
  readonly loaded?: ShareWithCiphertext;
  /** Loads capsule and payload too. */
  readonly withCiphertext?: boolean;
  /** Written together with the change that the command makes. */
  readonly ciphertext?: CiphertextChange;
  readonly deadline?: Deadline;
}

export interface Transacted {
  /** After the commit. */
  readonly share: Share;
  /** What the commit was decided on. */
  readonly loaded: ShareWithCiphertext;
}

// Each lost round means that another commit won; more than a few in a row is no accident.
const ROUNDS = 12;
// Of these, the ones that may follow a commit whose answer was lost.
const UNKNOWN_ROUNDS = 3;

export async function transact(deps: TransactDeps, transaction: Transaction): Promise<Result<Transacted>> {
  const { id, command, withCiphertext = false, ciphertext = {}, deadline = NO_DEADLINE } = transaction;
  let loaded = transaction.loaded ?? null;
  let uncertain: Share | null = null;
  let lostVersion: number | null = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round > 0 || loaded === null) loaded = await loadShare(deps.store, id, withCiphertext);
    if (loaded === null) return refuse('share.gone');
    if (uncertain !== null && isSame(uncertain, loaded.share)) return ok({ share: loaded.share, loaded });
    uncertain = null;

    const now = deps.clock();
    // A share that can never be opened again is ended, whatever was asked.
    const isLost = loaded.lost === true || lostVersion === loaded.share.version;
    const built = isLost ? ok({ kind: 'rollback' } as const) : deadline.aborted ? refuse('store.busy') : command(loaded.share, now);
    if (!built.ok) return built;

    const storage = typeof deps.storage === 'string' ? deps.storage : deps.storage(loaded.share);
    const { refusal, change } = decide(loaded.share, built.value, { now, storage });
    if (change === null) return refusal ?? ok({ share: loaded.share, loaded });

    const isGranted = refusal === null && !isLost;
    const whole = isGranted ? { ...change, ciphertext: { ...ciphertext, ...change.ciphertext } } : change;
    const committed = await tryCommit(deps, whole, now);
    if (committed.ok && isLost) return refuse('share.gone');
    if (committed.ok) return refusal ?? ok({ share: change.share, loaded });
    if (committed.reason === 'unknown') {
      if (round >= UNKNOWN_ROUNDS) throw committed.fault;
      uncertain = isGranted ? change.share : null;
    } else if (committed.reason === 'lost') lostVersion = loaded.share.version;
    else if (committed.reason !== 'conflict') return refusal ?? refusalOf(committed);
  }
  return refuse('store.busy', { retryAfterMs: 500 });
}

/** Null: there is none. An id that cannot be one is as gone as an unknown one. */
export async function loadShare(store: ShareStore, id: string, withCiphertext = false): Promise<ShareWithCiphertext | null> {
  if (!isShareId(id)) return null;
  if (withCiphertext) return store.loadWithCiphertext(id);
  const share = await store.load(id);
  return share && { share, capsule: null, payload: null };
}

/** The share alone, which is all that most use cases answer. */
export const shareOf = (result: Result<Transacted>): Result<Share> => (result.ok ? ok(result.value.share) : result);
