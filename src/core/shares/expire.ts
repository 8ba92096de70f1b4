// Ends shares for reasons that no person decides: their time is over, their ciphertext is gone, or the store went back in time.

import { awaitedPerson, nextWatch } from '../lifecycle/watching.ts';
import type { BlockStore } from '../ports/block-store.ts';
import type { PrekeyStore } from '../ports/prekey-store.ts';
import type { RollbackStore } from '../ports/store-health.ts';
import { ok, type Result } from '../refusal.ts';
import { tagOf, type PersonKey, type Share, type ShareId, type TenantTag } from '../share.ts';
import { loadShare, shareOf, transact, type TransactDeps } from './transact.ts';

/** For the person whose turn it is: until when they want to be left alone; null: remind them. `elsewhere`: another instance knows. */
export type AskQuiet = (person: PersonKey) => Promise<number | 'elsewhere' | null>;

/** Ends a share whose time is over, and lets one that waits too long remind of itself. */
export async function expireIfDue(
  deps: TransactDeps & { readonly store: BlockStore },
  id: string,
  askQuiet: AskQuiet = async () => null,
): Promise<Result<Share>> {
  const loaded = await loadShare(deps.store, id);
  const due = loaded && nextWatch(loaded.share, deps.watch);
  if (loaded === null || due === null || due > deps.clock())
    return shareOf(await transact(deps, { id, command: () => ok({ kind: 'tick' }) }));
  const { sender, recipient } = loaded.share;
  const person = awaitedPerson(loaded.share);
  const quietUntil = person && (await askQuiet(person.key));
  if (quietUntil === 'elsewhere') return shareOf(await transact(deps, { id, command: () => ok({ kind: 'tick' }) }));
  const blocks = person === null ? [] : await deps.store.blocks(tagOf(loaded.share.id), person.key);
  const isBlocked = blocks.some(({ key }) => key === (person === sender ? recipient : sender)?.key);
  // What was found out holds for the share as it was loaded: if it has moved on, the next round looks again.
  const { version } = loaded.share;
  return shareOf(
    await transact(deps, {
      id,
      loaded,
      command: (share) =>
        ok(share.version === version ? { kind: 'tick', watch: { times: deps.watch, quietUntil, isBlocked } } : { kind: 'tick' }),
    }),
  );
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
