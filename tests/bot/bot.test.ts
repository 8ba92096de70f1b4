// The bot's handler: secrets typed into a form, faults, and presses that come too late.

import { describe, expect, it } from 'vitest';
import { createBot, type BotDeps } from '../../src/bot/bot.ts';
import { ok, Fault, refuse } from '../../src/core/refusal.ts';
import { shareIn, states } from './fixtures.ts';
import { me, open, five, textOf } from './ask.ts';
import { noLogins } from '../support/logins.ts';
import { noMachines } from '../support/machines.ts';
import { noEnvelopes, noOffboardings, noRotations } from '../support/rotations.ts';

function world(): BotDeps {
  return {
    shares: {} as BotDeps['shares'],
    deviceCodes: noLogins,
    machines: noMachines,
    rotations: noRotations,
    offboardings: noOffboardings,
    envelopes: noEnvelopes,
    tokens: { issue: () => Promise.resolve('') },
    isKnown: () => Promise.resolve(false),
    clock: () => 0,
    markOnce: () => Promise.resolve(true),
    publicUrl: 'https://nt2.example',
    modalEntry: true,
    passphrase: { generate: () => '', good: () => true },
    platform: { name: 'Chatter', capabilities: { fields: 10, rejectForms: true, redrawForms: true } },
    log: () => {},
  };
}

describe('a secret typed into a form', () => {
  it.each([
    ['quota.bytes', 'take up too much space'],
    ['entry.busy', 'Send it again in a few seconds'],
  ] as const)('P4: stays there while it cannot be taken (%s), where a form can be handed back, and says why', async (code, why) => {
    const share = shareIn(states.offered, { mode: 'words', entry: 'modal' });
    const shares = {
      find: () => Promise.resolve(share),
      sealInChat: () => Promise.resolve(refuse(code)),
    } as unknown as BotDeps['shares'];
    const inbound = { kind: 'form', name: 'secret', ref: share.id, values: { secret: 'hunter2', words: 'a b c d e' } } as const;
    expect(await open({ shares }).ask(inbound)).toEqual({
      kind: 'reject-form',
      errors: { secret: expect.stringContaining(why) },
    });
    expect(await textOf(open({ shares, platform: five }).ask(inbound))).toContain(why);
  });
});

describe('a secret typed into a form, with something that nobody sees', () => {
  it.each([
    ['hunter2\n', true],
    [' hunter2', true],
    ['hun\u200bter2', true],
    ['hunter2\u00a0', true],
    ['hunter 2', false],
  ])('R10: %j is sealed as it is, and white space at its ends is said', async (typed, isSaid) => {
    const share = shareIn(states.offered, { mode: 'words', entry: 'modal' });
    const sealed: string[] = [];
    const shares = {
      find: () => Promise.resolve(share),
      sealInChat: (_id: unknown, _by: unknown, { secret }: { secret: string }) => {
        sealed.push(secret);
        return Promise.resolve(ok(share));
      },
    } as unknown as BotDeps['shares'];
    const inbound = { kind: 'form', name: 'secret', ref: share.id, values: { secret: typed, words: 'a b c d e' } } as const;
    const said = await textOf(open({ shares }).ask(inbound));
    expect(said.includes('What you typed begins or ends with white space')).toBe(isSaid);
    expect(said).not.toContain('hunter');
    expect(sealed).toEqual([typed]);
  });
});

describe('the handler', () => {
  it('T13: a fault is one sentence to the person and one code in the log, without its message', async () => {
    for (const error of [new Fault('store.unavailable', 'cannot reach hunter2'), new TypeError('hunter2 is not iterable')]) {
      const { ask, log } = open({
        markOnce: async () => {
          throw error;
        },
      });
      const answer = await ask({ kind: 'command', text: 'share hunter2', people: [] });
      expect(JSON.stringify(answer)).toContain('Something went wrong on this server');
      expect(JSON.stringify(answer) + log.join()).not.toContain('hunter2');
      expect(log).toHaveLength(1);
    }
  });

  it('does nothing, and does not even note the press, when the deadline has passed already', async () => {
    const seen: string[] = [];
    const { handle } = createBot({ ...world(), markOnce: (_tenant, key) => Promise.resolve(seen.push(key) > 0) });
    const late = new AbortController();
    late.abort();
    expect(
      await handle({ id: 'p', tenant: 'chatter:t', actor: me, place: null, kind: 'command', text: 'help', people: [] }, late.signal),
    ).toEqual({
      kind: 'nothing',
    });
    expect(seen).toEqual([]);
  });
});
