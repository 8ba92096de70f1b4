// Commits a new share. The commit expects that its id is free.

import type { Change } from '../lifecycle/transitions.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import type { Share } from '../share.ts';
import { isSame, refusalOf, tryCommit, type CommitDeps } from './commit.ts';

/** `now`: when the change was decided. */
export async function insertShare(deps: CommitDeps, change: Change, now: number): Promise<Result<Share>> {
  const { share } = change;
  const committed = await tryCommit(deps, change, now);
  if (committed.ok) return ok(share);
  if (committed.reason === 'conflict') return answerRepeated(deps, share);
  if (committed.reason !== 'unknown') return refusalOf(committed);
  const found = await deps.store.load(share.id);
  if (found === null || !isSame(found, share)) throw committed.fault;
  return ok(share);
}

/** The id is taken: by the same request, whose answer was lost, or by another sender, who must stay unknown. */
async function answerRepeated(deps: CommitDeps, wanted: Share): Promise<Result<Share>> {
  const found = await deps.store.load(wanted.id);
  if (found?.sender.key !== wanted.sender.key) return refuse('input.invalid', { field: 'id' });
  return statementOf(found) === statementOf(wanted) ? ok(found) : refuse('share.exists');
}

const statementOf = ({ state }: Share): string | undefined => ('seal' in state ? state.seal?.statement : undefined);
