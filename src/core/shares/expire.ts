// Ends shares for reasons that no person decides: their time is over, their ciphertext is gone, or the store went back in time.

import type { PrekeyStore } from '../ports/prekey-store.ts';
import type { RollbackStore } from '../ports/store-health.ts';
import { ok, type Result } from '../refusal.ts';
import type { Share, ShareId, TenantTag } from '../share.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

export async function expireIfDue(deps: TransactDeps, id: string): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, command: () => ok({ kind: 'tick' }) }));
}

/** For a share whose ciphertext may be unreadable for good: loading the ciphertext shows whether it is. */
export async function expireIfUnrecoverable(deps: TransactDeps, id: string): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, command: () => ok({ kind: 'tick' }), withCiphertext: true }));
}

/** Ends shares whose fate is unknown or whose ciphertext is gone. Answers how many. */
export async function rollBackShares(deps: TransactDeps, ids: readonly ShareId[]): Promise<Result<number>> {
  for (const id of ids) {
    const ended = await transact(deps, { id, command: () => ok({ kind: 'rollback' }) });
    if (!ended.ok && ended.code !== 'share.gone') return ended;
  }
  return ok(ids.length);
}

/** The operator accepts that the store went back in time: every share that could have been opened ends, then claims go on. */
export async function acceptRollback(
  deps: TransactDeps & { readonly store: RollbackStore & PrekeyStore },
  tag: TenantTag,
): Promise<Result<number>> {
  const ended = await rollBackShares(deps, await deps.store.listSealed(tag));
  if (!ended.ok) return ended;
  // Some may be spent: browsers leave new ones.
  await deps.store.clearPrekeys(tag);
  await deps.store.acceptRollback(tag);
  return ended;
}
