// The form of modal entry: what a passphrase must be, by what else there is to open with.

import { describe, expect, it } from 'vitest';
import { parseSecretForm, secretForm } from '../../src/bot/secret-form.ts';
import { passphraseStrength } from '../../src/crypto/passphrase/wordlist.ts';
import { shareIn, states, voice } from './fixtures.ts';

/** As nt2 wires it. */
const isGood = (typed: string, isSecondLock: boolean): boolean => {
  const { ok, reason } = passphraseStrength(typed);
  return isSecondLock ? reason !== 'empty' : ok;
};
const errors = (mode: 'words' | 'sealed+words', words: string): string => {
  const parsed = parseSecretForm(voice, { share: shareIn(states.offered, { mode }), values: { secret: 's', words }, isGood });
  return parsed.ok ? 'ok' : String(parsed.errors['words']);
};

describe('the passphrase of modal entry', () => {
  it('a passphrase that they know already is enough beside a browser, and never alone', () => {
    expect(errors('sealed+words', 'Acme 2026')).toBe('ok');
    expect(errors('words', 'Acme 2026')).toContain('too easy to guess');
    expect(errors('words', 'correct harbor violin zebra quantum')).toBe('ok');
  });

  it('is never nothing, also where nothing of it can be seen', () => {
    for (const nothing of ['', ' ', '\u200b', ' \u00ad\ufeff ']) {
      expect(errors('sealed+words', nothing), JSON.stringify(nothing)).toContain('Type a passphrase');
      expect(errors('words', nothing)).toContain('too easy');
    }
    expect(errors('sealed+words', 'x'.repeat(5_000))).toContain('at most');
  });

  it('is said to be only a second lock where it is one', () => {
    const hint = (mode: 'words' | 'sealed+words') =>
      secretForm(voice, shareIn(states.offered, { mode }), 'a b c d e').fields.find(({ id }) => id === 'words')?.hint ?? '';
    expect(hint('sealed+words')).toContain('only a second lock');
    expect(hint('words')).not.toContain('second lock');
    for (const mode of ['words', 'sealed+words'] as const) expect(hint(mode).length).toBeLessThanOrEqual(100);
  });
});
