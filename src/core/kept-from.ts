// Who has not been told of a share. A second person's yes is a gate before the telling, and stands on this: see docs/decisions/second-approver.md.

import { hasAsked, starterOf, type PersonKey, type Share } from './share.ts';

/** Until they are told of it, the other person is answered at every door as if there were no such share. */
export const isKeptFrom = (share: Share, person: PersonKey): boolean => !hasAsked(share) && starterOf(share).key !== person;
