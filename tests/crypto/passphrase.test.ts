import { hkdfSync, scryptSync } from 'node:crypto';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeBase64, hashB64, decodeBase64 } from '../../src/crypto/bytes.ts';
import { generateRecipientKey } from '../../src/crypto/keys/device.ts';
import { signerFromSeed } from '../../src/crypto/note/signer.ts';
import {
  safetyWords,
  generatePassphrase,
  tidyOwnPassphrase,
  spellingsOfTold,
  passphraseStrength,
} from '../../src/crypto/passphrase/wordlist.ts';
import { scryptInThread } from '../../src/crypto/age/scrypt.ts';
import { isPlain, normalizePassphrase } from '../../src/crypto/passphrase/normalize.ts';
import { derivePassphraseKeys, newPassphraseSalt } from '../../src/crypto/passphrase/passphrase.ts';
import { cheapScrypt, nativeScrypt, newId, toHex } from './support.ts';
import { assertProperty } from '../support/property.ts';

describe('keys from words', () => {
  test('one scrypt call gives the stanza key and the seed of the opener, as the protocol writes it', async () => {
    const salt = newPassphraseSalt();
    const share = newId();
    const progress: number[] = [];
    const words = '  harbor\u00a0violin \u3000zebra ﬁre ';
    const derived = await derivePassphraseKeys({ words, salt, share, scrypt: scryptInThread, onProgress: (done) => progress.push(done) });
    const x = scryptSync('harbor violin zebra fire', Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), salt]), 64, {
      N: 2 ** 17,
      r: 8,
      p: 1,
      maxmem: 256 * 1024 * 1024,
    });
    const seed = hkdfSync('sha256', x.subarray(32), share, 'nt2/v1/words/opener', 32);
    expect(toHex(derived.stanzaKey)).toBe(x.subarray(0, 32).toString('hex'));
    expect(derived.opener.publicKey).toBe((await signerFromSeed(new Uint8Array(seed))).publicKey);
    expect(derived.salt).toEqual(salt);
    expect(progress.length).toBeGreaterThan(5);
    expect(progress.at(-1)).toBe(1);
    const elsewhere = await derivePassphraseKeys({
      words: 'harbor violin zebra fire',
      salt: encodeBase64(salt),
      share,
      scrypt: nativeScrypt,
    });
    expect(toHex(elsewhere.stanzaKey)).toBe(toHex(derived.stanzaKey));
    expect(elsewhere.opener.publicKey).toBe(derived.opener.publicKey);
  });

  test('the parameters handed to another scrypt are those of the protocol', async () => {
    const seen: unknown[] = [];
    await derivePassphraseKeys({
      words: 'a',
      salt: new Uint8Array(16),
      share: newId(),
      scrypt: (password, salt, params) => {
        seen.push(new TextDecoder().decode(password), salt.length, params);
        return cheapScrypt(password, salt, params);
      },
    });
    expect(seen).toEqual(['a', 28 + 16, { N: 131_072, r: 8, p: 1, dkLen: 64 }]);
  });

  test('another word, salt or share gives another opener', async () => {
    const base = { words: 'harbor violin', salt: new Uint8Array(16), share: newId(), scrypt: cheapScrypt };
    const keys = await Promise.all(
      [base, { ...base, words: 'harbor violins' }, { ...base, salt: newPassphraseSalt() }, { ...base, share: newId() }].map(
        derivePassphraseKeys,
      ),
    );
    expect(new Set(keys.map(({ opener }) => opener.publicKey)).size).toBe(4);
  });

  test('T5: no words, or no salt, derive nothing', async () => {
    for (const words of ['', ' ', '\u3000\n'])
      await expect(derivePassphraseKeys({ words, salt: new Uint8Array(16), share: newId(), scrypt: cheapScrypt })).rejects.toThrow(
        RangeError,
      );
    for (const salt of ['', 'AAAA', new Uint8Array(15)])
      await expect(derivePassphraseKeys({ words: 'a', salt, share: newId(), scrypt: cheapScrypt })).rejects.toThrow(RangeError);
  });

  test('normalising twice changes nothing more', () => {
    expect(normalizePassphrase(' Ａ\t b\u00a0\n c ')).toBe('A b c');
    assertProperty(
      fc.property(fc.string({ unit: 'binary' }), (s) => {
        expect(normalizePassphrase(normalizePassphrase(s))).toBe(normalizePassphrase(s));
      }),
    );
  });
});

describe('words as people spell them', () => {
  const drawn = 'game note heavy tone duty';
  const spelled = [
    'Game note heavy tone duty',
    'GAME NOTE HEAVY TONE DUTY',
    'game note heavy tone duty.',
    'Game, note, heavy, tone, duty.',
    'game-note-heavy-tone-duty',
    'game\u2013note\u2014heavy\u2010tone\u2011duty',
    'game note\u200b heavy tone duty',
    'game\u200bnote\u200bheavy\u200btone\u200bduty',
    'ga\u00adme note hea\u200cvy tone duty\ufeff',
    '\u200fgame note heavy tone duty\u200e',
    '“game note heavy tone duty”',
    '*game* _note_ / heavy · tone\n\nduty',
    'ｇａｍｅ　ｎｏｔｅ heavy tone duty',
  ];

  test.each(spelled)('R8, U8: drawn words are the same words in %j, for who is told them and for who makes them their own', (typed) => {
    expect(spellingsOfTold(typed)[0]).toBe(drawn);
    expect(tidyOwnPassphrase(typed)).toBe(drawn);
    expect(passphraseStrength(typed)).toEqual(passphraseStrength(drawn));
  });

  test('R8: a numbered list of drawn words is one, but only after the digits were taken seriously', () => {
    expect(spellingsOfTold('1. game 2. note 3. heavy 4. tone 5. duty')).toEqual(['1. game 2. note 3. heavy 4. tone 5. duty', drawn]);
    expect(tidyOwnPassphrase('game 7 note 9 heavy tone 4')).toBe('game 7 note 9 heavy tone 4');
  });

  test('R8: words of someone’s own keep case and signs, and lose only what nobody sees', () => {
    for (const own of ['Mein Hund heißt Bello-2, ja!', 'xK9#qz!Lm2$vB', '東京 大阪 京都 名古屋']) {
      expect(tidyOwnPassphrase(own)).toBe(normalizePassphrase(own));
      expect(spellingsOfTold(own)).toEqual([normalizePassphrase(own)]);
    }
    expect(tidyOwnPassphrase('Mein\u200b Hund\u00ad heißt Bello')).toBe('Mein Hund heißt Bello');
    expect(spellingsOfTold('Mein\u200b Hund heißt Bello')).toEqual(['Mein Hund heißt Bello', 'Mein\u200b Hund heißt Bello']);
  });

  test('R8: what another program sealed with capitals still opens, as the second of two tries at most', () => {
    expect(spellingsOfTold('Game Note')).toEqual(['game note', 'Game Note']);
    assertProperty(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => {
        const meant = spellingsOfTold(typed);
        expect(meant.length).toBeLessThanOrEqual(2);
        if (isPlain(typed) && normalizePassphrase(typed) !== '') expect(meant).toEqual([normalizePassphrase(typed)]);
        // What a sender's page seals is the first thing that a recipient's page tries when the same is typed.
        if (tidyOwnPassphrase(typed) !== '') expect(meant[0]).toBe(tidyOwnPassphrase(typed));
        expect(tidyOwnPassphrase(tidyOwnPassphrase(typed))).toBe(tidyOwnPassphrase(typed));
      }),
    );
  });
});

describe('the list of 2048 words', () => {
  test('is the one whose words everybody can check: BIP 39, English', () => {
    expect(wordlist).toHaveLength(2_048);
    expect(new Set(wordlist.map((word) => word.slice(0, 4))).size).toBe(2_048);
    expect([wordlist[0], wordlist[2_047]]).toEqual(['abandon', 'zoo']);
    expect(Buffer.from(decodeBase64(hashB64(`${wordlist.join('\n')}\n`)) as Uint8Array).toString('hex')).toBe(
      '2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda',
    );
  });

  test('generated words come from it, five by default, every word as often as any other', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 2_000; i += 1) {
      const words = generatePassphrase().split(' ');
      expect(words).toHaveLength(5);
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    expect([...counts.keys()].every((word) => wordlist.includes(word))).toBe(true);
    expect(counts.size).toBeGreaterThan(1_950);
    expect(Math.max(...counts.values())).toBeLessThan(30);
    for (const count of [1, 4, 8, 24]) expect(generatePassphrase(count).split(' ')).toHaveLength(count);
  });

  test('six code words stand for id, device and recipient: 66 bits of their hash', async () => {
    const { recipient } = await generateRecipientKey();
    const device = encodeBase64(new Uint8Array(32).fill(5));
    const share = newId();
    const words = safetyWords({ share, device, recipient });
    const bits = [...(decodeBase64(hashB64(`nt2/v1/code\n${share}\n${device}\n${recipient}\n`)) as Uint8Array)]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('');
    expect(words).toEqual(Array.from({ length: 6 }, (_, i) => wordlist[Number.parseInt(bits.slice(i * 11, i * 11 + 11), 2)]));
    expect(safetyWords({ share: newId(), device, recipient })).not.toEqual(words);
    expect(safetyWords({ share, device: encodeBase64(new Uint8Array(32)), recipient })).not.toEqual(words);
    expect(safetyWords({ share, device, recipient: (await generateRecipientKey()).recipient })).not.toEqual(words);
    expect(() => safetyWords({ share, device: 'AAAA', recipient })).toThrow(RangeError);
  });
});

describe('strength of typed words', () => {
  test('generated words are strong enough, four as well', () => {
    for (let i = 0; i < 50; i += 1) expect(passphraseStrength(generatePassphrase())).toMatchObject({ ok: true });
    expect(passphraseStrength('harbor violin zebra quantum')).toEqual({ bits: 44, ok: true });
    // Drawn by chance: a word twice, and words that everybody tries.
    expect(passphraseStrength('dragon harbor harbor zebra quantum')).toMatchObject({ ok: true });
    expect(passphraseStrength('dragon welcome harbor zebra quantum')).toMatchObject({ ok: true });
  });

  test.each([
    ['', 'empty'],
    ['  \u3000', 'empty'],
    ['4321', 'short'],
    ['1234567890', 'short'],
    ['blue horse', 'short'],
    ['Tr0ub4dor&3', 'short'],
    ['aaaaaaaaaaaaaaaa', 'short'],
    ['harbor harbor harbor harbor', 'repeated'],
    ['Harbor harbor HARBOR zebra', 'repeated'],
    ['correct horse battery staple', 'common'],
    ['password welcome dragon letmein', 'common'],
    ['P4ssw0rd', 'short'],
    ['Summer2026!', 'short'],
    ['last four 4321', 'short'],
  ])('%j is refused: %s', (typed, why) => {
    expect(passphraseStrength(typed)).toMatchObject({ ok: false, reason: why });
  });

  test('a long random string and a long sentence are taken', () => {
    for (const typed of ['xK9#qz!Lm2$vB', 'mein hund heisst bello und mag wurst', '東京 大阪 京都 名古屋 札幌 福岡'])
      expect(passphraseStrength(typed), typed).toMatchObject({ ok: true });
  });

  test('one more word from the list never weakens', () => {
    const word = fc.constantFrom(...wordlist);
    assertProperty(
      fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), word, (words, more) => {
        expect(passphraseStrength([...words, more].join(' ')).bits).toBeGreaterThanOrEqual(passphraseStrength(words.join(' ')).bits);
      }),
    );
  });
});
