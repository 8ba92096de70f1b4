// The life of a share: every rule, and nothing but rules. Pure: no clock, no randomness, no input but the arguments.

import type { Action } from './action.ts';
import { askingAfter, without } from './asking.ts';
import { blank, end, enteredEvent, notifiedEvent, quietly, step, type Change, type World } from './change.ts';
import { no, yes, YES, type Decision } from './decision.ts';
import { breakOff, claim, deliver } from './opening.ts';
import { refuse } from '../refusal.ts';
import { isLink, isSealed, type Cause, type Share } from '../share.ts';

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
