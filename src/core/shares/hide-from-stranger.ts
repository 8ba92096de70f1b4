// What a person who is no party learns of a share.

import { nextDeadline } from '../lifecycle/decide.ts';
import { refuse, type Refusal } from '../refusal.ts';
import type { Share } from '../share.ts';

/** A share that is over, or of which nobody was told, looks to a stranger as if it had never been, even before the sweeper has ended it. */
export function hideFromStranger(share: Share, refusal: Refusal, now: number): Refusal {
  if (share.isUntold) return refuse('share.gone');
  return now < (nextDeadline(share) ?? 0) ? refusal : refuse('share.gone');
}
