// A person's own page of nt2 inside the platform: what waits for them, what they sent, and what is over.

import type { Share } from '../../core/share.ts';
import type { Card, Home } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { moreButton, type ListVerb } from './list.ts';
import { actionButton, simpleCard } from './parts.ts';
import { otherCard, starterCard } from './surface.ts';

/** `more`: how many there are besides. */
interface HomeList {
  readonly shares: readonly Share[];
  readonly more: number;
}

/** Three sections of cards as the shares stand now, each with a button to its receipt. */
export function renderHome(context: RenderContext, { waiting, sent, over }: Readonly<Record<'waiting' | 'sent' | 'over', HomeList>>): Home {
  const { home } = context.messages;
  const withReceipt = (share: Share, card: Card): Card => {
    const has = card.buttons.some((button) => button.kind === 'act' && button.action === 'receipt');
    return has ? card : { ...card, buttons: [...card.buttons, actionButton('receipt', share, context.messages.buttons.receipt)] };
  };
  const cards = ({ shares, more }: HomeList, draw: typeof otherCard, verb: ListVerb): Card[] => [
    ...shares.map((share) => withReceipt(share, draw(context, share))),
    ...(more === 0
      ? []
      : [simpleCard({ title: interpolateText(home.more, { count: String(more) }), body: [], buttons: [moreButton(context, verb)] })]),
  ];
  const command = strong(context.messages.commands.example);
  return {
    intro: simpleCard({
      title: home.title,
      body: [interpolate(home.intro, { command })],
      buttons: [
        { kind: 'act', action: 'share', ref: 'new', label: context.messages.buttons.share, tone: 'primary' },
        { kind: 'act', action: 'request', ref: 'new', label: context.messages.request.buttons.ask },
      ],
    }),
    sections: [
      { title: home.waiting.title, none: [home.waiting.none], cards: cards(waiting, otherCard, 'list') },
      { title: home.sent.title, none: [home.sent.none], cards: cards(sent, starterCard, 'receipt') },
      { title: home.over.title, none: [home.over.none], cards: cards(over, otherCard, 'receipt') },
    ],
  };
}
