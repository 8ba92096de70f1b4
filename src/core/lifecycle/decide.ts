// The life of a share: every rule, and nothing but rules. Pure: no clock, no randomness, no input but its arguments.

import type { ShareCommand } from './command.ts';
import { newsInPlaceOf, requestsAfter, without } from './notifications.ts';
import {
  erasePerson,
  endShare,
  enteredEvent,
  notifiedEvent,
  recordOnly,
  transition,
  type Change,
  type DecideContext,
} from './transitions.ts';
import { deny, allow, ALLOWED, type Decision } from './decision.ts';
import { decideApproval, expireApproval } from './approval.ts';
import { beginAsking, loseAhead, refuseSecond, remindOnce } from './asking.ts';
import { endDeclined, endRevoked } from './closing.ts';
import { giveTime } from './extending.ts';
import { reportBroken, claim, deliver } from './opening.ts';
import { remindBySelf } from './watching.ts';
import { refuse } from '../refusal.ts';
import {
  awaitsApproval,
  hasAsked,
  isLink,
  isSealed,
  prekeySeal,
  starterOf,
  type Acceptance,
  type MessageRef,
  type Party,
  type PersonKey,
  type Seal,
  type Share,
} from '../share.ts';

/** Decides one command on one share. */
export function decide(share: Share, command: ShareCommand, deps: DecideContext): Decision {
  const overdue = expire(share, deps);
  if (overdue !== null && command.kind !== 'mark-sent' && command.kind !== 'mark-undeliverable') {
    if (command.kind === 'tick') return { refusal: null, change: overdue };
    // Its time is over: write that first, then answer as for any ended share.
    const late = decide(overdue.share, command, deps);
    return { refusal: late.refusal ?? refuse('share.gone'), change: overdue };
  }
  if (isHidden(share, command)) return deny(refuse('share.gone'));
  switch (command.kind) {
    case 'answer-approval':
      return decideApproval(share, command, deps);
    case 'tell':
      return tell(share, command);
    case 'upload-payload':
      return uploadPayload(share, command, deps);
    case 'accept':
      return accept(share, command);
    case 'seal':
      return seal(share, command, deps);
    case 'decline':
      return endDeclined(share, command, deps);
    case 'revoke':
      return endRevoked(share, command, deps);
    case 'extend':
      return giveTime(share, command, deps);
    case 'lose-ahead':
      return loseAhead(share, command);
    case 'remind':
      return remindOnce(share, command, deps);
    case 'claim':
      return claim(share, command, deps);
    case 'deliver':
      return deliver(share, command, deps);
    case 'report-broken':
      return reportBroken(share, command, deps);
    case 'tick':
      return command.watch === undefined ? ALLOWED : { refusal: null, change: remindBySelf(share, command.watch, deps) };
    case 'redraw':
      return allow(transition(share, share.state, { leaves: [], surfaces: [command.surface] }));
    case 'rollback':
      return share.state.status === 'ended' ? ALLOWED : { refusal: null, change: endShare(share, 'rolled-back', deps) };
    case 'erase-person':
      return eraseFromShare(share, command);
    case 'mark-sent':
      return markSent(share, command, deps);
    case 'mark-undeliverable':
      return markUndeliverable(share, command, deps);
  }
}

/** When the share expires, its lease or the time for a second person's answer ends, epoch ms; null when it has ended. */
export function nextDeadline(share: Share): number | null {
  if (share.state.status === 'ended') return null;
  if (share.state.status === 'claimed') return share.state.claim.leaseUntil;
  return awaitsApproval(share) ? Math.min(share.expiresAt, share.approval?.until ?? Infinity) : share.expiresAt;
}

/** Nobody but who began it finds it before they are told, whatever they ask of it. Who approves it is asked for nothing else. */
function isHidden(share: Share, command: ShareCommand): boolean {
  if (share.isUntold !== true || command.kind === 'answer-approval' || !('by' in command)) return false;
  return command.by !== starterOf(share).key;
}

function expire(share: Share, deps: DecideContext): Change | null {
  const unapproved = expireApproval(share, deps);
  if (unapproved !== null) return unapproved;
  const due = nextDeadline(share);
  if (due === null || deps.now < due) return null;
  return endShare(share, share.state.status === 'claimed' ? 'unconfirmed' : 'expired', deps);
}

/** Nobody learns of anything that was entered: only that there is something to accept. */
function tell(share: Share, { by }: Extract<ShareCommand, { kind: 'tell' }>): Decision {
  const { state } = share;
  if (state.status === 'ended') return deny(refuse('share.gone'));
  if (by !== share.sender.key) return deny(refuse('share.not_sender'));
  if (awaitsApproval(share)) return ALLOWED;
  return share.isUntold ? allow(transition(withTold(share), state, { leaves: [], surfaces: 'all' })) : ALLOWED;
}

function uploadPayload(share: Share, command: Extract<ShareCommand, { kind: 'upload-payload' }>, deps: DecideContext): Decision {
  const { state } = share;
  if (state.status === 'ended') return deny(refuse('share.gone'));
  if (command.by !== share.sender.key) return deny(refuse('share.not_sender'));
  if (state.status !== 'offered' && state.status !== 'accepted') return deny(refuse('share.already_sealed'));
  if (share.asked && !hasAsked(share)) return deny(refuse('share.not_yet'));
  if (state.payload?.hash === command.payload.hash) return ALLOWED;
  const leaf = enteredEvent(share, command.payload, deps);
  const surfaces = hasAsked(share) ? (['sender'] as const) : 'all';
  return allow(transition(withTold(share), { ...state, payload: command.payload }, { leaves: [leaf], surfaces }));
}

function accept(share: Share, command: Extract<ShareCommand, { kind: 'accept' }>): Decision {
  const { state } = share;
  if (state.status === 'ended') return deny(refuse('share.gone'));
  if (command.by !== share.recipient?.key) return deny(refuse('share.not_recipient'));
  if (share.isUntold) return deny(refuse('share.gone'));
  const { acceptance } = command;
  const prekey = prekeySeal(share);
  if (prekey !== null) return acceptSealed(share, command, prekey);
  if (isSealed(share.mode) && (acceptance.device === null || acceptance.key === null)) return deny(refuse('proof.missing'));
  const leaves = [command.leaf];
  switch (state.status) {
    case 'offered':
      if (share.asked !== undefined) return beginAsking(share, { ...state, status: 'accepted', acceptance }, command);
      return allow(
        transition(share, { ...state, status: 'accepted', acceptance }, { leaves, surfaces: 'all', news: [['accepted', 'sender']] }),
      );
    case 'accepted':
      if (!isSealed(share.mode) || state.acceptance.key === acceptance.key) return ALLOWED;
      // The link of a request names the key that it was made for.
      if (share.asked?.of === 'link') return deny(refuse('share.other_device'));
      return allow(transition(share, { ...state, acceptance }, { leaves, surfaces: 'all' }));
    case 'sealed':
      return allow(transition(share, { status: 'ready', seal: state.seal, acceptance, failures: 0 }, { leaves, surfaces: 'all' }));
    case 'ready':
    case 'claimed':
      return isSealed(share.mode) && state.acceptance?.key !== acceptance.key ? deny(refuse('share.already_sealed')) : ALLOWED;
  }
}

/**
 * It is sealed to a prekey already. The browser that left it accepts with that very key, and a press in chat accepts without any; another
 * browser brings a key of its own, and the sender's browser, which still has the payload key, seals anew. See docs/decisions/prekeys.md.
 */
function acceptSealed(share: Share, command: Extract<ShareCommand, { kind: 'accept' }>, prekey: NonNullable<Seal['prekey']>): Decision {
  const { state } = share;
  const { acceptance, leaf } = command;
  const isItsBrowser = acceptance.device === prekey.device && acceptance.key === prekey.key;
  const isOther = acceptance.key !== null && !isItsBrowser;
  if (state.status === 'sealed' && !isOther)
    return allow(transition(share, { status: 'ready', seal: state.seal, acceptance, failures: 0 }, { leaves: [leaf], surfaces: 'all' }));
  if (!isOther) return ALLOWED;
  // Wrong words stay counted: a new seal would begin at none.
  if (state.status !== 'sealed' && (state.status !== 'ready' || state.failures > 0)) return deny(refuse('share.already_sealed'));
  const { at, payloadHash: hash, payloadSize: size } = state.seal;
  const next = { status: 'accepted', payload: { hash, size, at }, acceptance } as const;
  const change = transition(share, next, { leaves: [leaf], surfaces: 'all', news: [['accepted', 'sender']] });
  return allow({ ...change, ciphertext: { capsule: null } });
}

function seal(before: Share, command: Extract<ShareCommand, { kind: 'seal' }>, deps: DecideContext): Decision {
  // Sealed anew for another browser, it keeps what the first seal has bound: all of it goes with the end.
  const files = [...new Set([...(before.files ?? []), ...(command.files ?? [])])];
  const share: Share = files.length === 0 ? before : { ...before, files };
  const { state } = share;
  if (command.by !== share.sender.key) return deny(refuse(state.status === 'ended' ? 'share.gone' : 'share.not_sender'));
  const second = refuseSecond(share, command, deps);
  if (second !== null) return second;
  if (state.status === 'ended') return deny(refuse('share.gone'));
  if ((share.asked && !hasAsked(share)) || awaitsApproval(share)) return deny(refuse('share.not_yet'));
  const more = { leaves: [command.leaf], surfaces: 'all' as const };
  switch (state.status) {
    case 'offered':
      if (isSealed(share.mode) && command.seal.prekey === undefined) return deny(refuse('share.not_yet'));
      if (isLink(share.mode)) return allow(transition(share, { status: 'ready', seal: command.seal, acceptance: null, failures: 0 }, more));
      // Who asked hears of the answer; others have their card already.
      return allow(
        transition(
          withTold(share),
          { status: 'sealed', seal: command.seal },
          { ...more, news: share.asked ? [['ready', 'recipient']] : [] },
        ),
      );
    case 'accepted':
      // The recipient may have accepted again in another browser while the sender looked at the first key.
      if (isSealed(share.mode) && !isFor(command, state.acceptance)) return deny(refuse('share.other_device'));
      return allow(
        transition(
          share,
          { status: 'ready', seal: command.seal, acceptance: state.acceptance, failures: 0 },
          { ...more, news: [['ready', 'recipient']] },
        ),
      );
    case 'sealed':
    case 'ready':
      return state.seal.capsuleHash === command.seal.capsuleHash ? ALLOWED : deny(refuse('share.already_sealed'));
    case 'claimed':
      return deny(refuse('share.already_opened'));
  }
}

/** A prekey counts only for the browser that left it. */
function isFor({ for: key, seal: { prekey } }: Extract<ShareCommand, { kind: 'seal' }>, acceptance: Acceptance): boolean {
  return key === acceptance.key && (prekey === undefined || prekey.device === acceptance.device);
}

function eraseFromShare(share: Share, { person, leaf }: Extract<ShareCommand, { kind: 'erase-person' }>): Decision {
  if (share.sender.key !== person && share.recipient?.key !== person && !isAsked(share, person)) return ALLOWED;
  // An open share needs its people: they can take it back, or let it expire.
  return share.state.status === 'ended' ? allow(erasePerson(share, person, leaf)) : deny(refuse('share.not_yet'));
}

const isAsked = ({ approval }: Share, person: PersonKey): boolean => approval?.asked.some(({ key }) => key === person) === true;

function markSent(share: Share, command: Extract<ShareCommand, { kind: 'mark-sent' }>, deps: DecideContext): Decision {
  const outbox = share.outbox.filter(({ id }) => id !== command.message.id);
  const known = outbox.length === share.outbox.length ? ALLOWED : allow(recordOnly({ ...share, outbox }));
  if (command.message.kind === 'rotation') return known;
  if (command.message.kind === 'approval')
    return known.change === null ? known : allow(recordOnly(withQuestion({ ...share, outbox }, command.message.to, command.ref)));
  if (command.message.kind !== 'surface') {
    const asking = requestsAfter(share, command.message, command.ref);
    return known.change === null ? known : allow(recordOnly({ ...share, outbox, ...(asking && { asking }) }));
  }
  const { surface } = command.message;
  // Nowhere: chat was not to be told, and no card of it stands there.
  if (command.ref === '' || share.surfaces[surface] === command.ref) return known;
  // Even if a newer message has replaced this one in the outbox meanwhile: that one must edit this card, not post a second.
  const leaf = notifiedEvent(share, surface, command.refHash, deps);
  return allow(recordOnly({ ...share, outbox, surfaces: { ...share.surfaces, [surface]: command.ref } }, [leaf]));
}

function markUndeliverable(share: Share, command: Extract<ShareCommand, { kind: 'mark-undeliverable' }>, deps: DecideContext): Decision {
  const outbox = share.outbox.filter(({ id }) => id !== command.message.id);
  if (outbox.length === share.outbox.length) return ALLOWED;
  const { message } = command;
  // Who cannot be asked does not answer: the others may, or its time runs out.
  if (message.kind === 'approval') return allow(recordOnly({ ...share, outbox }));
  if (message.kind === 'past') return allow(recordOnly({ ...share, outbox, asking: without(share.asking, message.news) }));
  const surface = message.kind === 'surface' ? message.surface : null;
  const starter: Party = share.asked === undefined ? 'sender' : 'recipient';
  const told = newsInPlaceOf(surface, share);
  if (surface === null || surface === starter || share.unreachable.includes(surface))
    return allow(
      told.length === 0
        ? recordOnly({ ...share, outbox })
        : transition({ ...share, outbox }, share.state, { leaves: [], surfaces: [], news: told }),
    );
  // The other messages now offer another way: a card in the channel, for example, says how to answer without direct messages.
  const cut: Share = { ...share, outbox, unreachable: [...share.unreachable, surface] };
  const leaves = [notifiedEvent(share, surface, 'refused', deps)];
  return allow(transition(cut, share.state, { leaves, surfaces: 'all', news: [['unreachable', starter], ...told] }));
}

/** Where the question to this person stands in chat. */
function withQuestion(share: Share, to: PersonKey, message: MessageRef): Share {
  const { approval } = share;
  if (approval === undefined) return share;
  return { ...share, approval: { ...approval, asked: approval.asked.map((one) => (one.key === to ? { ...one, message } : one)) } };
}

/** The same share, of which everybody concerned is told from now on, unless a second person has yet to agree. */
function withTold(share: Share): Share {
  if (awaitsApproval(share)) return share;
  const { isUntold: _, ...told } = share;
  return told;
}
