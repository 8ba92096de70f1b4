// Short new messages. Platforms notify people of a new message, and not of a card that is edited.

import { asksForAction } from '../../core/lifecycle/notifications.ts';
import { limits } from '../../core/limits.ts';
import type { NotificationKind, Share } from '../../core/share.ts';
import type { Button, Card, Line, Span, Tone } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize, strong } from '../text.ts';
import { displayNames, nameSpans, stateText } from './names.ts';
import { actionButton, simpleCard, wayToPage } from './parts.ts';
import { isRequest } from './request.ts';
import { requestNews } from './request-news.ts';
import { enterButton, senderCard } from './sender.ts';
import { stillWaitedTitle, stillWaitsCard } from './still-waits.ts';

/** The message that says this piece of news, as the share stands now. */
export function notificationCard(context: RenderContext, share: Share, news: NotificationKind): Card {
  const { buttons } = context.messages;
  if (isRequest(share)) return requestNews(context, share, news);
  switch (news) {
    case 'accepted':
      return accepted(context, share);
    case 'ready':
      return card(context, share, 'ready', {
        tone: 'good',
        buttons: asksForAction(news, share) ? [wayToPage(context, share, 'recipient', { label: buttons.open, tone: 'primary' })] : [],
      });
    case 'ended': {
      // The sentence of the sender's card says what happened and what to do next. It is the last line but for a foot, which is for the card.
      const { tone, body } = senderCard({ ...context, isReaderKnown: false }, share);
      return card(context, share, 'ended', { tone, more: body.slice(-1) });
    }
    case 'failing':
      return card(context, share, 'failing', {
        tone: 'warn',
        buttons: asksForAction(news, share) ? [actionButton('revoke', share, buttons.revoke, 'danger')] : [],
      });
    case 'intruder': {
      const over = share.state.status === 'ended' && share.state.cause === 'delivered';
      return card(context, share, 'intruder', {
        tone: 'warn',
        more: over ? [interpolate(context.messages.news.intruder.over, nameSpans(context, share, 'nobody'))] : [],
        buttons: asksForAction(news, share) ? [actionButton('revoke', share, buttons.revoke, 'danger')] : [],
      });
    }
    case 'nudge':
    case 'waiting':
      return stillWaitsCard(context, share, news);
    case 'unreachable':
    case 'reminder':
      // Only a request reminds anybody.
      return unreachable(context, share);
  }
}

/** Replaces a message that asked for something, once there is nothing left to do: how the share stands. */
export function staleNotificationCard(context: RenderContext, share: Share, news: NotificationKind): Card {
  const title = pastTitle(context, share, news);
  const spans = { ...nameSpans(context, share, 'nobody'), state: stateText(context, share) };
  return simpleCard({ title, tone: 'over', body: [interpolate(context.messages.news.past, spans)] });
}

/** What only was so is not said as if it still were. */
function pastTitle(context: RenderContext, share: Share, news: NotificationKind): string {
  if (news === 'nudge' || news === 'waiting') return stillWaitedTitle(context, share, news);
  if (isRequest(share) && (news === 'accepted' || news === 'reminder'))
    return interpolateText(context.messages.request.news.reminder.past, displayNames(context, share));
  return notificationCard(context, share, news).title;
}

function accepted(context: RenderContext, share: Share): Card {
  return card(context, share, 'accepted', {
    tone: 'good',
    buttons: asksForAction('accepted', share) ? [enterButton(context, share)] : [],
  });
}

function unreachable(context: RenderContext, share: Share): Card {
  const { unreachable: said } = context.messages.news;
  const names = { ...displayNames(context, share), place: placeOf(share) };
  const spans: Record<string, Span> = {
    ...nameSpans(context, share, 'recipient'),
    place: names.place,
    command: strong(context.messages.commands.list),
  };
  const recipient = share.unreachable.includes('recipient');
  const which = recipient ? said.recipient : said.place;
  const inPlace = recipient && share.place !== null && !share.unreachable.includes('place');
  return {
    title: interpolateText(which.title, names),
    tone: 'warn',
    body: [interpolate(which.body, spans), ...(inPlace ? [interpolate(said.recipient.inPlace, spans)] : [])],
    buttons: asksForAction('unreachable', share) ? [wayToPage(context, share, 'sender', { label: context.messages.buttons.status })] : [],
    fallback: said.fallback,
  };
}

function card(
  context: RenderContext,
  share: Share,
  news: Exclude<NotificationKind, 'unreachable' | 'reminder' | 'nudge' | 'waiting'>,
  rest: { tone: Tone; more?: readonly Line[]; buttons?: readonly Button[] },
): Card {
  const said = context.messages.news[news];
  const names = { ...displayNames(context, share), state: stateText(context, share) };
  return {
    title: interpolateText(said.title, names),
    tone: rest.tone,
    body: [
      interpolate(said.body, { ...nameSpans(context, share, news === 'ready' ? 'sender' : 'recipient'), state: names.state }),
      ...(rest.more ?? []),
    ],
    buttons: rest.buttons ?? [],
    fallback: interpolateText(said.fallback, names),
  };
}

const placeOf = (share: Share): string => sanitize(share.place?.name ?? '', limits.name);
