// Ends a share that was not opened: the recipient declines it, or the sender takes it back.

import { limits } from '../limits.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { PersonKey, Share } from '../share.ts';
import { normalizeLine } from '../text-safety.ts';
import type { Deadline } from './deadline.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

interface Closing {
  readonly id: string;
  readonly by: PersonKey;
  readonly deadline: Deadline;
}

/** `reason`: of a request, for the person who asked. */
export async function declineShare(
  deps: TransactDeps,
  { id, by, deadline, reason = '' }: Closing & { readonly reason?: string },
): Promise<Result<Share>> {
  const line = normalizeLine(reason, limits.note);
  if (line === null) return refuse('input.invalid', { field: 'reason' });
  return shareOf(await transact(deps, { id, deadline, command: () => ok({ kind: 'decline', by, reason: line }) }));
}

/** Takes a share back of which nobody else knows yet, so that another one can take its place. */
export async function withdrawUntold(deps: TransactDeps, { id, by, deadline }: Closing): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, deadline, command: () => ok({ kind: 'revoke', by, ifUntold: true }) }));
}

export async function revokeShare(deps: TransactDeps, { id, by, deadline }: Closing): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, deadline, command: () => ok({ kind: 'revoke', by }) }));
}
