// Notifications with a button: how long the button acts, and when the message must be drawn again without it.

import type { Cause, OutboxMessage, MessageRef, NotificationKind, Party, Share, State } from '../share.ts';

export type Notification = readonly [news: NotificationKind, to: Party];

/** Who is told of a stranger's try: the sender, or of a request by link, whose sender nobody knows, the person who asked. */
export const alertedOf = ({ asked }: Pick<Share, 'asked'>): Party => (asked?.of === 'link' ? 'recipient' : 'sender');

/** Nobody answered a request: the person who asked is told. All other ends are told to the sender, whose secret it was. */
export const toldOfEnd = ({ asked }: Pick<Share, 'asked'>, cause: Cause): Party =>
  asked !== undefined && (asked.of === 'link' || cause === 'declined' || cause === 'expired') ? 'recipient' : 'sender';

/** Who gets each kind of notification that ever asks for something. */
const askedFor = (share: Pick<Share, 'asked'>): readonly Notification[] => [
  ['accepted', 'sender'],
  ['ready', 'recipient'],
  ['failing', 'sender'],
  ['intruder', alertedOf(share)],
  ['reminder', 'sender'],
];

/** Whether a notification asks for something in this state: exactly then its message has a button that acts. */
export function asksForAction(news: NotificationKind, { status }: State): boolean {
  switch (news) {
    case 'accepted':
    case 'reminder':
      return status === 'accepted';
    case 'ready':
      return status === 'ready';
    case 'failing':
    case 'intruder':
      return status !== 'ended' && status !== 'claimed';
    case 'ended':
    case 'unreachable':
    case 'nudge':
    case 'waiting':
      return false;
  }
}

/** Notifications in chat, or on their way, that no longer ask for anything once the share is in the `next` state. */
export function staleNotifications(share: Pick<Share, 'state' | 'asking' | 'outbox' | 'asked'>, next: State): Notification[] {
  const { state, asking, outbox } = share;
  const stands = (news: NotificationKind): boolean =>
    asking?.[news] !== undefined || outbox.some((message) => message.kind === 'news' && message.news === news);
  return askedFor(share).filter(([news]) => stands(news) && asksForAction(news, state) && !asksForAction(news, next));
}

/** `asking` after this notification was sent, or drawn again as past. `ref` '': where its message is is unknown. */
export function requestsAfter(
  { state, asking, outbox }: Share,
  { kind, news }: Exclude<OutboxMessage, { kind: 'surface' }>,
  ref: MessageRef,
): Share['asking'] {
  if (kind === 'past') return without(asking, news);
  const isPast = outbox.some((message) => message.kind === 'past' && message.news === news);
  return ref !== '' && (asksForAction(news, state) || isPast) ? { ...asking, [news]: ref } : asking;
}

export function without(asking: Share['asking'], news: NotificationKind): NonNullable<Share['asking']> {
  const { [news]: _, ...rest } = asking ?? {};
  return rest;
}
