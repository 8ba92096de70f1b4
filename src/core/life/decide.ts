// The life of a share: every rule, and nothing but rules. Pure: no clock, no randomness, no input but the arguments.

import type { Action, ShownProof } from './action.ts';
import { bell, blank, end, enteredEvent, knock, notifiedEvent, quietly, refusedEvent, step, type Change, type World } from './change.ts';
import { askingAfter, without, type NewsTo } from './asking.ts';
import { leaseMs, limits } from '../limits.ts';
import { refuse, type Refusal } from '../refusal.ts';
import { isLink, isSealed, needsWords, type Cause, type Claim, type Proof, type Share, type State } from '../share.ts';

/**
 * `refusal` null: yes. A yes without a change was done before (a repeated request).
 * A refusal with a change: the no itself is remembered (a counted attempt, a ring, a share found to be over).
 */
export interface Decision {
  readonly refusal: Refusal | null;
  readonly change: Change | null;
}

const YES: Decision = { refusal: null, change: null };
const no = (refusal: Refusal, change: Change | null = null): Decision => ({ refusal, change });

/** Answers one action on one share. */
export function decide(share: Share, action: Action, world: World): Decision {
  const overdue = expire(share, world);
  if (overdue !== null && action.type !== 'sent' && action.type !== 'unsent') {
    if (action.type === 'tick') return { refusal: null, change: overdue };
    // The clock has already ended it: remember that first, then answer as for any ended share.
    const late = decide(overdue.share, action, world);
    return { refusal: late.refusal ?? refuse('share.gone'), change: overdue };
  }
  switch (action.type) {
    case 'enter':
      return enter(share, action, world);
    case 'accept':
      return accept(share, action);
    case 'seal':
      return seal(share, action);
    case 'decline':
      return close(share, action.by === share.recipient?.key, 'share.not_recipient', 'declined', world);
    case 'revoke':
      return close(share, action.by === share.sender.key, 'share.not_sender', 'revoked', world);
    case 'claim':
      return claim(share, action, world);
    case 'deliver':
      return deliver(share, action, world);
    case 'break':
      return breakOff(share, action, world);
    case 'tick':
      return YES;
    case 'rollback':
      return share.state.status === 'ended' ? YES : { refusal: null, change: end(share, 'rolled-back', world) };
    case 'forget':
      return forget(share, action);
    case 'sent':
      return sent(share, action, world);
    case 'unsent':
      return unsent(share, action, world);
  }
}

/** When the share's own clock next acts, epoch ms; null when it has ended. */
export function dueAt(share: Share): number | null {
  if (share.state.status === 'ended') return null;
  return share.state.status === 'claimed' ? share.state.claim.leaseUntil : share.expiresAt;
}

/** Of words: tries that need not wait, however young the share is. */
export const triesLeft = (failures: number): number => Math.max(0, limits.tries.free - failures);

function expire(share: Share, world: World): Change | null {
  const due = dueAt(share);
  if (due === null || world.now < due) return null;
  return end(share, share.state.status === 'claimed' ? 'unconfirmed' : 'expired', world);
}

function enter(share: Share, action: Extract<Action, { type: 'enter' }>, world: World): Decision {
  const { state } = share;
  if (state.status === 'ended') return no(refuse('share.gone'));
  if (action.by !== share.sender.key) return no(refuse('share.not_sender'));
  if (state.status !== 'offered' && state.status !== 'accepted') return no(refuse('share.already_sealed'));
  if (state.payload?.hash === action.payload.hash) return YES;
  const leaf = enteredEvent(share, action.payload, world);
  return yes(step(share, { ...state, payload: action.payload }, { leaves: [leaf], surfaces: ['sender'] }));
}

function accept(share: Share, action: Extract<Action, { type: 'accept' }>): Decision {
  const { state } = share;
  if (state.status === 'ended') return no(refuse('share.gone'));
  if (action.by !== share.recipient?.key) return no(refuse('share.not_recipient'));
  const { acceptance } = action;
  if (isSealed(share.mode) && (acceptance.device === null || acceptance.key === null)) return no(refuse('proof.missing'));
  const leaves = [action.leaf];
  switch (state.status) {
    case 'offered':
      return yes(step(share, { ...state, status: 'accepted', acceptance }, { leaves, surfaces: 'all', news: [['accepted', 'sender']] }));
    case 'accepted':
      if (!isSealed(share.mode) || state.acceptance.key === acceptance.key) return YES;
      return yes(step(share, { ...state, acceptance }, { leaves, surfaces: 'all' }));
    case 'sealed':
      return yes(step(share, { status: 'ready', seal: state.seal, acceptance, failures: 0 }, { leaves, surfaces: 'all' }));
    case 'ready':
    case 'claimed':
      return isSealed(share.mode) && state.acceptance?.key !== acceptance.key ? no(refuse('share.already_sealed')) : YES;
  }
}

function seal(share: Share, action: Extract<Action, { type: 'seal' }>): Decision {
  const { state } = share;
  if (state.status === 'ended') return no(refuse('share.gone'));
  if (action.by !== share.sender.key) return no(refuse('share.not_sender'));
  const more = { leaves: [action.leaf], surfaces: 'all' as const };
  switch (state.status) {
    case 'offered':
      if (isSealed(share.mode)) return no(refuse('share.not_yet'));
      if (isLink(share.mode)) return yes(step(share, { status: 'ready', seal: action.seal, acceptance: null, failures: 0 }, more));
      return yes(step(share, { status: 'sealed', seal: action.seal }, more));
    case 'accepted':
      // The recipient may have accepted again, in another browser, while the sender looked at the first key.
      if (isSealed(share.mode) && action.for !== state.acceptance.key) return no(refuse('share.other_device'));
      return yes(
        step(
          share,
          { status: 'ready', seal: action.seal, acceptance: state.acceptance, failures: 0 },
          { ...more, news: [['ready', 'recipient']] },
        ),
      );
    case 'sealed':
    case 'ready':
      return state.seal.capsuleHash === action.seal.capsuleHash ? YES : no(refuse('share.already_sealed'));
    case 'claimed':
      return no(refuse('share.already_opened'));
  }
}

function close(
  share: Share,
  entitled: boolean,
  otherwise: 'share.not_recipient' | 'share.not_sender',
  cause: Cause,
  world: World,
): Decision {
  if (share.state.status === 'ended') return no(refuse('share.gone'));
  if (!entitled) return no(refuse(otherwise));
  if (share.state.status === 'claimed') return no(refuse('share.already_opened'));
  return yes(end(share, cause, world));
}

function claim(share: Share, action: Extract<Action, { type: 'claim' }>, world: World): Decision {
  const { state } = share;
  const verdict = (proof: Proof): ShownProof['verdict'] => action.proofs.find((shown) => shown.proof === proof)?.verdict ?? 'missing';
  // Whoever has only the address of a link is nobody: he rings nobody, and learns no more than that his key is wrong.
  const isNobody = isLink(share.mode) && verdict('link') !== 'held';
  if (state.status === 'ended') return no(refuse('share.gone'), isNobody ? null : bell(share, 'after-end', world));
  if (!isLink(share.mode) && action.by !== share.recipient?.key) return no(refuse('share.not_recipient'), bell(share, 'person', world));
  if (state.status !== 'ready' && state.status !== 'claimed') return no(refuse('share.not_yet'));
  if (state.status === 'claimed' && state.claim.device === action.device) return YES;
  // The link key has 256 bits: guesses need no counting, and whoever knows only the id can use up nothing.
  if (isNobody) return no(refuse('proof.failed'), knock(share, 'link', world));
  if (state.status === 'claimed') return no(refuse('share.taken'), bell(share, 'device', world));
  if (isSealed(share.mode) && state.acceptance?.device !== action.device) {
    return no(refuse('share.other_device'), knock(share, 'device', world));
  }
  if (needsWords(share.mode)) {
    const retryAfterMs = waitForWords(share, state.failures, world.now);
    if (retryAfterMs > 0) return no(refuse('proof.wait', { retryAfterMs }));
    if (verdict('words') !== 'held') return wrongWords(share, state, world);
  }
  const claimed: Claim = {
    at: world.now,
    device: action.device,
    leaseUntil: world.now + leaseMs(state.seal.payloadSize),
    proofs: action.proofs.map(({ proof, salt, note }) => ({ proof, salt, note })),
  };
  return yes({
    ...step(
      share,
      { status: 'claimed', seal: state.seal, acceptance: state.acceptance, claim: claimed },
      { leaves: [action.leaf], surfaces: 'all' },
    ),
    releases: true,
  });
}

/** How long words have to wait, right ones too, or a wait would tell them apart; 0: not at all. Nothing is written meanwhile, and nothing ends. */
function waitForWords({ createdAt }: Share, failures: number, now: number): number {
  const earned = Math.floor(Math.max(0, now - createdAt) / limits.tries.everyMs);
  if (failures < limits.tries.free + earned) return 0;
  return createdAt + (failures - limits.tries.free + 1) * limits.tries.everyMs - now;
}

function wrongWords(share: Share, state: Extract<State, { status: 'ready' }>, world: World): Decision {
  const failures = state.failures + 1;
  const leaf = refusedEvent(share, 'words', failures, world);
  const { tell, free } = limits.tries;
  const news: NewsTo[] = failures === tell || failures === free ? [['failing', 'sender']] : [];
  return no(
    refuse('proof.failed', { triesLeft: triesLeft(failures) }),
    step(share, { ...state, failures }, { leaves: [leaf], surfaces: [], news }),
  );
}

function deliver(share: Share, action: Extract<Action, { type: 'deliver' }>, world: World): Decision {
  const { state } = share;
  if (state.status === 'ended') {
    const repeated = state.cause === 'delivered' && state.claim?.device === action.device && state.seal?.ackHash === action.ackHash;
    return repeated ? YES : no(refuse('share.gone'));
  }
  if (state.status !== 'claimed') return no(refuse('share.not_yet'));
  if (state.claim.device !== action.device) return no(refuse('share.taken'));
  if (state.seal.ackHash !== action.ackHash) return no(refuse('ack.mismatch'));
  const ended = end(share, 'delivered', world);
  return yes({ ...ended, leaves: [action.leaf, ...ended.leaves] });
}

function breakOff(share: Share, action: Extract<Action, { type: 'break' }>, world: World): Decision {
  const { state } = share;
  if (state.status === 'ended') return state.cause === 'broken' && state.claim?.device === action.device ? YES : no(refuse('share.gone'));
  if (state.status !== 'claimed') return no(refuse('share.not_yet'));
  if (state.claim.device !== action.device) return no(refuse('share.taken'));
  return yes(end(share, 'broken', world));
}

function forget(share: Share, { person, leaf }: Extract<Action, { type: 'forget' }>): Decision {
  if (share.sender.key !== person && share.recipient?.key !== person) return YES;
  // While it waits, its people are what it is about: they can take it back, or let it expire.
  return share.state.status === 'ended' ? yes(blank(share, person, leaf)) : no(refuse('share.not_yet'));
}

function sent(share: Share, action: Extract<Action, { type: 'sent' }>, world: World): Decision {
  const outbox = share.outbox.filter(({ id }) => id !== action.message.id);
  const known = outbox.length === share.outbox.length ? YES : yes(quietly({ ...share, outbox }));
  if (action.message.kind !== 'surface') {
    const asking = askingAfter(share, action.message, action.ref);
    return known.change === null ? known : yes(quietly({ ...share, outbox, ...(asking && { asking }) }));
  }
  const { surface } = action.message;
  if (share.surfaces[surface] === action.ref) return known;
  // Also when a newer message has taken its place in the outbox meanwhile: that one must edit this card, not put a second one beside it.
  const leaf = notifiedEvent(share, surface, action.refHash, world);
  return yes(quietly({ ...share, outbox, surfaces: { ...share.surfaces, [surface]: action.ref } }, [leaf]));
}

function unsent(share: Share, action: Extract<Action, { type: 'unsent' }>, world: World): Decision {
  const outbox = share.outbox.filter(({ id }) => id !== action.message.id);
  if (outbox.length === share.outbox.length) return YES;
  const { message } = action;
  if (message.kind === 'past') return yes(quietly({ ...share, outbox, asking: without(share.asking, message.news) }));
  const surface = message.kind === 'surface' ? message.surface : null;
  if (surface === null || surface === 'sender' || share.unreachable.includes(surface)) return yes(quietly({ ...share, outbox }));
  // The other messages now say another way: a card in the channel, for example, how to answer without direct messages.
  const cut: Share = { ...share, outbox, unreachable: [...share.unreachable, surface] };
  const leaves = [notifiedEvent(share, surface, 'refused', world)];
  return yes(step(cut, share.state, { leaves, surfaces: 'all', news: [['unreachable', 'sender']] }));
}

function yes(change: Change): Decision {
  return { refusal: null, change };
}
