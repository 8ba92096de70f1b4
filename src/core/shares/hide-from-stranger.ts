// What a person who is no party learns of a share, and a party who has not been told.

import { nextDeadline } from '../lifecycle/decide.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { hasAsked, starterOf, type PersonKey, type Share } from '../share.ts';

/** A share that is over looks to a stranger as if it had never been, even before the sweeper has ended it. */
export function hideFromStranger(share: Share, refusal: Refusal, now: number): Refusal {
  return now < (nextDeadline(share) ?? 0) ? refusal : refuse('share.gone');
}

/** Until they are told of it, the other person is answered at every door as if there were no such share. */
export const isKeptFrom = (share: Share, person: PersonKey): boolean => !hasAsked(share) && starterOf(share).key !== person;
