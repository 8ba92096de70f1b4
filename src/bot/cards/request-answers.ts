// Private answers about one request.

import type { Share } from '../../core/share.ts';
import type { Card } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate } from '../text.ts';
import { displayNames, nameSpans } from './names.ts';
import { actionButton, simpleCard } from './parts.ts';
import { blockButtons } from './request.ts';

/** `url` holds a single-use token. Null: a prekey was taken, so the other person has been asked already. */
export function requestCreatedCard(context: RenderContext, share: Share, url: string | null): Card {
  const { answers, buttons } = context.messages.request;
  if (url === null)
    return simpleCard({
      title: answers.asked.title,
      tone: 'good',
      body: [interpolate(answers.asked.body, nameSpans(context, share, 'nobody'))],
    });
  const said = share.asked?.of === 'link' ? answers.createdLink : answers.created;
  return simpleCard({
    title: said.title,
    body: [interpolate(said.body, nameSpans(context, share, 'nobody'))],
    buttons: [{ kind: 'open', url, label: buttons.finish, tone: 'primary' }],
  });
}

export function remindedCard(context: RenderContext, share: Share): Card {
  const { reminded } = context.messages.request.answers;
  const names = displayNames(context, share);
  const other = share.asked ? names.sender : names.recipient;
  return simpleCard({ title: reminded.title, tone: 'good', body: [interpolate(reminded.body, { other })] });
}

export function declinedRequestCard(context: RenderContext, share: Share): Card {
  const { answers } = context.messages.request;
  const wasGiven = share.state.status === 'ended' && share.state.seal !== null;
  const said = wasGiven ? answers.declinedAfter : answers.declined;
  const body = [interpolate(said.body, nameSpans(context, share, 'nobody'))];
  return simpleCard({ title: said.title, tone: 'over', body, buttons: blockButtons(context, share) });
}

/** Asks once more before a request is taken back. */
export function confirmRequestCard(context: RenderContext, share: Share): Card {
  const { answers, buttons, request } = context.messages;
  return simpleCard({
    title: answers.confirm.title,
    tone: 'warn',
    body: [interpolate(request.answers.confirm, nameSpans(context, share, 'nobody'))],
    buttons: [actionButton('revoke-now', share, buttons.revokeNow, 'danger')],
  });
}

export function revokedRequestCard({ messages }: RenderContext): Card {
  return simpleCard({ title: messages.answers.revoked.title, tone: 'over', body: [[messages.request.answers.revoked]] });
}
