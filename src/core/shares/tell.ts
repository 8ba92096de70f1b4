// The sender has begun to enter the secret: the recipient is asked to accept meanwhile. Nothing of the secret comes with it.
// See docs/decisions/compared-beside-the-form.md.

import { ok, type Result } from '../refusal.ts';
import type { PersonKey, Share } from '../share.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

export async function tellShare(deps: TransactDeps, { id, by }: { readonly id: string; readonly by: PersonKey }): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, command: () => ok({ kind: 'tell', by }) }));
}
