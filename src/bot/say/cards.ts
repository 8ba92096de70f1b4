// The three cards of a share that stand in chat and are edited in place: in the channel, at the recipient, at the sender.
// Pure functions of the share. The card in the channel is read by bystanders: it carries neither label nor note.

import { isLink, isSealed, needsWords, type Cause, type Share, type Surface } from '../../core/share.ts';
import type { Button, Card, Line, Span, Tone } from '../port.ts';
import { fill, fillText, shown } from './fill.ts';
import { act, addressOf, modalLine, namesOf, spansOf, stateOf, type StateName, type Voice } from './voice.ts';

/** The card of a surface as the share stands now. */
export function surfaceCard(voice: Voice, share: Share, surface: Surface): Card {
  return { place: placeCard, recipient: recipientCard, sender: senderCard }[surface](voice, share);
}

/** In the place of a card that could not be changed and was put there anew: nothing is asked for here any more. */
export function movedCard(voice: Voice, share: Share, surface: Surface): Card {
  const { title } = surfaceCard(voice, share, surface);
  return { title, tone: 'over', body: [[voice.words.moved]], buttons: [], fallback: title };
}

/** Seen by everybody in a channel. Only the recipient is mentioned. */
export function placeCard(voice: Voice, share: Share): Card {
  const { place, buttons } = voice.words;
  const names = namesOf(voice, share);
  const spans = spansOf(voice, share, 'recipient');
  const state = stateOf(share);
  const unreachable = share.unreachable.includes('recipient') && !isOver(state);
  const body: Line[] = [heading(voice, state), fill(placeSentence(voice, state), spans)];
  if (unreachable) body.push(fill(place.unreachable, spans));
  if (share.entry === 'modal' && !isOver(state)) body.push(modalLine(voice));
  if (!isOver(state)) body.push([{ link: addressOf(voice, share), text: place.address }]);
  return {
    title: fillText(place.titles[share.kind], names),
    tone: toneOf(state),
    body,
    buttons: isOver(state) ? [] : [act('open', share, buttons.open)],
    fallback: fillText(place.fallback, names),
  };
}

function placeSentence({ words: { place } }: Voice, state: StateName): string {
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
export function recipientCard(voice: Voice, share: Share): Card {
  const { recipient } = voice.words;
  const names = namesOf(voice, share);
  const spans = spansOf(voice, share, 'sender');
  const state = stateOf(share);
  const open = !isOver(state) && state !== 'claimed';
  const body: Line[] = [heading(voice, state, names.what), ...noteOf(share), fill(recipientSentence(voice, share, state), spans)];
  if (open) body.push(fill(recipient.until, spans));
  if (share.entry === 'modal' && !isOver(state)) body.push(modalLine(voice));
  return {
    title: fillText(recipient.titles[share.kind], names),
    tone: toneOf(state),
    body,
    buttons: recipientButtons(voice, share, state),
    fallback: fillText(recipient.fallback, names),
  };
}

function recipientSentence({ words: { recipient } }: Voice, share: Share, state: StateName): string {
  switch (state) {
    case 'offered':
    case 'sealed':
      return isSealed(share.mode) ? recipient.offered : recipient.offeredWords;
    case 'accepted':
    case 'claimed':
      return recipient[state];
    case 'ready':
      return needsWords(share.mode) ? recipient.readyWords : recipient.ready;
    default:
      return recipient.ended[state];
  }
}

/** Offered to whoever has declined: quiet, and not in the way of an answer. */
export function blockButton(voice: Voice, share: Share): Button {
  return act('block', share, shown(fillText(voice.words.buttons.block, namesOf(voice, share)), 60));
}

function recipientButtons(voice: Voice, share: Share, state: StateName): Button[] {
  const { buttons } = voice.words;
  const decline = act('decline', share, buttons.decline, 'stop');
  switch (state) {
    case 'offered':
    case 'sealed':
      return [act('accept', share, buttons.accept, 'go'), decline];
    case 'accepted':
      return [act('open', share, buttons.page), decline];
    case 'ready':
      return [act('open', share, buttons.open, 'go'), decline];
    case 'claimed':
      return [act('open', share, buttons.page)];
    case 'declined':
      return [act('receipt', share, buttons.receipt), blockButton(voice, share)];
    default:
      return [act('receipt', share, buttons.receipt)];
  }
}

/** The direct message to the sender. */
export function senderCard(voice: Voice, share: Share): Card {
  const { sender, opens } = voice.words;
  const names = namesOf(voice, share);
  const spans = spansOf(voice, share, 'recipient');
  const state = stateOf(share);
  const sentence = senderSentence(voice, share, state);
  const first = share.recipient === null && sentence.startsWith('{recipient}') ? { recipient: sender.somebodyFirst } : {};
  const body: Line[] = [heading(voice, state, names.what), ...noteOf(share), fill(sentence, { ...spans, ...first })];
  if (!isOver(state) && state !== 'claimed') body.push([opens[share.mode], ' ', ...fill(sender.until, spans)]);
  if (share.entry === 'modal' && !isOver(state)) body.push(modalLine(voice));
  return {
    title: fillText(sender.titles[share.kind], names),
    tone: toneOf(state),
    body,
    buttons: senderButtons(voice, share, state),
    fallback: fillText(sender.fallback, names),
  };
}

function senderSentence({ words: { sender } }: Voice, share: Share, state: StateName): string {
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

function senderButtons(voice: Voice, share: Share, state: StateName): Button[] {
  const { buttons } = voice.words;
  const revoke = act('revoke', share, buttons.revoke, 'stop');
  const status = act('status', share, buttons.status);
  switch (state) {
    case 'offered':
    case 'accepted': {
      if (share.entry === 'modal' && !canSeal(share)) return [status, revoke];
      if (hasEntered(share) && state === 'offered') return [status, revoke];
      return [act('enter', share, enterLabel(voice, share), 'go'), revoke];
    }
    case 'sealed':
    case 'ready':
      return [status, revoke];
    case 'claimed':
      return [status];
    default:
      return [act('receipt', share, buttons.receipt), status];
  }
}

/** What the button to the secret says: who presses shall know whether it is typed here or on the page. */
export function enterLabel({ words: { buttons } }: Voice, share: Share): string {
  if (share.entry === 'modal') return buttons.enterHere;
  if (isLink(share.mode)) return buttons.link;
  return hasEntered(share) ? buttons.seal : buttons.enter;
}

/** Whether the secret can be sealed now: in sealed modes only to a key that exists. */
export function canSeal(share: Share): boolean {
  return share.state.status === 'accepted' || (share.state.status === 'offered' && !isSealed(share.mode));
}

const hasEntered = ({ state }: Share): boolean => 'payload' in state && state.payload !== null;

const noteOf = (share: Share): Line[] => (share.note === '' ? [] : [[shown(share.note)]]);

/** The state, and beside it what it is about, where that may be said. */
function heading({ words }: Voice, state: StateName, what?: string): readonly Span[] {
  return [{ strong: words.states[state] }, ...(what === undefined ? [] : [` · ${what}`])];
}

const OVER: readonly StateName[] = [
  'delivered',
  'unconfirmed',
  'broken',
  'declined',
  'revoked',
  'expired',
  'locked',
  'rolled-back',
] satisfies Cause[];
const isOver = (state: StateName): state is Cause => OVER.includes(state);

function toneOf(state: StateName): Tone {
  if (state === 'ready' || state === 'accepted' || state === 'claimed') return 'good';
  if (state === 'broken' || state === 'locked' || state === 'unconfirmed' || state === 'rolled-back') return 'warn';
  return isOver(state) ? 'over' : 'plain';
}
