// The three cards of a share that stand in chat and are edited in place: in the channel, at the recipient, at the sender.
// Pure functions of the share. The card in the channel is read by bystanders: it carries neither label nor note.

import { CAUSES, isLink, isSealed, needsPassphrase, type Cause, type Share, type Surface } from '../../core/share.ts';
import type { Button, Card, Line, Span, Tone } from '../port.ts';
import { interpolate, interpolateText, sanitize, strong } from '../text.ts';
import { actionButton, shareUrl, modalLine, displayNames, nameSpans, displayState, type StateName, type RenderContext } from './context.ts';

/** The card of a surface as the share stands now. */
export function cardFor(context: RenderContext, share: Share, surface: Surface): Card {
  return { place: channelCard, recipient: recipientCard, sender: senderCard }[surface](context, share);
}

/** In the place of a card that could not be changed and was put there anew: nothing is asked for here any more. */
export function movedCard(context: RenderContext, share: Share, surface: Surface): Card {
  const { title } = cardFor(context, share, surface);
  return { title, tone: 'over', body: [[context.messages.moved]], buttons: [], fallback: title };
}

/** Seen by everybody in a channel. Only the recipient is mentioned. */
export function channelCard(context: RenderContext, share: Share): Card {
  const { place, buttons } = context.messages;
  const names = displayNames(context, share);
  const spans = nameSpans(context, share, 'recipient');
  const state = displayState(share);
  const unreachable = share.unreachable.includes('recipient') && !isOver(state);
  const body: Line[] = [heading(context, state), interpolate(placeSentence(context, state), spans)];
  if (unreachable) body.push(interpolate(place.unreachable, spans));
  if (share.entry === 'modal' && !isOver(state)) body.push(modalLine(context));
  if (!isOver(state)) body.push([{ kind: 'link', text: place.address, url: shareUrl(context, share) }]);
  return {
    title: interpolateText(place.titles[share.kind], names),
    tone: toneOf(state),
    body,
    buttons: isOver(state) ? [] : [actionButton('open', share, buttons.open)],
    fallback: interpolateText(place.fallback, names),
  };
}

function placeSentence({ messages: { place } }: RenderContext, state: StateName): string {
  switch (state) {
    case 'offered':
    case 'sealed':
      return place.offered;
    case 'accepted':
    case 'ready':
    case 'claimed':
      return place[state];
    default:
      return place.ended[state];
  }
}

/** The direct message to the recipient. */
export function recipientCard(context: RenderContext, share: Share): Card {
  const { recipient } = context.messages;
  const names = displayNames(context, share);
  const spans = nameSpans(context, share, 'sender');
  const state = displayState(share);
  const open = !isOver(state) && state !== 'claimed';
  const body: Line[] = [
    heading(context, state, names.what),
    ...noteOf(share),
    interpolate(recipientSentence(context, share, state), spans),
  ];
  if (open) body.push(interpolate(recipient.until, spans));
  if (share.entry === 'modal' && !isOver(state)) body.push(modalLine(context));
  return {
    title: interpolateText(recipient.titles[share.kind], names),
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
      return isSealed(share.mode) ? recipient.offered : recipient.offeredWords;
    case 'accepted':
    case 'claimed':
      return recipient[state];
    case 'ready':
      return needsPassphrase(share.mode) ? recipient.readyWords : recipient.ready;
    default:
      return recipient.ended[state];
  }
}

/** Offered to whoever has declined: quiet, and not in the way of an answer. */
export function blockButton(context: RenderContext, share: Share): Button {
  return actionButton('block', share, sanitize(interpolateText(context.messages.buttons.block, displayNames(context, share)), 60));
}

function recipientButtons(context: RenderContext, share: Share, state: StateName): Button[] {
  const { buttons } = context.messages;
  const decline = actionButton('decline', share, buttons.decline, 'danger');
  switch (state) {
    case 'offered':
    case 'sealed':
      return [actionButton('accept', share, buttons.accept, 'primary'), decline];
    case 'accepted':
      return [actionButton('open', share, buttons.page), decline];
    case 'ready':
      return [actionButton('open', share, buttons.open, 'primary'), decline];
    case 'claimed':
      return [actionButton('open', share, buttons.page)];
    case 'declined':
      return [actionButton('receipt', share, buttons.receipt), blockButton(context, share)];
    default:
      return [actionButton('receipt', share, buttons.receipt)];
  }
}

/** The direct message to the sender. */
export function senderCard(context: RenderContext, share: Share): Card {
  const { sender, opens } = context.messages;
  const names = displayNames(context, share);
  const spans = nameSpans(context, share, 'recipient');
  const state = displayState(share);
  const sentence = senderSentence(context, share, state);
  const first = share.recipient === null && sentence.startsWith('{recipient}') ? { recipient: sender.somebodyFirst } : {};
  const body: Line[] = [heading(context, state, names.what), ...noteOf(share), interpolate(sentence, { ...spans, ...first })];
  if (!isOver(state) && state !== 'claimed') body.push([opens[share.mode], ' ', ...interpolate(sender.until, spans)]);
  if (share.entry === 'modal' && !isOver(state)) body.push(modalLine(context));
  return {
    title: interpolateText(sender.titles[share.kind], names),
    tone: toneOf(state),
    body,
    buttons: senderButtons(context, share, state),
    fallback: interpolateText(sender.fallback, names),
  };
}

function senderSentence({ messages: { sender } }: RenderContext, share: Share, state: StateName): string {
  switch (state) {
    case 'offered':
      if (isLink(share.mode)) return sender.link;
      if (!canSeal(share) && share.entry === 'modal') return sender.wait;
      return hasEntered(share) ? sender.entered : sender.enter;
    case 'accepted':
      return hasEntered(share) ? sender.acceptedEntered : sender.accepted;
    case 'ready':
      return isLink(share.mode) ? sender.readyLink : sender.ready;
    case 'sealed':
    case 'claimed':
      return sender[state];
    default:
      return sender.ended[state];
  }
}

function senderButtons(context: RenderContext, share: Share, state: StateName): Button[] {
  const { buttons } = context.messages;
  const revoke = actionButton('revoke', share, buttons.revoke, 'danger');
  const status = actionButton('status', share, buttons.status);
  switch (state) {
    case 'offered':
    case 'accepted': {
      if (share.entry === 'modal' && !canSeal(share)) return [status, revoke];
      if (hasEntered(share) && state === 'offered') return [status, revoke];
      return [actionButton('enter', share, enterLabel(context, share), 'primary'), revoke];
    }
    case 'sealed':
    case 'ready':
      return [status, revoke];
    case 'claimed':
      return [status];
    default:
      return [actionButton('receipt', share, buttons.receipt), status];
  }
}

/** What the button to the secret says: who presses shall know whether it is typed here or on the page. */
export function enterLabel({ messages: { buttons } }: RenderContext, share: Share): string {
  if (share.entry === 'modal') return buttons.enterHere;
  if (isLink(share.mode)) return buttons.link;
  return hasEntered(share) ? buttons.seal : buttons.enter;
}

/** Whether the secret can be sealed now: in sealed modes only to a key that exists. */
export function canSeal(share: Share): boolean {
  return share.state.status === 'accepted' || (share.state.status === 'offered' && !isSealed(share.mode));
}

const hasEntered = ({ state }: Share): boolean => 'payload' in state && state.payload !== null;

const noteOf = (share: Share): Line[] => (share.note === '' ? [] : [[sanitize(share.note)]]);

/** The state, and beside it what it is about, where that may be said. */
function heading({ messages }: RenderContext, state: StateName, what?: string): readonly Span[] {
  return [strong(messages.states[state]), ...(what === undefined ? [] : [` · ${what}`])];
}

const isOver = (state: StateName): state is Cause => (CAUSES as readonly StateName[]).includes(state);

function toneOf(state: StateName): Tone {
  if (state === 'ready' || state === 'accepted' || state === 'claimed') return 'good';
  if (state === 'broken' || state === 'locked' || state === 'unconfirmed' || state === 'rolled-back') return 'warn';
  return isOver(state) ? 'over' : 'plain';
}
