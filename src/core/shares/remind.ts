// The person who asked reminds the person whom they asked.

import { ok, type Result } from '../refusal.ts';
import type { PersonKey, Share } from '../share.ts';
import type { Deadline } from './deadline.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

export async function remindOther(
  deps: TransactDeps,
  { id, by, deadline }: { readonly id: string; readonly by: PersonKey; readonly deadline: Deadline },
): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, deadline, command: () => ok({ kind: 'remind', by }) }));
}
