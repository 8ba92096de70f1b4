// Several shares at once: the private lists behind a command, and somebody's own page.

import type { Share } from '../../core/share.ts';
import type { ActionName, Button, Card, Home, Line } from '../port.ts';
import { recipientCard, senderCard } from './cards.ts';
import { fill, fillText } from './fill.ts';
import { act, numbered, spansOf, stateOf, type Voice } from './voice.ts';

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

export function listCard(voice: Voice, verb: ListVerb, { shares, isMine, more, next, isFirst }: ListPage): Card {
  const { answers, buttons, commands } = voice.words;
  const said = answers.lists[verb];
  if (shares.length === 0 && !isFirst) return plain(said.title, [fill(answers.lists.end, { command: { strong: commands[verb] } })]);
  if (shares.length === 0) return plain(said.title, [fill(said.none, { command: { strong: commands.share } })]);
  const body = shares.map((share, n): Line => {
    const isOpen = stateOf(share) === share.state.status;
    const line = isMine(share) ? (isOpen ? 'to' : 'ended') : isOpen ? 'from' : 'endedFrom';
    const spans = { ...spansOf(voice, share, 'nobody'), n: String(n + 1), state: voice.words.states[stateOf(share)] };
    return fill(answers.lists.lines[line], spans);
  });
  if (next !== null) body.push([fillText(answers.lists.more, { count: String(more) })]);
  const label = { list: buttons.open, revoke: buttons.revoke, receipt: buttons.receipt }[verb];
  const tone = verb === 'revoke' ? 'stop' : undefined;
  return {
    ...plain(said.title, body),
    buttons: [
      ...shares.map((share, n) => act(PRESS[verb], share, numbered(voice, label, String(n + 1)), tone)),
      ...(next === null ? [] : [moreButton(voice, next)]),
    ],
  };
}

/** `more`: how many there are besides. */
interface HomeList {
  readonly shares: readonly Share[];
  readonly more: number;
}

/** Inbox, sent list and what is over, as the shares stand now; from each there is a way to its receipt. */
export function homeOf(voice: Voice, { waiting, sent, over }: Readonly<Record<'waiting' | 'sent' | 'over', HomeList>>): Home {
  const { home } = voice.words;
  const withReceipt = (share: Share, card: Card): Card => {
    const has = card.buttons.some((button) => button.kind === 'act' && button.action === 'receipt');
    return has ? card : { ...card, buttons: [...card.buttons, act('receipt', share, voice.words.buttons.receipt)] };
  };
  const cards = ({ shares, more }: HomeList, draw: typeof recipientCard, verb: ListVerb): Card[] => [
    ...shares.map((share) => withReceipt(share, draw(voice, share))),
    ...(more === 0 ? [] : [{ ...plain(fillText(home.more, { count: String(more) }), []), buttons: [moreButton(voice, verb)] }]),
  ];
  const command = { strong: voice.words.commands.example };
  return {
    intro: {
      ...plain(home.title, [fill(home.intro, { command })]),
      buttons: [{ kind: 'act', action: 'share', ref: 'new', label: voice.words.buttons.share, tone: 'go' }],
    },
    sections: [
      { title: home.waiting.title, none: [home.waiting.none], cards: cards(waiting, recipientCard, 'list') },
      { title: home.sent.title, none: [home.sent.none], cards: cards(sent, senderCard, 'receipt') },
      { title: home.over.title, none: [home.over.none], cards: cards(over, recipientCard, 'receipt') },
    ],
  };
}

const moreButton = ({ words }: Voice, ref: string): Button => ({ kind: 'act', action: 'more', ref, label: words.buttons.more });

const plain = (title: string, body: readonly Line[]): Card => ({ title, tone: 'plain', body, buttons: [], fallback: title });
