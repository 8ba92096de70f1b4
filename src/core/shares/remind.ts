// The person who began a share reminds the person whose turn it is.

import { awaitedPerson } from '../lifecycle/watching.ts';
import type { BlockStore } from '../ports/block-store.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { tagOf, type PersonKey, type Share } from '../share.ts';
import type { Deadline } from './deadline.ts';
import { loadShare, shareOf, transact, type TransactDeps } from './transact.ts';

interface Reminding {
  readonly id: string;
  readonly by: PersonKey;
  readonly deadline: Deadline;
}

/** A person who has blocked the other one hears nothing; the other one learns nothing of that. */
export async function remindOther(
  deps: TransactDeps & { readonly store: BlockStore },
  { id, by, deadline }: Reminding,
): Promise<Result<Share>> {
  const loaded = await loadShare(deps.store, id);
  if (loaded === null) return refuse('share.gone');
  const person = awaitedPerson(loaded.share);
  const blocks = person === null ? [] : await deps.store.blocks(tagOf(loaded.share.id), person.key);
  const isBlocked = blocks.some(({ key }) => key === by);
  return shareOf(await transact(deps, { id, loaded, deadline, command: () => ok({ kind: 'remind', by, isBlocked }) }));
}
