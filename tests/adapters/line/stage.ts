// LINE's adapter with a bot of the test's own, or with none of its answers but those that the test gives.

import { onTestFinished } from 'vitest';
import type { LineConfig } from '../../../src/adapters/line/config.ts';
import type { Card, Interaction, InteractionResponse } from '../../../src/bot/port.ts';
import { openLineChat, type LineChat } from '../line-chat.ts';

export const URL_OF = 'https://nt2.example';
export const cardOf = (title: string, more: Partial<Card> = {}): Card => ({
  title,
  tone: 'plain',
  body: [],
  buttons: [],
  fallback: title,
  ...more,
});

export interface LineStage {
  readonly chat: LineChat;
  /** What came as far as the bot. */
  readonly heard: Interaction[];
  readonly turn: (ms: number) => void;
}

export async function openStage(
  answer: (interaction: Interaction) => InteractionResponse = () => ({ kind: 'private', card: cardOf('An answer') }),
  more: Partial<LineConfig> = {},
): Promise<LineStage> {
  let now = Date.parse('2026-11-20T16:00:00Z');
  const chat = await openLineChat({ publicUrl: URL_OF, clock: () => now }, more);
  const heard: Interaction[] = [];
  const seen = new Set<string>();
  const [late, broken] = [cardOf('Late'), cardOf('Broken', { tone: 'warn' })];
  await chat.adapter.start({
    handle: async (interaction) => {
      if (seen.has(interaction.id)) return { kind: 'nothing' };
      seen.add(interaction.id);
      heard.push(interaction);
      return answer(interaction);
    },
    signIn: async ({ actor, to }) => `${URL_OF}/go#${to}/${actor.key}`,
    late,
    broken,
    unshown: { busy: broken, setup: broken, shape: broken },
  });
  onTestFinished(() => chat.close());
  return { chat, heard, turn: (ms) => void (now += ms) };
}
