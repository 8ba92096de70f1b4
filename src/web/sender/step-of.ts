// Where a sender stands with one share.

import { isSealed } from '../../crypto/share-terms.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import type { Sealing } from './use-seal.ts';

/**
 * `told`: link or words are to be taken along. `status`: there is nothing to do but to look. `enter`: the secret is to be typed, here.
 * `busy`: the server is asked for a prekey, or it is being sent. `wait`: the recipient accepts first. `compare`: there is a key to seal to.
 */
export type SenderStep = 'told' | 'status' | 'enter' | 'busy' | 'wait' | 'compare';

/** The secret is to be entered on the page, or what was entered is to be sealed. */
export const isEntering = ({ status, entry }: ShareView): boolean => (status === 'offered' || status === 'accepted') && entry === 'page';

/** A request brings its key along, and a passphrase is told by the sender: there, nothing is left to send by itself. */
export const canGoWhenAccepted = ({ mode, asked, acceptance }: ShareView): boolean =>
  mode === 'sealed' && asked === null && acceptance === null;

/** `anew`: the person wants to enter something else. */
export function stepOf(view: ShareView, sealing: Sealing, anew = false): SenderStep {
  if (sealing.handover !== null) return 'told';
  if (!isEntering(view)) return 'status';
  const isMine = isSealed(view.mode) && sealing.pending !== null && view.payload?.hash === sealing.pending.hash && !anew;
  if (!isMine) return 'enter';
  if (sealing.isDirect) return 'busy';
  if (view.acceptance !== null) return 'compare';
  if (sealing.ahead === undefined) return 'busy';
  return sealing.ahead === null ? 'wait' : 'compare';
}
