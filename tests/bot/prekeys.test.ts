// A share that is sealed to a prekey, in chat: a press can accept it, and Open leads to the page that accepts and shows.

import { describe, expect, it } from 'vitest';
import type { BotDeps } from '../../src/bot/bot.ts';
import { ok } from '../../src/core/refusal.ts';
import { contactOf, open } from './ask.ts';
import { sam, shareIn, states } from './fixtures.ts';

const asSam = contactOf(sam);

describe('sealed to a prekey', () => {
  const press = async (action: 'open' | 'accept', state: keyof typeof states) => {
    const share = shareIn(states[state]);
    const accepted: string[] = [];
    const shares = {
      find: () => Promise.resolve(share),
      acceptInChat: (id: string) => {
        accepted.push(id);
        return Promise.resolve(ok(shareIn(states.readyAhead)));
      },
    } as unknown as BotDeps['shares'];
    const answer = await open({ shares }).ask({ kind: 'action', action, ref: share.id, actor: asSam });
    return { answer: JSON.stringify(answer), accepted: accepted.length };
  };

  it('a press on Accept accepts in chat, and the card then opens it', async () => {
    const { answer, accepted } = await press('accept', 'sealedAhead');
    expect(accepted).toBe(1);
    expect(answer).toContain('"label":"Open"');
    // A private card is kept nowhere, so its button is the single-use link itself.
    expect(answer).toContain('https://nt2.example/go#');
  });

  it('a press on Open leads to the page at once', async () => {
    const { answer, accepted } = await press('open', 'sealedAhead');
    expect(accepted).toBe(0);
    expect(answer).toContain('https://nt2.example/go#');
  });

  it('without a prekey a press in chat still accepts nothing: the page makes the key', async () => {
    const { answer, accepted } = await press('accept', 'offered');
    expect(accepted).toBe(0);
    expect(answer).toContain('https://nt2.example/go#');
  });
});
