// Does the same work for several shares, so that one that fails keeps no other from its turn.

import type { ShareId } from '../core/share.ts';

/** Throws the first fault after all have settled. */
export async function settleEach(ids: readonly ShareId[], work: (id: ShareId) => Promise<unknown>): Promise<void> {
  const settled = await Promise.allSettled(ids.map(work));
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
