// News whose message in chat has a button: for how long the button is of use, and when the message has to be drawn again without it.

import type { Message, MessageRef, News, Share, State } from '../share.ts';

export type NewsTo = readonly [news: News, to: 'sender' | 'recipient'];

/** To whom each kind goes that ever asks for something. */
const ASKED = { accepted: 'sender', ready: 'recipient', failing: 'sender', intruder: 'sender' } as const satisfies Partial<
  Record<News, 'sender' | 'recipient'>
>;

/** Whether a piece of news asks for something while a share is in this state: exactly then its message has a button that acts. */
export function asks(news: News, { status }: State): boolean {
  switch (news) {
    case 'accepted':
      return status === 'accepted';
    case 'ready':
      return status === 'ready';
    case 'failing':
    case 'intruder':
      return status !== 'ended' && status !== 'claimed';
    case 'ended':
    case 'unreachable':
      return false;
  }
}

/** What stands in chat, or is on its way there, and asks for nothing any more once the share is in the `next` state. */
export function pastNews({ state, asking, outbox }: Pick<Share, 'state' | 'asking' | 'outbox'>, next: State): NewsTo[] {
  const stands = (news: News): boolean =>
    asking?.[news] !== undefined || outbox.some((message) => message.kind === 'news' && message.news === news);
  return Object.entries(ASKED)
    .map(([news, to]): NewsTo => [news as keyof typeof ASKED, to])
    .filter(([news]) => asks(news, state) && !asks(news, next) && stands(news));
}

/** What stands in chat after this piece of news was said, or was drawn again as past. `ref` '': where it stands nobody knows. */
export function askingAfter(
  { state, asking, outbox }: Share,
  { kind, news }: Exclude<Message, { kind: 'surface' }>,
  ref: MessageRef,
): Share['asking'] {
  if (kind === 'past') return without(asking, news);
  const isPast = outbox.some((message) => message.kind === 'past' && message.news === news);
  return ref !== '' && (asks(news, state) || isPast) ? { ...asking, [news]: ref } : asking;
}

export function without(asking: Share['asking'], news: News): NonNullable<Share['asking']> {
  const { [news]: _, ...rest } = asking ?? {};
  return rest;
}
