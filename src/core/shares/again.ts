// A share or a request once more, after its end: same people, kind, words and way of opening. Its values are typed anew, because nobody has them.

import { refuse, type Result } from '../refusal.ts';
import { isLink, otherOf, starterOf, tenantOf, type PersonKey, type Share, type Standing } from '../share.ts';
import { ask, type AskDeps } from './ask.ts';
import { beginningOf } from './beginning.ts';
import { createShare, type CreateDeps } from './create.ts';
import { hideFromStranger } from './hide-from-stranger.ts';
import { isRepeatable } from './list-row.ts';
import { findShare } from './queries.ts';

interface Repeating {
  readonly id: string;
  readonly by: PersonKey;
  /** As the door knows them at this moment; null: it does not. */
  readonly standing: Standing | null;
  /** As of a share that is created. */
  readonly once: string | null;
}

/**
 * From a page or by a program. Nobody is told before its secret is entered, and no card stands in a channel: from outside chat nobody can
 * see who is in a channel by now. The policy is asked as of any share that begins, about the two people as chat knew them last.
 */
export async function repeatShare(deps: CreateDeps & AskDeps, { id, by, standing, once }: Repeating): Promise<Result<Share>> {
  const share = await findShare(deps, id);
  if (share === null) return refuse('share.gone');
  if (starterOf(share).key !== by) return hideFromStranger(share, refuse('share.not_sender'), deps.clock());
  if (share.state.status !== 'ended') return refuse('share.not_yet');
  if (!isRepeatable(share)) return refuse('share.gone');
  const { kind, label, note, mode, recipient, expiresInMs } = beginningOf(share);
  const { asked, terms, sender } = share;
  const same = { kind, label, note, expiresInMs, tenant: tenantOf(by), via: 'api', once, template: terms?.template?.name ?? null } as const;
  if (asked !== undefined) {
    const people = { asker: starterOf(share), giver: otherOf(share), from: terms?.from ?? null, to: standing ?? terms?.to ?? null };
    return ask(deps, { ...same, ...people, fields: asked.fields });
  }
  const untold = isLink(mode) ? {} : ({ isUntold: true } as const);
  const known = { from: standing ?? terms?.from ?? null, to: recipient === null ? 'outsider' : (terms?.to ?? null) } as const;
  return createShare(deps, { ...same, ...untold, ...known, mode, sender, recipient, entry: 'page', place: null });
}
