// A person's own page of nt2 inside the platform: what waits for them and for others, what expired unopened, and what has ended.

import { LIST_STATES, type ListState } from '../../core/ports/list-store.ts';
import type { Share } from '../../core/share.ts';
import type { Card, Home } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolate, interpolateText, strong } from '../text.ts';
import { moreButton, ownPageButton, readerOf } from './list.ts';
import { actionButton, simpleCard } from './parts.ts';
import { otherCard, starterCard } from './surface.ts';

/** `more`: how many there are besides. */
export interface HomeList {
  readonly shares: readonly Share[];
  readonly more: number;
}

interface HomeLists {
  readonly lists: Readonly<Record<ListState, HomeList>>;
  /** Whether the reader began it. */
  readonly isMine: (share: Share) => boolean;
}

/** A section of cards for each state, as the shares stand now, each with a button to its receipt. */
export function renderHome(context: RenderContext, { lists, isMine }: HomeLists): Home {
  const { home, answers } = context.messages;
  const withReceipt = (card: Card, share: Share): Card => {
    const has = card.buttons.some((button) => button.kind === 'act' && button.action === 'receipt');
    return has ? card : { ...card, buttons: [...card.buttons, actionButton('receipt', share, context.messages.buttons.receipt)] };
  };
  const cards = (state: ListState): Card[] => {
    const { shares, more } = lists[state];
    const title = interpolateText(home.more, { count: String(more) });
    return [
      ...shares.map((share) => withReceipt((isMine(share) ? starterCard : otherCard)(context, share), share)),
      ...(more === 0 ? [] : [simpleCard({ title, body: [], buttons: [moreButton(context, state)] })]),
    ];
  };
  const command = strong(context.messages.commands.example);
  return {
    intro: simpleCard({
      title: home.title,
      body: [interpolate(home.intro, { command })],
      buttons: [
        { kind: 'act', action: 'share', ref: 'new', label: context.messages.buttons.share, tone: 'primary' },
        { kind: 'act', action: 'request', ref: 'new', label: context.messages.request.buttons.ask },
        ownPageButton(
          context,
          readerOf(
            LIST_STATES.flatMap((state) => lists[state].shares),
            isMine,
          ),
        ),
      ],
    }),
    sections: LIST_STATES.map((state) => ({ title: answers.lists[state].title, none: [home.none[state]], cards: cards(state) })),
  };
}
