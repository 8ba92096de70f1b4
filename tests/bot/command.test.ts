import { describe, expect, it } from 'vitest';

import { parseCommand } from '../../src/bot/parse/command.ts';

const ID = 'd7zp23wkqzylnn47a4minvwo3xldrsoq';

describe('the command', () => {
  it.each([
    ['share <@chat:t:u1> Stripe webhook key', 'Stripe webhook key'],
    ['share <@chat:t:u1> <@chat:t:u2> “Stripe webhook key”', 'Stripe webhook key'],
    ['SHARE Stripe <@chat:t:u1> webhook   key', 'Stripe webhook key'],
    ['<@chat:t:u1> Stripe webhook key', 'Stripe webhook key'],
    ['  share   "Stripe webhook key"  ', 'Stripe webhook key'],
    ["share <@chat:t:u1> Sam's key", "Sam's key"],
    ['share <@chat:t:u1>', ''],
    ['share', ''],
    ['share <@chat:t:u1>: the key', 'the key'],
    ['share <@chat:t:u1> – “the key”', 'the key'],
    ['share """Stripe key"""', 'Stripe key'],
    ['share "Stripe" key', '"Stripe" key'],
    ['share 5" disk', '5" disk'],
    ['share ""', ''],
    [`share ${'ab '.repeat(60)}`, 'ab '.repeat(60).slice(0, 80).trim()],
  ])('reads %j', (text, label) => {
    expect(parseCommand(text)).toEqual({ kind: 'share', label, leaked: false });
  });

  it.each([
    ['list', { kind: 'list', leaked: false }],
    ['LIST all', { kind: 'list', leaked: false }],
    ['revoke', { kind: 'revoke', leaked: false }],
    ['receipt', { kind: 'receipt', share: null, leaked: false }],
    ['receipt of what I sent', { kind: 'receipt', share: null, leaked: false }],
    [`receipt ${ID}`, { kind: 'receipt', share: ID, leaked: false }],
    [` Receipt  https://nt2.example/s/${ID}/receipt `, { kind: 'receipt', share: ID, leaked: false }],
    [`receipt <http://127.0.0.1:8448/s/${ID}|127.0.0.1:8448/s/${ID}>`, { kind: 'receipt', share: ID, leaked: false }],
    [`receipt ${ID} ${ID}`, { kind: 'receipt', share: null, leaked: true }],
    [`receipt https://nt2.example/s/${ID}#1${'a'.repeat(56)}`, { kind: 'receipt', share: null, leaked: true }],
    ['help', { kind: 'help', unknown: false, leaked: false }],
    ['', { kind: 'help', unknown: false, leaked: false }],
    ['   ', { kind: 'help', unknown: false, leaked: false }],
    ['shares', { kind: 'help', unknown: true, leaked: false }],
    ['constructor', { kind: 'help', unknown: true, leaked: false }],
    ['please give Sam the key', { kind: 'help', unknown: true, leaked: false }],
  ])('reads %j', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  it('T13: empties the label when a secret was pasted, whatever the verb', () => {
    const pasted = 'ghp_0123456789abcdefghijABCDEFGHIJ';
    for (const text of [`share <@chat:t:u1> ${pasted}`, `<@chat:t:u1> key ${pasted}`, `list ${pasted}`, pasted, `help ${pasted}`]) {
      const command = parseCommand(text);
      expect(command.leaked).toBe(true);
      expect(JSON.stringify(command)).not.toContain(pasted);
    }
  });

  it('P3: a text of any length and kind is read at once, and one that nobody can have typed counts as pasted', () => {
    for (const one of ['"', '”', '“x', 'a', ' ', '.', '-', '@', '<@', '<', '\\', '\u0301', '😀', 'receipt ', 'pass', 'https://', '/s/']) {
      for (const size of [100_000, 7_900]) {
        const started = process.cpuUsage();
        const command = parseCommand(`share ${one.repeat(size / one.length)}x`);
        // The cap is far above what a busy machine needs; before the mending it took minutes.
        expect(process.cpuUsage(started).user / 1_000).toBeLessThan(2_000);
        if (size > 8_000) expect(command).toMatchObject({ leaked: true });
      }
    }
  });

  it('does not take a person key for a secret', () => {
    expect(parseCommand('share <@slackish:T0123456789ABCDEF:U0123456789ABCDEFGHJ> key').leaked).toBe(false);
  });
});
