// Several shares at once: the private lists behind a command, and somebody's own page.

import type { Share } from '../../core/share.ts';
import type { ActionName, Button, Card, Home, Line } from '../port.ts';
import { recipientCard, senderCard } from './cards.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { actionButton, numbered, nameSpans, displayState, type RenderContext } from './context.ts';

export type ListVerb = 'list' | 'revoke' | 'receipt';

/** What the button beside each share does. */
const PRESS = { list: 'open', revoke: 'revoke', receipt: 'receipt' } as const satisfies Record<ListVerb, ActionName>;

export interface ListPage {
  readonly shares: readonly Share[];
  readonly isMine: (share: Share) => boolean;
  /** How many follow, and what the button to them says; null: these are the last. */
  readonly more: number;
  readonly next: string | null;
  /** Nothing was shown before these. */
  readonly isFirst: boolean;
}

export function listCard(context: RenderContext, verb: ListVerb, { shares, isMine, more, next, isFirst }: ListPage): Card {
  const { answers, buttons, commands } = context.messages;
  const said = answers.lists[verb];
  if (shares.length === 0 && !isFirst) return plain(said.title, [interpolate(answers.lists.end, { command: strong(commands[verb]) })]);
  if (shares.length === 0) return plain(said.title, [interpolate(said.none, { command: strong(commands.share) })]);
  const body = shares.map((share, n): Line => {
    const isOpen = displayState(share) === share.state.status;
    const line = isMine(share) ? (isOpen ? 'to' : 'ended') : isOpen ? 'from' : 'endedFrom';
    const spans = { ...nameSpans(context, share, 'nobody'), n: String(n + 1), state: context.messages.states[displayState(share)] };
    return interpolate(answers.lists.lines[line], spans);
  });
  if (next !== null) body.push([interpolateText(answers.lists.more, { count: String(more) })]);
  const label = { list: buttons.open, revoke: buttons.revoke, receipt: buttons.receipt }[verb];
  const tone = verb === 'revoke' ? 'danger' : undefined;
  return {
    ...plain(said.title, body),
    buttons: [
      ...shares.map((share, n) => actionButton(PRESS[verb], share, numbered(context, label, String(n + 1)), tone)),
      ...(next === null ? [] : [moreButton(context, next)]),
    ],
  };
}

/** `more`: how many there are besides. */
interface HomeList {
  readonly shares: readonly Share[];
  readonly more: number;
}

/** Inbox, sent list and what is over, as the shares stand now; from each there is a way to its receipt. */
export function renderHome(context: RenderContext, { waiting, sent, over }: Readonly<Record<'waiting' | 'sent' | 'over', HomeList>>): Home {
  const { home } = context.messages;
  const withReceipt = (share: Share, card: Card): Card => {
    const has = card.buttons.some((button) => button.kind === 'act' && button.action === 'receipt');
    return has ? card : { ...card, buttons: [...card.buttons, actionButton('receipt', share, context.messages.buttons.receipt)] };
  };
  const cards = ({ shares, more }: HomeList, draw: typeof recipientCard, verb: ListVerb): Card[] => [
    ...shares.map((share) => withReceipt(share, draw(context, share))),
    ...(more === 0 ? [] : [{ ...plain(interpolateText(home.more, { count: String(more) }), []), buttons: [moreButton(context, verb)] }]),
  ];
  const command = strong(context.messages.commands.example);
  return {
    intro: {
      ...plain(home.title, [interpolate(home.intro, { command })]),
      buttons: [{ kind: 'act', action: 'share', ref: 'new', label: context.messages.buttons.share, tone: 'primary' }],
    },
    sections: [
      { title: home.waiting.title, none: [home.waiting.none], cards: cards(waiting, recipientCard, 'list') },
      { title: home.sent.title, none: [home.sent.none], cards: cards(sent, senderCard, 'receipt') },
      { title: home.over.title, none: [home.over.none], cards: cards(over, recipientCard, 'receipt') },
    ],
  };
}

const moreButton = ({ messages }: RenderContext, ref: string): Button => ({
  kind: 'act',
  action: 'more',
  ref,
  label: messages.buttons.more,
});

const plain = (title: string, body: readonly Line[]): Card => ({ title, tone: 'plain', body, buttons: [], fallback: title });
