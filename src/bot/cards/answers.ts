// Private answers about one share. Only these may carry a single-use link: no platform stores them.

import { limits } from '../../core/limits.ts';
import { needsPassphrase, type Share } from '../../core/share.ts';
import type { Card, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText } from '../text.ts';
import { nameSpans } from './names.ts';
import { actionButton, simpleCard } from './parts.ts';
import { blockButtons } from './request.ts';

/** What the button leads to works once, or asks the platform who they are. */
const wayLine = ({ messages: { answers }, signIn, platform }: RenderContext): Line => [
  signIn === undefined
    ? interpolateText(answers.go.body, { minutes: String(limits.tokenMs / 60_000) })
    : interpolateText(answers.go.signIn, { platform }),
];

/** The link to the page. `url` holds a single-use token. */
export function openPageCard(context: RenderContext, url: string): Card {
  const { messages } = context;
  const { go } = messages.answers;
  return simpleCard({
    title: go.title,
    body: [wayLine(context)],
    buttons: [{ kind: 'open', url, label: messages.buttons.page, tone: 'primary' }],
  });
}

/** To a page of the person's own. `url` holds a single-use token. */
function ownPageCard(context: RenderContext, said: { readonly title: string; readonly body: string }, url: string): Card {
  const { messages } = context;
  return simpleCard({
    title: said.title,
    body: [[said.body], wayLine(context)],
    buttons: [{ kind: 'open', url, label: messages.buttons.page, tone: 'primary' }],
  });
}

export const devicesCard = (context: RenderContext, url: string): Card => ownPageCard(context, context.messages.answers.devices, url);
export const mineCard = (context: RenderContext, url: string): Card => ownPageCard(context, context.messages.answers.mine, url);

export function declinedCard(context: RenderContext, share: Share): Card {
  const { declined } = context.messages.answers;
  const body = [interpolate(declined.body, nameSpans(context, share, 'nobody'))];
  return simpleCard({ title: declined.title, tone: 'over', body, buttons: blockButtons(context, share) });
}

export function confirmCard(context: RenderContext, share: Share): Card {
  const { answers, buttons } = context.messages;
  return simpleCard({
    title: answers.confirm.title,
    tone: 'warn',
    body: [interpolate(answers.confirm.body, nameSpans(context, share, 'nobody'))],
    buttons: [actionButton('revoke-now', share, buttons.revokeNow, 'danger')],
  });
}

export function revokedCard(context: RenderContext, share: Share): Card {
  const { revoked } = context.messages.answers;
  const sentence = share.recipient === null ? revoked.bodyLink : context.edits === false ? revoked.bodyUnseen : revoked.body;
  return simpleCard({ title: revoked.title, tone: 'over', body: [interpolate(sentence, nameSpans(context, share, 'nobody'))] });
}

/** `isPadded`: the typed secret has white space at its ends or invisible characters inside, and they were sealed with it. */
export function sealedCard(context: RenderContext, share: Share, isPadded: boolean): Card {
  const { sealed } = context.messages.answers;
  const spans = nameSpans(context, share, 'nobody');
  const sentences = [sealed.body, ...(needsPassphrase(share.mode) ? [sealed.words] : []), ...(isPadded ? [sealed.padded] : [])];
  return simpleCard({ title: sealed.title, tone: 'good', body: sentences.map((sentence) => interpolate(sentence, spans)) });
}

/** `share.longest`, where that is so only for now. */
export const longestNowCard = ({ messages }: RenderContext): Card =>
  simpleCard({ title: messages.answers.longestNow.title, tone: 'warn', body: [[messages.answers.longestNow.body]] });

export function extendedCard(context: RenderContext, share: Share): Card {
  const { extended } = context.messages.answers;
  const sentence = context.edits === false ? extended.bodyUnseen : extended.body;
  return simpleCard({ title: extended.title, tone: 'good', body: [interpolate(sentence, nameSpans(context, share, 'nobody'))] });
}
