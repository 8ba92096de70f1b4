// The two cards of a request: of the person who asked, which is their recipient's card, and of the person who is asked, their sender's.

import { limits } from '../../core/limits.ts';
import { prekeySeal, starterOf, type Share } from '../../core/share.ts';
import type { Button, Card, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, sanitize } from '../text.ts';
import { displayNames, displayState, nameSpans, titleOf, type StateName } from './names.ts';
import { actionButton, heading, isCause, mineLines, newBrowserButtons, noteLines, staysLines, toneOf, wayToPage } from './parts.ts';

/** A request, which is a share that its recipient began. */
export type Request = Share & Required<Pick<Share, 'asked'>>;

export const isRequest = (share: Share): share is Request => share.asked !== undefined;

/** More names than this would fill a card: the page shows them all. */
const NAMED = 12;

export function askerCard(context: RenderContext, share: Request): Card {
  return card(context, share, 'asker');
}

export function giverCard(context: RenderContext, share: Request): Card {
  return card(context, share, 'giver');
}

type Side = 'asker' | 'giver';

function card(context: RenderContext, share: Request, side: Side): Card {
  const said = context.messages.request[side];
  const names = displayNames(context, share);
  const state = displayState(share);
  const spans = { ...nameSpans(context, share, side === 'asker' ? 'sender' : 'recipient'), why: sanitize(share.asked.reason, limits.note) };
  const sentence = side === 'asker' ? askerSentence(context, share, state) : giverSentence(context, share, state);
  const isOpen = !isCause(state) && state !== 'claimed';
  const body: Line[] = [
    heading(context, share, names.what),
    ...noteLines(share),
    ...(isOpen && share.asked.fields.length > 0 ? [interpolate(said.fields, { what: fieldNames(share) })] : []),
    ...(isOpen ? [interpolate(said.until, spans)] : []),
    interpolate(sentence, spans),
    ...staysLines(context),
    ...mineLines(context, share, side === 'asker' ? 'recipient' : 'sender'),
  ];
  return {
    title: titleOf(context, share, titlesOf(context, share, side)[share.kind]),
    tone: toneOf(state),
    body,
    buttons: side === 'asker' ? askerButtons(context, share, state) : giverButtons(context, share, state),
    fallback: interpolateText(said.fallback, names),
  };
}

const isByLink = ({ asked }: Request): boolean => asked.of === 'link';

function titlesOf({ messages: { request } }: RenderContext, share: Request, side: Side) {
  return side === 'asker' && isByLink(share) ? request.asker.byLink : request[side].titles;
}

function fieldNames({ asked: { fields } }: Request): string {
  const shown = fields.slice(0, NAMED).map((name) => sanitize(name, limits.fieldName));
  return [...shown, ...(fields.length > NAMED ? [`… (${fields.length})`] : [])].join(', ');
}

const hasEntered = ({ state }: Share): boolean => 'payload' in state && state.payload !== null;

/** Whether something had been given when it ended. */
const wasGiven = ({ state }: Share): boolean => 'seal' in state && state.seal !== null;

function askerSentence({ messages }: RenderContext, share: Request, state: StateName): string {
  const { asker } = messages.request;
  switch (state) {
    case 'offered':
    case 'accepted':
    case 'ready':
      if (state === 'offered' && share.asked.ahead === 'lost') return asker.lost;
      if (state === 'accepted' && share.state.status === 'offered') return asker.ahead;
      if (state === 'ready' && prekeySeal(share) !== null) return asker.readyAhead;
      return isByLink(share) ? asker[`${state}Link`] : asker[state];
    case 'sealed':
      return asker.accepted;
    case 'claimed':
      return asker.claimed;
    case 'delivered':
      return isByLink(share) ? asker.ended.deliveredLink : asker.ended.delivered;
    case 'declined':
      if (wasGiven(share)) return asker.ended.takenBack;
      return share.asked.reason === '' ? asker.ended.declined : asker.ended.declinedWhy;
    default:
      return asker.ended[state];
  }
}

function giverSentence({ messages }: RenderContext, share: Request, state: StateName): string {
  const { giver } = messages.request;
  switch (state) {
    case 'offered':
    case 'accepted':
    case 'sealed':
      if (!hasEntered(share)) return giver.accepted;
      return state === 'offered' ? giver.lost : giver.entered;
    case 'ready':
      return prekeySeal(share) === null ? giver.ready : giver.readyAhead;
    case 'claimed':
      return giver.claimed;
    case 'declined':
      return wasGiven(share) ? giver.ended.takenBack : giver.ended.declined;
    default:
      return giver.ended[state];
  }
}

function askerButtons(context: RenderContext, share: Request, state: StateName): Button[] {
  const { buttons, request } = context.messages;
  const page = wayToPage(context, share, 'recipient', { label: buttons.page });
  const elsewhere = newBrowserButtons(context, share);
  const revoke = actionButton('revoke', share, buttons.revoke, 'danger');
  const receipt = actionButton('receipt', share, buttons.receipt);
  switch (state) {
    case 'offered':
      return [wayToPage(context, share, 'recipient', { label: request.buttons.finish, tone: 'primary' }), revoke, ...elsewhere];
    case 'accepted':
    case 'sealed':
      return isByLink(share)
        ? [wayToPage(context, share, 'recipient', { label: request.buttons.showLink }), revoke, ...elsewhere]
        : [actionButton('remind', share, request.buttons.remind), page, revoke, ...elsewhere];
    case 'ready':
      return [wayToPage(context, share, 'recipient', { label: buttons.open, tone: 'primary' }), revoke, ...elsewhere];
    case 'claimed':
      return [page];
    case 'delivered':
      return [receipt];
    default:
      return [actionButton('ask-again', share, request.buttons.again), receipt];
  }
}

function giverButtons(context: RenderContext, share: Request, state: StateName): Button[] {
  const { buttons, request } = context.messages;
  const receipt = actionButton('receipt', share, buttons.receipt);
  const status = wayToPage(context, share, 'sender', { label: buttons.status });
  const give = wayToPage(context, share, 'sender', { label: request.buttons.give, tone: 'primary' });
  const elsewhere = newBrowserButtons(context, share);
  switch (state) {
    case 'offered':
    case 'accepted':
    case 'sealed':
      return [give, actionButton('decline', share, buttons.decline, 'danger'), ...elsewhere];
    case 'ready':
      return [status, actionButton('decline', share, buttons.revoke, 'danger'), ...elsewhere];
    case 'claimed':
      return [status];
    case 'declined':
      return [receipt, ...blockButtons(context, share)];
    default:
      return [receipt];
  }
}

/** Blocks the person who began it. None once the reader has blocked them. */
export function blockButtons({ messages, blocked }: RenderContext, share: Share): Button[] {
  const { key, name } = starterOf(share);
  if (blocked.has(key)) return [];
  const label = interpolateText(messages.buttons.block, { sender: sanitize(name, limits.name) });
  return [actionButton('block', share, sanitize(label, 60))];
}
