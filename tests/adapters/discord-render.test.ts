// Text stays text on Discord, cards fit its limits, and references fit where they travel.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { customId, parseCustomId, parseKey, parseRef, refOf, type Tenant } from '../../src/adapters/discord/config.ts';
import { renderAnswer, renderCard } from '../../src/adapters/discord/render.ts';
import { ACTIONS } from '../../src/bot/actions.ts';
import type { Card, Line } from '../../src/bot/port.ts';
import type { PersonKey } from '../../src/core/share.ts';
import { assertProperty } from '../support/property.ts';

const GUILD: Tenant = { kind: 'guild', id: '1573367316480000001' };
const card = (body: readonly Line[], more: Partial<Card> = {}): Card => ({
  title: 'T',
  tone: 'plain',
  body,
  buttons: [],
  fallback: 'T',
  ...more,
});
const rendered = (body: readonly Line[], more: Partial<Card> = {}): string[] => {
  const [container] = renderCard(card(body, more), GUILD).components as unknown as [{ components: [{ content: string }] }];
  return container.components[0].content.split('\n');
};

/** Discord's own rules, for what stands unescaped. */
const RULES: readonly RegExp[] = [/[*_~`|<>@#[\]\\]/, /https?:\/\//i, /discord(?:app)?\.(?:gg|com)\//i, /^\s*(?:[-+]|\d+\.)\s/];
const unescaped = (text: string): string => text.replaceAll(/\\[^0-9A-Za-z\s]/g, '·');
const read = (text: string): string => text.replaceAll(/\\([^0-9A-Za-z\s])/g, '$1');

const PIECES = [
  '<@1>',
  '<@&1>',
  '<#1>',
  '<t:1:R>',
  '<:a:1>',
  '</nt2:1>',
  '@everyone',
  '@here',
  '**',
  '__',
  '~~',
  '||',
  '`',
  '```',
  '# ',
  '-# ',
  '> ',
  '>>> ',
];
const MORE = [
  '- ',
  '+ ',
  '1. ',
  '[x](',
  '](https://',
  'https://evil.example',
  'discord.gg/x',
  '<https://',
  '\\',
  '\\\\',
  '/',
  '//',
  ':',
  'a',
  ' ',
  '\n',
  '\n# ',
  'é',
  '🔑',
];
const nasty = fc
  .array(fc.oneof(fc.constantFrom(...PIECES, ...MORE), fc.string({ maxLength: 3 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

describe('text on Discord', () => {
  it('stays what it is, wherever it stands, and leaves nothing for Discord to interpret', () => {
    assertProperty(
      fc.property(nasty, nasty, (one, two) => {
        const [title = '', line = '', ...rest] = rendered([[one, two]], { title: two });
        expect(rest).toEqual([]);
        for (const text of [line, title.replace('### ', '')]) for (const rule of RULES) expect(unescaped(text)).not.toMatch(rule);
        expect(read(line)).toBe(flat(one) + flat(two));
      }),
      { numRuns: 2_000 },
    );
  });
  const flat = (text: string): string => text.replaceAll(/\s*\n\s*/g, ' ');

  it('reads well: ordinary sentences carry no backslash', () => {
    const ordinary = '1 key, for you (only you): it’s ready; press /nt2 list! “Stripe webhook key” – 100 % & more?';
    expect(rendered([[ordinary]])[1]).toBe(ordinary);
  });

  it('strong, links, times and people are the only markup, and what is in them is text', () => {
    const person = { key: `discord:${GUILD.id}:42` as PersonKey, name: '**x**' };
    const line: Line = [
      { kind: 'strong', text: '**' },
      ' ',
      { kind: 'link', text: '](', url: 'https://nt2.example/s/x' },
      ' ',
      { kind: 'time', at: 1_700_000_000_000 },
      ' ',
      { kind: 'person', person },
    ];
    expect(rendered([line])[1]).toBe(String.raw`**\*\*** [\](](<https://nt2.example/s/x>) <t:1700000000:f> <@42>`);
    const foreign = { key: 'slack:T1:U1' as PersonKey, name: '<@1>' };
    expect(rendered([[{ kind: 'person', person: foreign }]])[1]).toBe(String.raw`\<\@1\>`);
  });

  it('fits: what is too long loses its last lines, and a button its last letters', () => {
    const long = rendered(Array.from({ length: 40 }, (_, n) => [`${n} ${'*'.repeat(100)}`]));
    expect(long.join('\n').length).toBeLessThanOrEqual(4_000);
    expect(long.length).toBeGreaterThan(15);
    const buttons = Array.from({ length: 10 }, (_, n) => ({ kind: 'act', action: 'open', ref: `r${n}`, label: '🔑'.repeat(100) }) as const);
    const [container] = renderCard(card([['x']], { buttons }), GUILD).components as unknown as [
      { components: { components?: { label: string }[] }[] },
    ];
    const rows = container.components.slice(1).map(({ components = [] }) => components);
    expect(rows.map((row) => row.length)).toEqual([5, 5]);
    for (const { label } of rows.flat()) expect([...label]).toHaveLength(80);
  });

  it('only a card in a place rings someone, and only whom it speaks of', () => {
    const person = { key: `discord:${GUILD.id}:42` as PersonKey, name: 'x' };
    const spoken = card([[{ kind: 'person', person }, ' and ', { kind: 'person', person }]]);
    expect(renderCard(spoken, GUILD).allowed_mentions).toEqual({ parse: [] });
    expect(renderCard(spoken, GUILD, { ping: true }).allowed_mentions).toEqual({ parse: [], users: ['42'] });
  });

  it('a private answer is private, and takes the place of the private card that was pressed', () => {
    const answer = { kind: 'private', card: card([]) } as const;
    expect(renderAnswer(answer, GUILD, { replaces: false })).toMatchObject({ type: 4, data: { flags: 32_768 + 64 + 4 } });
    expect(renderAnswer(answer, GUILD, { replaces: true })).toMatchObject({ type: 7 });
    for (const silent of [{ kind: 'nothing' }, { kind: 'reject-form', errors: {} }] as const)
      expect(renderAnswer(silent, GUILD, { replaces: false })).toBeNull();
  });
});

describe('references on Discord', () => {
  const largest = String(2n ** 64n - 1n);

  it('every action and form finds its way back, and the longest fits 100 characters', () => {
    for (const tenant of [GUILD, { kind: 'user', id: largest }] as const) {
      for (const action of ACTIONS) {
        const id = customId({ kind: 'action', action }, tenant, 'r'.repeat(80));
        expect(id.length).toBeLessThanOrEqual(100);
        expect(parseCustomId(id)).toEqual({ tenant, ref: 'r'.repeat(80), kind: 'action', action });
      }
      for (const form of ['share', 'secret', 'request', 'decline'] as const)
        expect(parseCustomId(customId({ kind: 'form', form }, tenant, 'a=b:c'))).toEqual({ tenant, ref: 'a=b:c', kind: 'form', form });
    }
    const letters = [
      ...ACTIONS.map((action) => customId({ kind: 'action', action }, GUILD, '')),
      ...(['share', 'secret', 'request', 'decline'] as const).map((form) => customId({ kind: 'form', form }, GUILD, '')),
    ];
    expect(new Set(letters).size).toBe(letters.length);
  });

  it('the letters of buttons that stand in chat never change', () => {
    expect(ACTIONS.map((action) => [action, customId({ kind: 'action', action }, { kind: 'guild', id: '0' }, '')[0]])).toEqual([
      ['enter', 'e'],
      ['accept', 'a'],
      ['decline', 'd'],
      ['open', 'o'],
      ['browser', 'w'],
      ['revoke', 'r'],
      ['revoke-now', 'R'],
      ['status', 's'],
      ['receipt', 'p'],
      ['block', 'b'],
      ['unblock', 'B'],
      ['change', 'c'],
      ['share', 'n'],
      ['request', 'q'],
      ['remind', 'i'],
      ['extend', 'x'],
      ['ask-again', 'Q'],
      ['share-again', 'N'],
      ['let-in', 'l'],
      ['not-me', 'L'],
      ['form-again', 'f'],
      ['rotated', 't'],
      ['hand-over', 'h'],
      ['snooze', 'z'],
      ['offboard-now', 'F'],
      ['offboard-tick', 'T'],
      ['rescue-share', 'v'],
      ['rescue-rotate', 'V'],
      ['glass-agree', 'g'],
      ['glass-refuse', 'G'],
      ['approve', 'j'],
      ['refuse', 'J'],
      ['incident-now', 'k'],
      ['more', 'm'],
      ['submit', 'y'],
    ]);
  });

  it('places, messages and people are read back, and everything else is not', () => {
    expect(parseRef(refOf(GUILD, '7', '8'))).toEqual({ tenant: GUILD, channel: '7', message: '8' });
    expect(parseRef(refOf({ kind: 'user', id: largest }, '7'))).toEqual({
      tenant: { kind: 'user', id: largest },
      channel: '7',
      message: '',
    });
    for (const ref of ['', '7/8', 'g1/', 'g1/x', 'x1/7', 'g1/7/x', `g${'z'.repeat(14)}/7`]) expect(parseRef(ref), ref).toBeNull();
    expect(parseKey('discord:1:2' as PersonKey)).toEqual({ tenant: { kind: 'guild', id: '1' }, user: '2' });
    expect(parseKey('discord:user:1:2' as PersonKey)).toEqual({ tenant: { kind: 'user', id: '1' }, user: '2' });
    for (const key of ['slack:T1:U1', 'discord:1', 'discord:x:2', 'discord:1:2:3']) expect(parseKey(key as PersonKey), key).toBeNull();
  });
});
