// The person who began a share lets it wait longer.

import { ok, type Result } from '../refusal.ts';
import type { PersonKey, Share } from '../share.ts';
import type { Deadline } from './deadline.ts';
import { shareOf, transact, type TransactDeps } from './transact.ts';

export interface ExtendDeps extends TransactDeps {
  /** How long a share may wait in all, extensions included. */
  readonly extendMostMs: number;
}

interface Extending {
  readonly id: string;
  readonly by: PersonKey;
  /** Epoch ms; null: a day more, or as much as there is. */
  readonly expiresAt: number | null;
  readonly deadline: Deadline;
}

export async function extendShare(deps: ExtendDeps, { id, by, expiresAt, deadline }: Extending): Promise<Result<Share>> {
  const { extendMostMs: mostMs } = deps;
  return shareOf(await transact(deps, { id, deadline, command: () => ok({ kind: 'extend', by, expiresAt, mostMs }) }));
}
