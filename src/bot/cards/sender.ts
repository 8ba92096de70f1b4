// The sender's card: the direct message that is edited in place, and the same card in private answers.

import { isLink, isSealed, needsPassphrase, prekeySeal, type Share } from '../../core/share.ts';
import type { Button, Card, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText } from '../text.ts';
import { approvalLines } from './approval.ts';
import { displayNames, displayState, nameSpans, titleOf, type StateName } from './names.ts';
import { giverCard, isRequest } from './request.ts';
import { actionButton, heading, isCause, mineLines, modalLine, newBrowserButtons, noteLines, toneOf, wayToPage } from './parts.ts';

export function senderCard(context: RenderContext, share: Share): Card {
  if (isRequest(share)) return giverCard(context, share);
  const { sender } = context.messages;
  const names = displayNames(context, share);
  const spans = nameSpans(context, share, 'recipient');
  const state = displayState(share);
  const sentence = senderSentence(context, share, state);
  const first = share.recipient === null && sentence.startsWith('{recipient}') ? { recipient: sender.somebodyFirst } : {};
  const said = approvalLines(context, share) ?? [interpolate(sentence, { ...spans, ...first })];
  const body: Line[] = [heading(context, share, names.what), ...noteLines(share), ...said];
  if (!isCause(state) && state !== 'claimed') body.push([howItOpens(context, share), ' ', ...interpolate(sender.until, spans)]);
  if (share.entry === 'modal' && !isCause(state)) body.push(modalLine(context));
  body.push(...mineLines(context, share, 'sender'));
  return {
    title: titleOf(context, share, sender.titles[share.kind]),
    tone: toneOf(state),
    body,
    buttons: senderButtons(context, share, state),
    fallback: interpolateText(sender.fallback, names),
  };
}

export function howItOpens({ messages: { opens, opensAhead } }: RenderContext, share: Share): string {
  if (prekeySeal(share) === null) return opens[share.mode];
  return needsPassphrase(share.mode) ? opensAhead['sealed+words'] : opensAhead.sealed;
}

export function senderSentence({ messages: { sender } }: RenderContext, share: Share, state: StateName): string {
  switch (state) {
    case 'offered':
      if (isLink(share.mode)) return sender.link;
      if (share.isUntold) return sender.untold;
      if (!canSeal(share) && share.entry === 'modal') return sender.wait;
      return hasEntered(share) ? sender.entered : sender.enter;
    case 'accepted':
      return hasEntered(share) ? sender.acceptedEntered : sender.accepted;
    case 'ready':
      return isLink(share.mode) ? sender.readyLink : sender.ready;
    case 'sealed':
      return needsPassphrase(share.mode) ? sender.sealed : sender.sealedAhead;
    case 'claimed':
      return sender.claimed;
    default:
      return sender.ended[state];
  }
}

function senderButtons(context: RenderContext, share: Share, state: StateName): Button[] {
  const { buttons } = context.messages;
  const revoke = actionButton('revoke', share, buttons.revoke, 'danger');
  const extend = context.waitsLongest(share) ? [] : [actionButton('extend', share, buttons.extend)];
  const status = wayToPage(context, share, 'sender', { label: buttons.status });
  const elsewhere = newBrowserButtons(context, share);
  switch (state) {
    case 'offered':
    case 'accepted': {
      if (share.entry === 'modal' && !canSeal(share)) return [status, ...extend, revoke, ...elsewhere];
      if (hasEntered(share) && state === 'offered') return [status, ...extend, revoke, ...elsewhere];
      return [enterButton(context, share), ...extend, revoke, ...(share.entry === 'modal' ? [] : elsewhere)];
    }
    case 'sealed':
    case 'ready':
      return [status, ...extend, revoke, ...elsewhere];
    case 'claimed':
      return [status];
    case 'delivered':
      return [actionButton('receipt', share, buttons.receipt), status];
    default:
      return [actionButton('share-again', share, buttons.again, 'primary'), actionButton('receipt', share, buttons.receipt), status];
  }
}

/** To where the secret is typed: the page, or (modal entry) a form in chat. */
export function enterButton(context: RenderContext, share: Share): Button {
  const label = enterLabel(context, share);
  return share.entry === 'modal'
    ? actionButton('enter', share, label, 'primary')
    : wayToPage(context, share, 'sender', { label, tone: 'primary' });
}

/** The label of the button to the secret: it says whether the secret is typed here or on the page. */
export function enterLabel({ messages: { buttons } }: RenderContext, share: Share): string {
  if (share.entry === 'modal') return buttons.enterHere;
  if (isLink(share.mode)) return buttons.link;
  return hasEntered(share) ? buttons.seal : buttons.enter;
}

/** Whether the secret can be sealed now: in sealed modes only to a key that exists. */
export function canSeal(share: Share): boolean {
  return share.state.status === 'accepted' || (share.state.status === 'offered' && !isSealed(share.mode));
}

export const hasEntered = ({ state }: Share): boolean => 'payload' in state && state.payload !== null;
