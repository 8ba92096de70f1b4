// The rules of opening: who gets the capsule, once, and what the device that got it may say afterwards. Pure, like all of decide().

import type { ShareCommand, ProofResult } from './command.ts';
import type { Notification } from './requests.ts';
import { alertSender, endShare, logAttempt, refusedEvent, transition, strangersBell, type DecideContext } from './transitions.ts';
import { deny, allow, ALLOWED, type Decision } from './decision.ts';
import { leaseMs, limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import { isLink, isSealed, needsPassphrase, tenantOf, type Claim, type PersonKey, type Proof, type Share, type State } from '../share.ts';

/** Of words: tries that need not wait, however young the share is. */
export const triesLeft = (failures: number): number => Math.max(0, limits.tries.free - failures);

export function claim(share: Share, action: Extract<ShareCommand, { kind: 'claim' }>, deps: DecideContext): Decision {
  const { state } = share;
  const verdict = (proof: Proof): ProofResult['verdict'] => action.proofs.find((shown) => shown.proof === proof)?.verdict ?? 'missing';
  // Whoever has only the address of a link is nobody: they ring nobody, and learn no more than that their key is wrong.
  const isNobody = isLink(share.mode) && verdict('link') !== 'held';
  const isOther = !isLink(share.mode) && action.by !== share.recipient?.key;
  const isForeign = action.by !== null && !sharesTenant(share, action.by);
  if (state.status === 'ended') {
    // Its own device asks again because an answer was lost: nobody else has the secret, so there is nobody to tell of.
    if (state.claim !== null && holdsLease(state.claim, action)) return deny(refuse('share.gone'));
    // Whoever is no party is told of once, so that an id that many have seen is no bell for as long as it is remembered.
    const isTold = isForeign || (share.strangerAt ?? 0) > state.at;
    if (isOther) return deny(refuse('share.gone'), isTold ? null : strangersBell(share, 'after-end', deps));
    return deny(refuse('share.gone'), isNobody ? null : alertSender(share, 'after-end', deps));
  }
  if (isOther) return deny(refuse('share.not_recipient'), isForeign ? null : strangersBell(share, 'person', deps));
  if (state.status !== 'ready' && state.status !== 'claimed') return deny(refuse('share.not_yet'));
  if (state.status === 'claimed' && state.claim.device === action.device) {
    // The note of that device, shown by somebody who has read it: no proof beside it counts.
    return holdsLease(state.claim, action) ? ALLOWED : deny(refuse('share.taken'), alertSender(share, 'device', deps));
  }
  // The link key has 256 bits: guesses need no counting, and whoever knows only the id can use up nothing.
  if (isNobody) return deny(refuse('proof.failed'), isForeign ? null : logAttempt(share, 'link', deps));
  if (state.status === 'claimed') return deny(refuse('share.taken'), alertSender(share, 'device', deps));
  if (isSealed(share.mode) && state.acceptance?.device !== action.device) {
    return deny(refuse('share.other_device'), logAttempt(share, 'device', deps));
  }
  if (needsPassphrase(share.mode)) {
    const retryAfterMs = waitForWords(share, state.failures, deps.now);
    if (retryAfterMs > 0) return deny(refuse('proof.wait', { retryAfterMs }));
    if (verdict('words') !== 'held') return wrongWords(share, state, deps);
  }
  const claimed: Claim = {
    at: deps.now,
    device: action.device,
    leaseUntil: deps.now + leaseMs(state.seal.payloadSize),
    lease: action.lease,
    proofs: action.proofs.map(({ proof, salt, note }) => ({ proof, salt, note })),
  };
  return allow({
    ...transition(
      share,
      { status: 'claimed', seal: state.seal, acceptance: state.acceptance, claim: claimed },
      { leaves: [action.leaf], surfaces: 'all' },
    ),
    releasesCapsule: true,
  });
}

/** How long words have to wait, right ones too, or a wait would tell them apart; 0: not at all. Nothing is written meanwhile, and nothing ends. */
function waitForWords({ createdAt }: Share, failures: number, now: number): number {
  const earned = Math.floor(Math.max(0, now - createdAt) / limits.tries.everyMs);
  if (failures < limits.tries.free + earned) return 0;
  return createdAt + (failures - limits.tries.free + 1) * limits.tries.everyMs - now;
}

/** The device that claimed, by its secret. A device's name alone stands in the log for everybody. */
function holdsLease(claim: Claim, action: { readonly device: string; readonly lease: string | null }): boolean {
  return claim.device === action.device && claim.lease !== null && claim.lease === action.lease;
}

/** Whoever is of another tenant, a program too, is nobody to this share. */
function sharesTenant({ sender, recipient }: Share, person: PersonKey): boolean {
  return [sender, recipient].some((party) => party !== null && tenantOf(party.key) === tenantOf(person));
}

function wrongWords(share: Share, state: Extract<State, { status: 'ready' }>, deps: DecideContext): Decision {
  const failures = state.failures + 1;
  const leaf = refusedEvent(share, 'words', failures, deps);
  const { tell, free } = limits.tries;
  const news: Notification[] = failures === tell || failures === free ? [['failing', 'sender']] : [];
  return deny(
    refuse('proof.failed', { triesLeft: triesLeft(failures) }),
    transition(share, { ...state, failures }, { leaves: [leaf], surfaces: [], news }),
  );
}

export function deliver(share: Share, action: Extract<ShareCommand, { kind: 'deliver' }>, deps: DecideContext): Decision {
  const { state } = share;
  if (state.status === 'ended') {
    const repeated =
      state.cause === 'delivered' && state.claim !== null && mayConfirm(state.claim, action) && state.seal?.ackHash === action.ackHash;
    return repeated ? ALLOWED : deny(refuse('share.gone'));
  }
  if (state.status !== 'claimed') return deny(refuse('share.not_yet'));
  if (!mayConfirm(state.claim, action)) return deny(refuse('share.taken'));
  if (state.seal.ackHash !== action.ackHash) return deny(refuse('ack.mismatch'));
  const ended = endShare(share, 'delivered', deps);
  return allow({ ...ended, leaves: [action.leaf, ...ended.leaves] });
}

/** A share that was claimed before there were claim secrets can still be confirmed: the acknowledgement proves as much. */
function mayConfirm(claim: Claim, action: { readonly device: string; readonly lease: string | null }): boolean {
  return claim.lease === null ? claim.device === action.device : holdsLease(claim, action);
}

export function reportBroken(share: Share, action: Extract<ShareCommand, { kind: 'report-broken' }>, deps: DecideContext): Decision {
  const { state } = share;
  if (state.status === 'ended')
    return state.cause === 'broken' && state.claim !== null && holdsLease(state.claim, action) ? ALLOWED : deny(refuse('share.gone'));
  if (state.status !== 'claimed') return deny(refuse('share.not_yet'));
  if (!holdsLease(state.claim, action)) return deny(refuse('share.taken'));
  return allow(endShare(share, 'broken', deps));
}
