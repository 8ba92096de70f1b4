// Several shares at once: the private lists behind a command, and somebody's own page.

import type { Share } from '../../core/share.ts';
import type { ActionName, Card, Home, Line } from '../port.ts';
import { recipientCard, senderCard } from './cards.ts';
import { fill, fillText } from './fill.ts';
import { act, numbered, spansOf, stateOf, type Voice } from './voice.ts';

export type ListVerb = 'list' | 'revoke' | 'receipt';

/** What the button beside each share does. */
const PRESS = { list: 'open', revoke: 'revoke', receipt: 'receipt' } as const satisfies Record<ListVerb, ActionName>;

/** `cut`: there are more than these. */
export function listCard(
  voice: Voice,
  verb: ListVerb,
  { shares, isMine, cut }: { readonly shares: readonly Share[]; readonly isMine: (share: Share) => boolean; readonly cut: boolean },
): Card {
  const { answers, buttons, commands } = voice.words;
  const said = answers.lists[verb];
  if (shares.length === 0) return plain(said.title, [fill(said.none, { command: { strong: commands.share } })]);
  const body = shares.map((share, n): Line => {
    const isOpen = stateOf(share) === share.state.status;
    const line = isMine(share) ? (isOpen ? 'to' : 'ended') : isOpen ? 'from' : 'endedFrom';
    const spans = { ...spansOf(voice, share, 'nobody'), n: String(n + 1), state: voice.words.states[stateOf(share)] };
    return fill(answers.lists.lines[line], spans);
  });
  if (cut) body.push([fillText(answers.lists.more, { count: String(shares.length) })]);
  const label = { list: buttons.open, revoke: buttons.revoke, receipt: buttons.receipt }[verb];
  const tone = verb === 'revoke' ? 'stop' : undefined;
  return {
    ...plain(said.title, body),
    buttons: shares.map((share, n) => act(PRESS[verb], share, numbered(voice, label, String(n + 1)), tone)),
  };
}

/** Inbox, sent list and what is over, as the shares stand now; from each there is a way to its receipt. */
export function homeOf(voice: Voice, { waiting, sent, over }: Readonly<Record<'waiting' | 'sent' | 'over', readonly Share[]>>): Home {
  const { home } = voice.words;
  const withReceipt = (share: Share, card: Card): Card => {
    const has = card.buttons.some((button) => button.kind === 'act' && button.action === 'receipt');
    return has ? card : { ...card, buttons: [...card.buttons, act('receipt', share, voice.words.buttons.receipt)] };
  };
  const cards = (shares: readonly Share[], draw: typeof recipientCard): Card[] =>
    shares.map((share) => withReceipt(share, draw(voice, share)));
  const command = { strong: voice.words.commands.example };
  return {
    intro: {
      ...plain(home.title, [fill(home.intro, { command })]),
      buttons: [{ kind: 'act', action: 'share', ref: 'new', label: voice.words.buttons.share, tone: 'go' }],
    },
    sections: [
      { title: home.waiting.title, none: [home.waiting.none], cards: cards(waiting, recipientCard) },
      { title: home.sent.title, none: [home.sent.none], cards: cards(sent, senderCard) },
      { title: home.over.title, none: [home.over.none], cards: cards(over, recipientCard) },
    ],
  };
}

const plain = (title: string, body: readonly Line[]): Card => ({ title, tone: 'plain', body, buttons: [], fallback: title });
