// The person who began a share lets it wait longer.

import { isAtLongest } from '../lifecycle/extending.ts';
import type { FileStore } from '../ports/file-store.ts';
import { ok, type Result } from '../refusal.ts';
import { starterOf, tagOf, type PersonKey, type Share } from '../share.ts';
import { longestWait, type PolicyDeps } from './apply-policy.ts';
import type { Deadline } from './deadline.ts';
import { transact, type TransactDeps } from './transact.ts';

export interface ExtendDeps extends TransactDeps, Pick<PolicyDeps, 'policy'> {
  /** How long a share may wait in all, extensions included. */
  readonly extendMostMs: number;
  readonly store: TransactDeps['store'] & Pick<FileStore, 'loadFile' | 'filesOf' | 'keepFile'>;
}

/** Whether it waits as long as the operator and the policy let it, so that a button for more time would do nothing. */
export function waitsLongest(deps: Pick<ExtendDeps, 'extendMostMs' | 'policy'>, share: Share): boolean {
  const longest = longestWait(deps, share, null);
  return !longest.ok || isAtLongest(share, Math.min(deps.extendMostMs, longest.value));
}

interface Extending {
  readonly id: string;
  readonly by: PersonKey;
  /** Epoch ms; null: a day more, or as much as there is. */
  readonly expiresAt: number | null;
  readonly deadline: Deadline;
}

export async function extendShare(deps: ExtendDeps, { id, by, expiresAt, deadline }: Extending): Promise<Result<Share>> {
  const done = await transact(deps, {
    id,
    deadline,
    command: (share, now) => {
      // Others learn nothing of the policy, and what is over or was granted before is answered as ever.
      const isOver = share.state.status === 'ended' || share.state.status === 'claimed' || now >= share.expiresAt;
      const isAsked = by === starterOf(share).key && !isOver && expiresAt !== share.expiresAt;
      const longest = isAsked ? longestWait(deps, share, expiresAt && expiresAt - share.createdAt) : ok(Infinity);
      return longest.ok ? ok({ kind: 'extend', by, expiresAt, mostMs: Math.min(deps.extendMostMs, longest.value) }) : longest;
    },
  });
  if (!done.ok) return done;
  const { share, loaded } = done.value;
  if (share.files === undefined) await keepFiles(deps, share, loaded.share.expiresAt);
  return ok(share);
}

/**
 * Files that were begun for it wait as long as it does. A record does not say for which share: what its sender brings, and would have lain at least
 * until `before`, may be for this one. Files that it has bound ask the share itself when they may go.
 */
async function keepFiles({ store }: ExtendDeps, { id, sender, expiresAt }: Share, before: number): Promise<void> {
  for (const file of await store.filesOf(tagOf(id), sender.key)) {
    const found = await store.loadFile(file);
    if (found !== null && found.share === null && found.untilAt >= before) await store.keepFile(file, expiresAt);
  }
}
