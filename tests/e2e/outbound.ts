// Everything that nt2 says in chat: messages, edits, whispers, and the private answers to a press.

import type { Adapter, Card } from '../../src/bot/port.ts';

export interface Outbound {
  /** Each card as JSON, in the order in which it left. */
  readonly cards: string[];
}

/** The same adapter; what goes through it is written down. */
export function recording(adapter: Adapter, { cards }: Outbound): Adapter {
  const { outbound } = adapter;
  const note = (card: Card): Card => {
    cards.push(JSON.stringify(card));
    return card;
  };
  return {
    ...adapter,
    outbound: {
      sendDirect: (to, card, key) => outbound.sendDirect(to, note(card), key),
      post: (place, card, key) => outbound.post(place, note(card), key),
      postEphemeral: (place, to, card, key) => outbound.postEphemeral(place, to, note(card), key),
      update: (ref, card) => outbound.update(ref, note(card)),
    },
    start: (bot) =>
      adapter.start({
        ...bot,
        handle: async (inbound, deadline) => {
          const answer = await bot.handle(inbound, deadline);
          if (answer.kind === 'private') note(answer.card);
          return answer;
        },
      }),
  };
}
