// The rules of requests, which the recipient began: when the other person is asked, and one answer by link. And the reminder, which shares have too. Pure, like all of decide().
// See docs/decisions/request-is-a-share.md.

import type { ShareCommand } from './command.ts';
import { allow, ALLOWED, deny, type Decision } from './decision.ts';
import { alertSender, transition, type DecideContext } from './transitions.ts';
import type { Notification } from './notifications.ts';
import { limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import { awaitedPerson } from './watching.ts';
import { hasAsked, otherOf, starterOf, type Share, type State } from '../share.ts';

/**
 * The recipient has made a key. Unless a prekey of theirs was taken, the other person hears of it only now: the first message is their card.
 * Who was asked before has news of it where they have entered something, which their browser seals to this key.
 */
export function beginAsking(share: Share, state: State, { leaf, gate = null }: Extract<ShareCommand, { kind: 'accept' }>): Decision {
  const { asked } = share;
  if (asked === undefined || (asked.of === 'link') !== (gate !== null)) return deny(refuse('input.invalid', { field: 'gate' }));
  const isWaitedFor = hasAsked(share) && 'payload' in state && state.payload !== null;
  const news: Notification[] = isWaitedFor ? [['accepted', 'sender']] : [];
  return allow(transition({ ...share, asked: { ...asked, gate } }, state, { leaves: [leaf], surfaces: 'all', news }));
}

/** The prekey that was taken for a request is gone before the answer: its browser was withdrawn. The person who asked is told to make a key. */
export function loseAhead(share: Share, { by }: Extract<ShareCommand, { kind: 'lose-ahead' }>): Decision {
  const { asked, state } = share;
  if (by !== share.sender.key) return deny(refuse(state.status === 'ended' ? 'share.gone' : 'share.not_sender'));
  if (asked?.ahead !== 'taken' || state.status !== 'offered') return ALLOWED;
  const lost: Share = { ...share, asked: { ...asked, ahead: 'lost' } };
  return allow(transition(lost, state, { leaves: [], surfaces: 'all', news: [['nudge', 'recipient']] }));
}

/** The link takes one answer. Another one is refused, and the person who asked is told: others have their link. */
export function refuseSecond(
  share: Share,
  { seal: { capsuleHash } }: Extract<ShareCommand, { kind: 'seal' }>,
  deps: DecideContext,
): Decision | null {
  const { asked, state } = share;
  if (asked?.of !== 'link' || !('seal' in state) || state.seal === null || state.seal.capsuleHash === capsuleHash) return null;
  return deny(refuse('share.already_sealed'), alertSender(share, state.status === 'ended' ? 'after-end' : 'link', deps));
}

export function remindOnce(share: Share, { by, isBlocked }: Extract<ShareCommand, { kind: 'remind' }>, deps: DecideContext): Decision {
  const { state, asked } = share;
  if (state.status === 'ended') return deny(refuse('share.gone'));
  if (by !== starterOf(share).key) return deny(refuse('share.not_sender'));
  const other = otherOf(share);
  if (other === null) return deny(refuse('input.invalid', { field: 'id' }));
  if (!hasAsked(share)) return deny(refuse('share.not_yet'));
  if (state.status === 'claimed') return deny(refuse('share.already_opened'));
  // It is the turn of the person who would remind.
  if (awaitedPerson(share) !== other)
    return deny(refuse(asked === undefined || state.status === 'offered' ? 'share.not_yet' : 'share.already_sealed'));
  const retryAfterMs = ((asked ?? share).remindedAt ?? 0) + limits.remindEveryMs - deps.now;
  if (retryAfterMs > 0) return deny(refuse('rate.limited', { retryAfterMs }));
  const reminded: Share = asked ? { ...share, asked: { ...asked, remindedAt: deps.now } } : { ...share, remindedAt: deps.now };
  const news: Notification = asked ? ['reminder', 'sender'] : ['nudge', 'recipient'];
  return allow(transition(reminded, state, { leaves: [], surfaces: [], news: isBlocked ? [] : [news] }));
}
