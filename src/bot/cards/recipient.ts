// The recipient's card: the direct message that is edited in place, and the same card in private answers.

import { isSealed, needsPassphrase, prekeySeal, type Share } from '../../core/share.ts';
import type { Button, Card, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText } from '../text.ts';
import { displayNames, displayState, nameSpans, titleOf, type StateName } from './names.ts';
import { askerCard, blockButtons, isRequest } from './request.ts';
import {
  actionButton,
  heading,
  isCause,
  mineLines,
  modalLine,
  newBrowserButtons,
  noteLines,
  staysLines,
  toneOf,
  wayToPage,
} from './parts.ts';

export function recipientCard(context: RenderContext, share: Share): Card {
  if (isRequest(share)) return askerCard(context, share);
  const { recipient } = context.messages;
  const names = displayNames(context, share);
  const spans = nameSpans(context, share, 'sender');
  const state = displayState(share);
  const open = !isCause(state) && state !== 'claimed';
  const body: Line[] = [
    heading(context, share, names.what),
    ...noteLines(share),
    interpolate(recipientSentence(context, share, state), spans),
  ];
  if (open) body.push(interpolate(recipient.until, spans));
  if (share.entry === 'modal' && !isCause(state)) body.push(modalLine(context));
  body.push(...staysLines(context), ...mineLines(context, share, 'recipient'));
  return {
    title: titleOf(context, share, recipient.titles[share.kind]),
    tone: toneOf(state),
    body,
    buttons: recipientButtons(context, share, state),
    fallback: interpolateText(recipient.fallback, names),
  };
}

function recipientSentence({ messages: { recipient } }: RenderContext, share: Share, state: StateName): string {
  switch (state) {
    case 'offered':
    case 'sealed':
      if (prekeySeal(share) !== null) return needsPassphrase(share.mode) ? recipient.sealedWords : recipient.sealed;
      return isSealed(share.mode) ? recipient.offered : recipient.offeredWords;
    case 'accepted':
    case 'claimed':
      return recipient[state];
    case 'ready':
      if (needsPassphrase(share.mode)) return recipient.readyWords;
      return prekeySeal(share) === null ? recipient.ready : recipient.readyAhead;
    default:
      return recipient.ended[state];
  }
}

function recipientButtons(context: RenderContext, share: Share, state: StateName): Button[] {
  const { buttons } = context.messages;
  const decline = actionButton('decline', share, buttons.decline, 'danger');
  const open = wayToPage(context, share, 'recipient', { label: buttons.open, tone: 'primary' });
  const page = wayToPage(context, share, 'recipient', { label: buttons.page });
  const elsewhere = newBrowserButtons(context, share);
  switch (state) {
    case 'offered':
    case 'sealed':
      // The page accepts and shows in one press; the press here only accepts.
      if (prekeySeal(share) !== null) return [open, actionButton('accept', share, buttons.accept), decline, ...elsewhere];
      // The key is made in a browser, so no press in chat accepts.
      if (isSealed(share.mode)) return [open, decline, ...elsewhere];
      return [actionButton('accept', share, buttons.accept, 'primary'), decline];
    case 'accepted':
      return [page, decline, ...elsewhere];
    case 'ready':
      return [open, decline, ...elsewhere];
    case 'claimed':
      return [page];
    case 'declined':
      return [actionButton('receipt', share, buttons.receipt), ...blockButtons(context, share)];
    default:
      return [actionButton('receipt', share, buttons.receipt)];
  }
}
