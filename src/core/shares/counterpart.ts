// The other person of a share, for one of the two: so that a door without a platform can name a person whom they know already.

import { ERASED_PERSON } from '../lifecycle/transitions.ts';
import type { KnownPerson } from '../ports/directory.ts';
import type { ShareReader } from '../ports/share-store.ts';
import { isKeptFrom } from '../kept-from.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { hasChat, type PersonKey } from '../share.ts';
import { findShare } from './queries.ts';

/** As chat knew them when it began. To anybody else there is no such share. */
export async function findCounterpart(deps: { readonly store: ShareReader }, id: string, by: PersonKey): Promise<Result<KnownPerson>> {
  const share = await findShare(deps, id);
  if (share === null) return refuse('share.gone');
  const { sender, recipient, terms } = share;
  const isSender = sender.key === by;
  if (!isSender && recipient?.key !== by) return refuse('share.gone');
  // A request that has not been sent yet is nobody's but the asker's.
  if (isKeptFrom(share, by)) return refuse('share.gone');
  const person = isSender ? recipient : sender;
  if (person === null || !hasChat(person) || person.key === ERASED_PERSON) return refuse('person.refused', { field: 'recipient' });
  return ok({ person, standing: (isSender ? terms?.to : terms?.from) ?? null });
}
