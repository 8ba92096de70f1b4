// The rules of opening: who gets the capsule, once, and what the device that got it may report. Pure, like all of decide().
// See docs/decisions/wrong-words-wait.md.

import type { ShareCommand, ProofResult } from './command.ts';
import type { Notification } from './notifications.ts';
import { alertSender, endShare, logAttempt, refusedEvent, transition, alertSenderOfStranger, type DecideContext } from './transitions.ts';
import { deny, allow, ALLOWED, type Decision } from './decision.ts';
import { fileLimits, leaseMs, limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import { isLink, isSealed, needsPassphrase, tenantOf, type Claim, type PersonKey, type Proof, type Share, type State } from '../share.ts';

/** Tries of words that need not wait, however young the share is. */
export const triesLeft = (failures: number): number => Math.max(0, limits.tries.free - failures);

export function claim(share: Share, command: Extract<ShareCommand, { kind: 'claim' }>, deps: DecideContext): Decision {
  const { state } = share;
  const verdict = (proof: Proof): ProofResult['verdict'] => command.proofs.find((shown) => shown.proof === proof)?.verdict ?? 'missing';
  // A person with only the address of a link alerts no one, and learns only that their key is wrong.
  const isNobody = isLink(share.mode) && verdict('link') !== 'held';
  const isOther = !isLink(share.mode) && command.by !== share.recipient?.key;
  const isForeign = command.by !== null && !sharesTenant(share, command.by);
  if (state.status === 'ended') {
    // Its own device asks again because an answer was lost: no other device has the secret, so there is no stranger to report.
    if (state.claim !== null && holdsLease(state.claim, command)) return deny(refuse('share.gone'));
    // A stranger is reported once after the end, so that an id that many have seen cannot alert the sender for as long as it is kept.
    const isTold = isForeign || (share.strangerAt ?? 0) > state.at;
    if (isOther) return deny(refuse('share.gone'), isTold ? null : alertSenderOfStranger(share, 'after-end', deps));
    return deny(refuse('share.gone'), isNobody ? null : alertSender(share, 'after-end', deps));
  }
  if (isOther) return deny(refuse('share.not_recipient'), isForeign ? null : alertSenderOfStranger(share, 'person', deps));
  if (state.status !== 'ready' && state.status !== 'claimed') return deny(refuse('share.not_yet'));
  if (state.status === 'claimed' && state.claim.device === command.device) {
    // Anyone who has read the note of that device may show it: only the secret counts.
    return holdsLease(state.claim, command) ? ALLOWED : deny(refuse('share.taken'), alertSender(share, 'device', deps));
  }
  // The link key has 256 bits: guesses need no counting, and a person with only the id can use up nothing.
  if (isNobody) return deny(refuse('proof.failed'), isForeign ? null : logAttempt(share, 'link', deps));
  if (state.status === 'claimed') return deny(refuse('share.taken'), alertSender(share, 'device', deps));
  if (isSealed(share.mode) && (state.seal.prekey ?? state.acceptance)?.device !== command.device) {
    return deny(refuse('share.other_device'), logAttempt(share, 'device', deps));
  }
  if (needsPassphrase(share.mode)) {
    const retryAfterMs = waitForWords(share, state.failures, deps.now);
    if (retryAfterMs > 0) return deny(refuse('proof.wait', { retryAfterMs }));
    if (verdict('words') !== 'held') return wrongWords(share, state, deps);
  }
  const claimed: Claim = {
    at: deps.now,
    device: command.device,
    leaseUntil: deps.now + leaseMs(state.seal.payloadSize),
    lease: command.lease,
    ...(share.files && { filesUntil: deps.now + (command.filesMs ?? fileLimits.leaseMs) }),
    proofs: command.proofs.map(({ proof, salt, note }) => ({ proof, salt, note })),
    ...(command.workload && { workload: command.workload }),
  };
  return allow({
    ...transition(
      share,
      { status: 'claimed', seal: state.seal, acceptance: state.acceptance, claim: claimed },
      { leaves: [command.leaf], surfaces: 'all' },
    ),
    releasesCapsule: true,
  });
}

/** How long words must wait, in ms; 0: not at all. Right words wait too, or a wait would tell them apart. Nothing is written meanwhile. */
function waitForWords({ createdAt, expiresAt }: Share, failures: number, now: number): number {
  // More time brings no more tries than the longest share has without it.
  const lived = Math.min(Math.max(0, now - createdAt), limits.expiry.max);
  if (failures < limits.tries.free + Math.floor(lived / limits.tries.everyMs)) return 0;
  if (lived === limits.expiry.max) return expiresAt - now;
  return createdAt + (failures - limits.tries.free + 1) * limits.tries.everyMs - now;
}

/** The device that claimed proves itself by its secret. Its name alone is in the log for anyone to read. */
function holdsLease(claim: Claim, command: { readonly device: string; readonly lease: string | null }): boolean {
  return claim.device === command.device && claim.lease !== null && claim.lease === command.lease;
}

/** Persons and programs of another tenant have no part in this share. */
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

export function deliver(share: Share, command: Extract<ShareCommand, { kind: 'deliver' }>, deps: DecideContext): Decision {
  const { state } = share;
  if (state.status === 'ended') {
    const repeated =
      state.cause === 'delivered' && state.claim !== null && mayConfirm(state.claim, command) && state.seal?.ackHash === command.ackHash;
    return repeated ? ALLOWED : deny(refuse('share.gone'));
  }
  if (state.status !== 'claimed') return deny(refuse('share.not_yet'));
  if (!mayConfirm(state.claim, command)) return deny(refuse('share.taken'));
  if (state.seal.ackHash !== command.ackHash) return deny(refuse('ack.mismatch'));
  const ended = endShare(share, 'delivered', deps);
  return allow({ ...ended, leaves: [command.leaf, ...ended.leaves] });
}

/** A share that was claimed before claim secrets existed can still be confirmed: the acknowledgement proves as much. */
function mayConfirm(claim: Claim, command: { readonly device: string; readonly lease: string | null }): boolean {
  return claim.lease === null ? claim.device === command.device : holdsLease(claim, command);
}

export function reportBroken(share: Share, command: Extract<ShareCommand, { kind: 'report-broken' }>, deps: DecideContext): Decision {
  const { state } = share;
  if (state.status === 'ended')
    return state.cause === 'broken' && state.claim !== null && holdsLease(state.claim, command) ? ALLOWED : deny(refuse('share.gone'));
  if (state.status !== 'claimed') return deny(refuse('share.not_yet'));
  if (!holdsLease(state.claim, command)) return deny(refuse('share.taken'));
  return allow(endShare(share, 'broken', deps));
}
