import { describe, expect, it } from 'vitest';

import { ACTIONS } from '../../src/bot/actions.ts';
import { interpolate, interpolateText, sanitize, strong } from '../../src/bot/text.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { CAUSES, KINDS, MODES } from '../../src/core/share.ts';

function leaves(tree: object, path = ''): [path: string, text: string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${path}${key}`, value] as [string, string]] : leaves(value as object, `${path}${key}.`),
  );
}
const HOLES = [
  'sender',
  'recipient',
  'other',
  'what',
  'until',
  'place',
  'platform',
  'command',
  'example',
  'minutes',
  'count',
  'why',
  'n',
  'state',
  'button',
  'max',
  'name',
  'title',
  'number',
  'values',
  'template',
  'opened',
  'server',
  'from',
  'at',
  'code',
  'devices',
  'no',
  'share',
  'revoke',
  'words',
  'issuer',
  'claims',
  'people',
  'due',
  'person',
  'second',
  'owner',
  'reason',
  'giver',
  'start',
  'shares',
  'browsers',
  'machines',
  'tokens',
  'author',
];

describe('words', () => {
  it('every text is there, is trimmed, and is free of markup', () => {
    expect(leaves(en).length).toBeGreaterThan(180);
    for (const [path, text] of leaves(en)) {
      expect(text, path).not.toBe('');
      expect(text, path).toBe(text.trim());
      expect(text, path).not.toMatch(/[<>*_`~\n]|https?:/);
    }
  });

  it('every hole has a name that someone fills', () => {
    for (const [path, text] of leaves(en)) {
      for (const [, hole] of text.matchAll(/\{([^}]*)\}/g)) expect(HOLES, `${path}: {${hole}}`).toContain(hole);
      expect(text.replaceAll(/\{[^}]*\}/g, ''), path).not.toMatch(/[{}]/);
    }
  });

  it('states, ends, kinds, modes and refusals are complete', () => {
    for (const cause of CAUSES)
      for (const side of [en.place.ended, en.recipient.ended, en.sender.ended, en.states]) expect(side[cause]).toBeTruthy();
    for (const kind of KINDS)
      for (const side of [en.kinds, en.place.titles, en.recipient.titles, en.sender.titles]) expect(side[kind]).toBeTruthy();
    for (const mode of MODES) expect(en.opens[mode]).toBeTruthy();
    expect(ACTIONS.length).toBe(35);
  });

  it('every refusal is whole sentences that end, and never a code', () => {
    for (const [code, text] of Object.entries(en.refusals)) {
      expect(text, code).toMatch(/^[A-Z].*\.$/s);
      expect(text, code).not.toMatch(/[a-z]\.[a-z]|_/);
    }
  });

  it('form texts fit every platform: titles 24, labels 45, hints 100, choices 75 characters', () => {
    for (const form of [en.form, en.secretForm, en.request.form, en.request.decline, en.approval.refuse]) {
      expect(form.title.length).toBeLessThanOrEqual(24);
      expect(form.submit.length).toBeLessThanOrEqual(24);
    }
    const forms = [en.form, en.secretForm, en.request.form, en.request.decline, en.approval.refuse].flatMap((form) => leaves(form));
    for (const [path, text] of forms) {
      const most = path.endsWith('label') ? 45 : path.endsWith('hint') ? 100 : path === 'warning' ? 300 : 75;
      expect(text.replace('{platform}', 'Some Chat').length, path).toBeLessThanOrEqual(most);
    }
    for (const [path, text] of [...leaves(en.buttons), ...leaves(en.request.buttons)]) expect(text.length, path).toBeLessThanOrEqual(30);
  });

  it('names no platform: the same words serve all of them', () => {
    // Of what was pasted it names the issuer.
    const said = leaves(en).filter(([path]) => !path.startsWith('rescue.what.'));
    for (const [path, text] of said) expect(text, path).not.toMatch(/slack|discord|teams|\bline\b|playground/i);
  });
});

describe('filling in', () => {
  it('puts spans where the sentence wants them', () => {
    expect(interpolate('{a} gives {b}.', { a: strong('x'), b: 'y' })).toEqual([{ kind: 'strong', text: 'x' }, ' gives ', 'y', '.']);
    expect(interpolateText('{a} {a}', { a: 'x' })).toBe('x x');
  });

  it('does not fill what a filled-in value says', () => {
    expect(interpolateText('{a}', { a: '{b}', b: 'no' })).toBe('{b}');
  });

  it('cuts by characters, not inside one', () => {
    expect(sanitize('🔑🔑🔑🔑', 3)).toBe('🔑🔑…');
  });
});
