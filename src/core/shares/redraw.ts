// A card is drawn anew though the share has not changed: what its reader decided beside it, as whom they block, shows on it.

import { ok, type Result } from '../refusal.ts';
import type { Share, Surface } from '../share.ts';
import type { Deadline } from './deadline.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

interface Redrawing {
  readonly id: string;
  readonly surface: Surface;
  readonly deadline: Deadline;
}

export async function redraw(deps: TransactDeps, { id, surface, deadline }: Redrawing): Promise<Result<Share>> {
  return shareOf(await transact(deps, { id, deadline, command: () => ok({ kind: 'redraw', surface }) }));
}
