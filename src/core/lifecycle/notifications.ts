// Notifications with a button: how long the button acts, and when the message must be drawn again without it.

import type { ChatMessage } from '../ports/message-sender.ts';
import type { Cause, MessageRef, NotificationKind, Party, Share, State, Surface } from '../share.ts';
import { awaited } from './turn.ts';

export type Notification = readonly [news: NotificationKind, to: Party];

/** Who is told of a stranger's try: the sender, or of a request by link, whose sender nobody knows, the person who asked. */
export const alertedOf = ({ asked }: Pick<Share, 'asked'>): Party => (asked?.of === 'link' ? 'recipient' : 'sender');

/** Nobody answered a request: the person who asked is told. All other ends are told to the sender, whose secret it was. */
export const toldOfEnd = ({ asked }: Pick<Share, 'asked'>, cause: Cause): Party =>
  asked !== undefined && (asked.of === 'link' || cause === 'declined' || cause === 'expired') ? 'recipient' : 'sender';

/** Ends that ask nobody to act: the card that a person has in chat tells them, and no message rings. See docs/decisions/an-end-is-told-once.md. */
const QUIET: readonly Cause[] = ['delivered', 'declined', 'expired'];

/** Who gets a message about an end. `isUntold`: nobody heard of the share, and who takes it back knows. */
export function newsOfEnd(share: Pick<Share, 'asked' | 'approval' | 'isUntold' | 'surfaces'>, cause: Cause): Notification[] {
  // What waited for a second person did so because its sender asked for it: they hear how that ended.
  if (cause === 'revoked' || (share.isUntold && share.approval === undefined)) return [];
  const to = toldOfEnd(share, cause);
  return QUIET.includes(cause) && share.surfaces[to] !== undefined ? [] : [['ended', to]];
}

/** Chat has refused to edit the one card that was to tell the end, so a message has to. */
export function newsInPlaceOf(
  surface: Surface | null,
  share: Pick<Share, 'asked' | 'approval' | 'isUntold' | 'surfaces' | 'state'>,
): Notification[] {
  const { state } = share;
  if (state.status !== 'ended' || surface === null || surface === 'place' || share.surfaces[surface] === undefined) return [];
  const isTold = newsOfEnd(share, state.cause).length > 0;
  return isTold ? [] : newsOfEnd({ ...share, surfaces: {} }, state.cause).filter(([, to]) => to === surface);
}

/** Who gets each kind of notification that ever asks for something. */
function askedFor(share: Subject): readonly Notification[] {
  const starter: Party = share.asked === undefined ? 'sender' : 'recipient';
  return [
    ['accepted', 'sender'],
    ['ready', 'recipient'],
    ['failing', 'sender'],
    ['intruder', alertedOf(share)],
    ['reminder', 'sender'],
    ['nudge', awaited(share) ?? starter],
    ['waiting', starter],
    ['unreachable', starter],
  ];
}

type Subject = Pick<Share, 'state' | 'asked' | 'recipient'>;

/** Whether a notification asks for something as the share stands: exactly then its message has a button that acts. */
export function asksForAction(news: NotificationKind, share: Subject): boolean {
  const { status } = share.state;
  switch (news) {
    case 'accepted':
      return status === 'accepted';
    case 'reminder':
      return status === 'accepted' || (status === 'offered' && share.asked?.ahead !== undefined);
    case 'ready':
      return status === 'ready' || (status === 'sealed' && share.asked !== undefined);
    case 'failing':
    case 'intruder':
      return status !== 'ended' && status !== 'claimed';
    case 'nudge':
      return awaited(share) !== null;
    case 'waiting':
      return status !== 'ended' && status !== 'claimed' && awaited(share) !== (share.asked === undefined ? 'sender' : 'recipient');
    case 'unreachable':
      return share.asked === undefined && status !== 'ended';
    case 'ended':
      return false;
  }
}

/** Notifications in chat, or on their way, that no longer ask for anything once the share is in the `next` state. */
export function staleNotifications(share: Subject & Pick<Share, 'asking' | 'outbox'>, next: State): Notification[] {
  const { asking, outbox } = share;
  const after: Subject = { ...share, state: next };
  const stands = (news: NotificationKind): boolean =>
    asking?.[news] !== undefined || outbox.some((message) => message.kind === 'news' && message.news === news);
  const isPast = (news: NotificationKind): boolean =>
    asksForAction(news, share) && (!asksForAction(news, after) || (news === 'nudge' && awaited(share) !== awaited(after)));
  return askedFor(share).filter(([news]) => stands(news) && isPast(news));
}

/** `asking` after this notification was sent, or drawn again as past. `ref` '': where its message is is unknown. */
export function requestsAfter(
  share: Share,
  { kind, news }: Exclude<ChatMessage, { kind: 'surface' | 'approval' }>,
  ref: MessageRef,
): Share['asking'] {
  const { asking, outbox } = share;
  if (kind === 'past') return without(asking, news);
  const isPast = outbox.some((message) => message.kind === 'past' && message.news === news);
  return ref !== '' && (asksForAction(news, share) || isPast) ? { ...asking, [news]: ref } : asking;
}

export function without(asking: Share['asking'], news: NotificationKind): NonNullable<Share['asking']> {
  const { [news]: _, ...rest } = asking ?? {};
  return rest;
}
