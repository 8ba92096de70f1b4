// Ends a share that was not opened: the recipient declines it, or the sender takes it back.

import { ok, type Result } from '../refusal.ts';
import type { PersonKey, Share } from '../share.ts';
import type { Deadline } from './deadline.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

interface Closing {
  readonly id: string;
  readonly by: PersonKey;
  readonly deadline: Deadline;
}

export async function declineShare(deps: TransactDeps, { id, by, deadline }: Closing): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, deadline, command: () => ok({ kind: 'decline', by }) }));
}

export async function revokeShare(deps: TransactDeps, { id, by, deadline }: Closing): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, deadline, command: () => ok({ kind: 'revoke', by }) }));
}
