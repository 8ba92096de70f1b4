// `/nt2 login`: what a person sees before they let a terminal in, and after.

import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src/bot/parse/command.ts';
import type { BotDeps } from '../../src/bot/bot.ts';
import type { InteractionResponse } from '../../src/bot/port.ts';
import type { WaitingDevice } from '../../src/core/device-codes.ts';
import { ok, refuse } from '../../src/core/refusal.ts';
import { contact, open } from './ask.ts';
import { alex, cardText } from './fixtures.ts';

const laptop: WaitingDevice = { kind: 'terminal', name: 'laptop', from: '203.0.113.x', startedAt: 1_000 };
const textOf = (answer: InteractionResponse): string => (answer.kind === 'private' ? cardText(answer.card) : answer.kind);
const titleOf = (answer: InteractionResponse): string => (answer.kind === 'private' ? answer.card.title : answer.kind);

/** One terminal waits under WDJB-MJHT; `asked` collects what the bot asked of it. */
function world(takesTerminals = true) {
  const asked: unknown[] = [];
  const deviceCodes: BotDeps['deviceCodes'] = {
    takesTerminals,
    look: (code, by) => Promise.resolve((asked.push(['look', code, by]), code === 'WDJBMJHT' ? ok(laptop) : refuse('token.invalid'))),
    answer: (code, { by, isConfirmed }) => Promise.resolve((asked.push([code, by.key, isConfirmed]), ok(laptop))),
  };
  return { asked, ask: open({ deviceCodes }).ask };
}

describe('/nt2 login', () => {
  it.each(['login WDJB-MJHT', ' Login wdjb mjht ', 'login wdjbmjht', 'login WDJB–MJHT'])(
    'finds the terminal that waits: %s',
    async (text) => {
      const { ask, asked } = world();
      const answer = await ask({ kind: 'command', text, people: [] });
      expect(asked).toEqual([['look', 'WDJBMJHT', alex.key]]);
      for (const part of ['laptop', '203.0.113.x', 'WDJB-MJHT', '/nt2 devices', 'someone sent you the code'])
        expect(textOf(answer)).toContain(part);
      expect(answer).toMatchObject({
        kind: 'private',
        card: {
          fallback: 'Let this terminal in?',
          buttons: [
            { action: 'let-in', ref: 'WDJBMJHT' },
            { action: 'not-me', ref: 'WDJBMJHT' },
          ],
        },
      });
    },
  );

  it('says how to come to a code where none was typed, and that nothing waits where it is another', async () => {
    const { ask, asked } = world();
    for (const text of ['login', 'login me please', 'login AEIO-UAEI']) {
      const answer = await ask({ kind: 'command', text, people: [] });
      expect(textOf(answer)).toContain('nt2 login https://nt2.example');
    }
    expect(asked).toEqual([]);
    expect(titleOf(await ask({ kind: 'command', text: 'login BCDF-GHJK', people: [] }))).toBe('No terminal waits for that code');
  });

  it('answers for the person who presses, and for nobody else', async () => {
    const { ask, asked } = world();
    expect(titleOf(await ask({ kind: 'action', action: 'let-in', ref: 'WDJBMJHT' }))).toBe('It’s in');
    expect(titleOf(await ask({ kind: 'action', action: 'not-me', ref: 'WDJBMJHT' }))).toBe('Not let in');
    expect(asked).toEqual([
      ['WDJBMJHT', alex.key, true],
      ['WDJBMJHT', alex.key, false],
    ]);
    expect(titleOf(await ask({ kind: 'action', action: 'let-in', ref: 'nonsense' }))).toBe('No terminal waits for that code');
  });

  it.each(['outsider', 'bot', 'gone', 'group', 'unknown'] as const)('looks at nothing for one who is no member here: %s', async (kind) => {
    const { ask, asked } = world();
    const actor = contact(kind);
    expect(titleOf(await ask({ kind: 'command', text: 'login WDJB-MJHT', people: [], actor }))).toBe('Not from this account');
    expect(titleOf(await ask({ kind: 'action', action: 'let-in', ref: 'WDJBMJHT', actor }))).toBe('Not from this account');
    expect(asked).toEqual([]);
  });

  it('says in one sentence that the operator has switched it off, and help does not offer it', async () => {
    const { ask, asked } = world(false);
    const answer = await ask({ kind: 'command', text: 'login', people: [] });
    expect([titleOf(answer), asked]).toEqual(['Terminals can’t log in here', []]);
    expect(textOf(answer)).toContain('The operator of this server has switched that off.');
    const help = { kind: 'command', text: 'help', people: [] } as const;
    expect(textOf(await ask(help))).not.toContain('/nt2 login');
    expect(textOf(await world().ask(help))).toContain('/nt2 login');
  });

  it('T13: tells a person who pasted a secret behind it', () => {
    expect(parseCommand('login sk_live_51CANARYabcdefghijkl')).toEqual({ kind: 'login', code: '', leaked: true });
  });
});
