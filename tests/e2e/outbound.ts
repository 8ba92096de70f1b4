// Everything that nt2 says in chat: messages, edits, whispers, and the private answers to a press.

import type { Adapter, Card } from '../../src/bot/port.ts';

export interface Outbound {
  /** Each card as JSON, in the order in which it left. */
  readonly cards: string[];
}

/** The same adapter; what goes through it is written down. */
export function recording(adapter: Adapter, { cards }: Outbound): Adapter {
  const { out } = adapter;
  const note = (card: Card): Card => {
    cards.push(JSON.stringify(card));
    return card;
  };
  return {
    ...adapter,
    out: {
      direct: (to, card, key) => out.direct(to, note(card), key),
      post: (place, card, key) => out.post(place, note(card), key),
      whisper: (place, to, card, key) => out.whisper(place, to, note(card), key),
      edit: (ref, card) => out.edit(ref, note(card)),
    },
    start: (bot) =>
      adapter.start({
        ...bot,
        handle: async (inbound, deadline) => {
          const answer = await bot.handle(inbound, deadline);
          if (answer.do === 'private') note(answer.card);
          return answer;
        },
      }),
  };
}
