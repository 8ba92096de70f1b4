// How long the files of a share may be fetched.

import type { State } from '../share.ts';

/**
 * By the device that claimed: until its lease is over, confirmed or not. Null: by nobody. An acknowledgement ends the share and not the lease,
 * because it says that the capsule was opened, and large files come after it; every other end does end it.
 */
export function filesUntil(state: State): number | null {
  const isFetchable = state.status === 'claimed' || (state.status === 'ended' && state.cause === 'delivered');
  return (isFetchable && state.claim?.filesUntil) || null;
}
