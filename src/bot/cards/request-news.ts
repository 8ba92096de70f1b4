// Short new messages about a request: to the person who asked, except for the reminder and how their answer ended.

import { asksForAction, toldOfEnd } from '../../core/lifecycle/notifications.ts';
import { prekeySeal, type NotificationKind } from '../../core/share.ts';
import type { Button, Card, Line, Tone } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { displayNames, nameSpans, stateText } from './names.ts';
import { actionButton, wayToPage } from './parts.ts';
import { stillWaitsCard } from './still-waits.ts';
import { askerCard, giverCard, type Request } from './request.ts';

export function requestNews(context: RenderContext, share: Request, news: NotificationKind): Card {
  const { buttons, request } = context.messages;
  const acts = asksForAction(news, share);
  switch (news) {
    case 'accepted':
      return card(context, share, 'again', {
        tone: 'plain',
        buttons: acts ? [wayToPage(context, share, 'sender', { label: buttons.seal, tone: 'primary' })] : [],
      });
    case 'reminder':
      return card(context, share, 'reminder', {
        tone: 'plain',
        buttons: acts ? [wayToPage(context, share, 'sender', { label: request.buttons.give, tone: 'primary' })] : [],
      });
    case 'ready':
      return card(context, share, prekeySeal(share) === null ? (share.asked.of === 'link' ? 'readyLink' : 'ready') : 'readyAhead', {
        tone: 'good',
        buttons: acts ? [wayToPage(context, share, 'recipient', { label: buttons.open, tone: 'primary' })] : [],
      });
    case 'ended': {
      const isAskers = share.state.status === 'ended' && toldOfEnd(share, share.state.cause) === 'recipient';
      // The sentence of the card says what happened and what to do next. It is the last line but for a foot, which is for the card.
      const { tone, body } = (isAskers ? askerCard : giverCard)({ ...context, isReaderKnown: false }, share);
      return card(context, share, isAskers ? 'ended' : 'given', { tone, more: body.slice(-1) });
    }
    case 'failing':
    case 'intruder':
      return share.asked.of === 'link'
        ? card(context, share, 'intruder', { tone: 'warn', buttons: acts ? [actionButton('revoke', share, buttons.revoke, 'danger')] : [] })
        : stranger(context, share, acts ? [actionButton('decline', share, buttons.revoke, 'danger')] : []);
    case 'nudge':
    case 'waiting':
      return stillWaitsCard(context, share, news);
    case 'unreachable':
      return card(context, share, 'unreachable', { tone: 'warn' });
  }
}

/** A stranger tried to open what was given: the person who gave it is told. */
function stranger(context: RenderContext, share: Request, buttons: readonly Button[]): Card {
  const { intruder } = context.messages.news;
  const body = [interpolate(intruder.body, nameSpans(context, share, 'recipient'))];
  return { title: intruder.title, tone: 'warn', body, buttons, fallback: intruder.fallback };
}

function card(
  context: RenderContext,
  share: Request,
  which: keyof RenderContext['messages']['request']['news'],
  rest: { readonly tone: Tone; readonly more?: readonly Line[]; readonly buttons?: readonly Button[] },
): Card {
  const { request } = context.messages;
  const said = request.news[which];
  const names = { ...displayNames(context, share), state: stateText(context, share) };
  const mention = which === 'reminder' || which === 'given' || which === 'again' ? 'recipient' : 'sender';
  const spans = { ...nameSpans(context, share, mention), state: names.state, command: strong(context.messages.commands.list) };
  const title = interpolateText(said.title, names);
  return {
    title,
    tone: rest.tone,
    body: [interpolate(said.body, spans), ...(rest.more ?? [])],
    buttons: rest.buttons ?? [],
    fallback: 'fallback' in said ? interpolateText(said.fallback, names) : title,
  };
}
