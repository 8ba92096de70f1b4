// The sender chose to send when it is accepted, without comparing words: for the first acceptance that this browser sees and no other.
// Pure. See docs/decisions/send-when-they-accept.md.

import type { DeviceTrust } from './device-trust.ts';

export interface WhenAcceptedChoice {
  /** Of the payload that it was chosen for. */
  readonly hash: string;
  /** The acceptance that it has gone to, or is going to; null while nothing was accepted. */
  readonly acceptance: string | null;
}

/** The choice once `acceptance` was seen; undefined when it counts no more. Only where it is kept may the secret go by itself. */
export function afterAcceptance(
  chosen: WhenAcceptedChoice | undefined,
  seen: { readonly hash: string; readonly acceptance: string; readonly trust: DeviceTrust['kind'] },
): WhenAcceptedChoice | undefined {
  if (chosen === undefined || chosen.hash !== seen.hash || seen.trust !== 'new') return undefined;
  if (chosen.acceptance !== null) return chosen.acceptance === seen.acceptance ? chosen : undefined;
  return { ...chosen, acceptance: seen.acceptance };
}
