// What is said of a value before it is sent: each check finds its wrong example, is silent about its right one, and takes linear time.

import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { KINDS } from '../../src/crypto/share-terms.ts';
import { CHECKS } from '../../src/fields/checks.ts';
import { hintsOf } from '../../src/fields/hints.ts';
import { FIELD_SETS } from '../../src/fields/sets.ts';
import { assertProperty } from '../support/property.ts';
import { EXAMPLES, NOW, type Example } from './examples.ts';
import * as made from './material.ts';

const hints = ({ kind = 'credential', name = 'Value', beside }: Example, which: 0 | 1, value: string) => {
  const others = (beside?.[which] ?? []).map(([other, text]) => ({ name: other, value: text }));
  return hintsOf(kind, [{ name, value }, ...others], NOW)[0] ?? [];
};
const found = (value: string, name = 'Value') => (hintsOf('credential', [{ name, value }], NOW)[0] ?? []).map(({ check }) => check);
const said = (value: string) => (hintsOf('credential', [{ name: 'Value', value }], NOW)[0] ?? []).map(({ text }) => text);

describe('each check', () => {
  test.each(EXAMPLES.map((example) => [example.check, example] as const))(
    '%s finds its wrong example, and not its right one',
    (check, example) => {
      expect(hints(example, 0, example.wrong).map((hint) => hint.check)).toContain(check);
      expect(hints(example, 1, example.right).map((hint) => hint.check)).not.toContain(check);
    },
  );

  it('has an example, and each example a check', () => {
    expect(EXAMPLES.map(({ check }) => check).toSorted()).toEqual(Object.keys(CHECKS).toSorted());
  });

  it('says one plain sentence or two, and never repeats what it looked at', () => {
    for (const example of EXAMPLES)
      for (const { check, text } of hints(example, 0, example.wrong)) {
        expect(text, check).toMatch(/^[A-Z][^]{10,160}\.$|\?$/);
        // Codes of countries, counts and names of algorithms are no part of a secret; eight characters of it would be.
        for (let at = 0; at + 8 <= example.wrong.length; at += 1) {
          const piece = example.wrong.slice(at, at + 8);
          if (/\d/.test(piece) && /[A-Za-z]/.test(piece)) expect(text, check).not.toContain(piece);
        }
      }
  });

  it('that mends something leaves what it has mended alone', () => {
    const mended = EXAMPLES.flatMap((example) =>
      hints(example, 0, example.wrong).flatMap((hint) => (hint.fix ? [{ example, hint, fix: hint.fix }] : [])),
    );
    expect(new Set(mended.map(({ hint }) => hint.check))).toEqual(new Set(Object.keys(CHECKS).filter((check) => CHECKS[check]?.fix)));
    for (const { example, hint, fix } of mended)
      expect(
        hints(example, 0, fix.value).map(({ check }) => check),
        hint.check,
      ).not.toContain(hint.check);
  });

  it('P3: takes linear time, also in hostile text', () => {
    const pieces = [
      'a', '-', '.', ':', '/', '=', '@', 'A1', '1 ', '\n', '\\n', '"', '•', '…', 'а', '{', '{"type":"service_account"', 'eyJ', 'eyJ.', '-----BEGIN ', '-----BEGIN A-----\n',
      '-----BEGIN A-----\n-----END B-----\n', '-----BEGIN A-----\nAAAA\n-----END A-----\n', '-----BEGIN A-----AAAA-----END A-----', 'sk_live_', 'xoxb-1', 'AKIA', 'DE89', 'postgres://',
      'x@', 'x:y@', '[::', '%3d', 'otpauth://?secret=', 'Bearer ', 'AccountKey=', 'DefaultEndpointsProtocol=https;', 'AGE-SECRET-KEY-1', 'ssh-rsa AAAA', 'your-key', '<', '\u00ad', ' ', 'export A_=',
    ]; // prettier-ignore
    const names = ['Value', 'IBAN', 'BIC', 'URL', 'E-mail', 'TOTP', 'Routing number', 'Sort code'];
    const heads = ['eyJ', '{"service_account"', '-----BEGIN PRIVATE KEY-----\n'];
    const hostile = [...pieces.map((piece) => ['', piece] as const), ...heads.flatMap((head) => ['a', '.', ' \n'].map((piece) => [head, piece] as const))]; // prettier-ignore
    for (const [head, piece] of hostile) {
      const time = (size: number): number => {
        const value = (head + piece.repeat(Math.ceil(size / piece.length))).slice(0, size);
        const started = process.cpuUsage();
        hintsOf('credential', names.map((name) => ({ name, value })), NOW); // prettier-ignore
        const { user, system } = process.cpuUsage(started);
        return (user + system) / 1_000;
      };
      const [short, long] = [time(8_000), Math.min(time(32_000), time(32_000))];
      // Milliseconds of the processor. Four times the text; sixteen would be the square. A floor, since a millisecond measures the machine.
      expect(long, `${JSON.stringify(head + piece)} ${short} ${long}`).toBeLessThan(Math.max(short, 5) * 10);
    }
    // What is larger is a file, and is not looked at.
    expect(found('x '.repeat(40_000))).toEqual([]);
  });

  it('never throws, whatever stands there, and is silent about nothing', () => {
    const pieces = fc.constantFrom(
      ...EXAMPLES.flatMap(({ wrong, right }) => [wrong, right]),
      '-----BEGIN PRIVATE KEY-----\n',
      'MIIB',
      '\0',
      '{',
      'eyJ',
      '\ud83d\ude00',
    );
    const text = fc
      .array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 12 })), { maxLength: 4 })
      .map((parts) => parts.join(''));
    const field = fc.record({ name: fc.constantFrom('', 'IBAN', 'BIC', 'URL', 'E-mail', 'TOTP', 'x'), value: text });
    assertProperty(
      fc.property(fc.constantFrom(...KINDS), fc.array(field, { maxLength: 4 }), (kind, fields) => {
        const all = hintsOf(kind, fields, NOW);
        expect(all.length).toBe(fields.length);
        for (const [at, { value }] of fields.entries()) if (value === '') expect(all[at]).toEqual([]);
      }),
    );
  });
});

describe('a key in PEM', () => {
  test.each([
    [made.RSA, 'Holds a private key (RSA, 2048 bits).'],
    [made.RSA_OLD, 'Holds a private key (RSA, 2048 bits).'],
    [made.EC, 'Holds a private key (EC P-256).'],
    [made.EC_OLD, 'Holds a private key (EC P-256).'],
    [made.ED25519, 'Holds a private key (Ed25519).'],
    [made.openssh('none'), 'Holds a private key (ssh-ed25519).'],
    [made.RSA + made.certificate('20561129120000Z').repeat(2), 'Holds a private key (RSA, 2048 bits) and 2 times a certificate.'],
  ])('is told by what it holds: %#', (pem, sentence) => {
    expect(said(pem)).toContain(sentence);
    expect(said(pem)).toContain('This private key has no passphrase: it works for anyone who has it.');
  });

  test.each([
    made.RSA_LOCKED,
    made.RSA_OLD_LOCKED,
    made.openssh('aes256-ctr'),
    'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: aes256-cbc\n',
  ])('with a passphrase is not said to have none: %#', (pem) => {
    expect(found(pem)).toEqual(['pem.holds']);
  });

  it('with lost line breaks is whole again after the press, in both of their forms', () => {
    for (const flat of [made.RSA.trim().replaceAll('\n', ' '), made.RSA.trim().replaceAll('\n', '\\n')]) {
      const fix = hintsOf('credential', [{ name: 'Key', value: flat }], NOW)[0]?.find(({ check }) => check === 'pem.flat')?.fix;
      expect(fix?.value).toBe(made.RSA);
    }
  });
});

describe('fields of a kind', () => {
  it('raise no hint by their names while they are empty, and each set has names of its own', () => {
    for (const kind of KINDS)
      for (const { fields } of FIELD_SETS[kind]) {
        expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
        const empty = fields.map(({ name }) => ({ name, value: '' }));
        expect(hintsOf(kind, empty, NOW).flat()).toEqual([]);
      }
  });

  it('white space in a note is part of it', () => {
    expect(hintsOf('note', [{ name: 'Note', value: ' text\n' }], NOW)).toEqual([[]]);
    expect(hintsOf('document', [{ name: 'Content', value: '“quoted”\n' }], NOW)).toEqual([[]]);
  });

  it.each([
    ['SWIFT / BIC', 'DEUTDE', ['bic.form']],
    ['their_iban', 'DE00', ['iban.form', 'iban.length', 'iban.checksum']],
    ['Recovery e-mail', 'x', ['email.form']],
    ['Mail server', 'x', []],
    ['Bank', 'x', []],
    ['DATABASE_URL', 'localhost', ['url.form']],
  ])('%s is known by its name', (name, value, checks) => {
    const all = found(value, name);
    expect(checks.length === 0 ? all : all.filter((check) => checks.includes(check))).toHaveLength(checks.length === 0 ? 0 : 1);
  });

  it('countries that use IBANs without being in the registry are held to the check digits alone', () => {
    const of = (value: string) => hintsOf('bank', [{ name: 'IBAN', value }], NOW).flat().map(({ check }) => check); // prettier-ignore
    const whole = (country: string, account: string): string => {
      const rest = [...`${account}${country}00`].map((one) => Number.parseInt(one, 36)).join('');
      return `${country}${String(98n - (BigInt(rest) % 97n)).padStart(2, '0')}${account}`;
    };
    for (const [country, length] of [
      ['MA', 28],
      ['SN', 28],
      ['BF', 27],
      ['BF', 28],
      ['DZ', 24],
      ['AO', 25],
    ] as const)
      // prettier-ignore
      expect(of(whole(country, '1'.repeat(length - 4))), country).toEqual([]);
    expect(of(whole('MA', '1'.repeat(24)).replace('1111', '1112'))).toEqual(['iban.checksum']);
    expect(of(whole('US', '1'.repeat(18)))).toEqual(['iban.country']);
  });

  it('territories whose accounts are those of another country are no mismatch', () => {
    const of = (iban: string, bic: string) =>
      hintsOf('bank', [{ name: 'IBAN', value: iban }, { name: 'BIC', value: bic }], NOW).flat().map(({ check }) => check); // prettier-ignore
    expect(of('GB29NWBK60161331926819', 'NWBKJESH')).toEqual([]);
    expect(of('FR1420041010050500013M02606', 'BNPAGFGX')).toEqual([]);
    expect(of('FR1420041010050500013M02606', 'BNPADEFF')).toEqual(['bank.countries']);
  });
});
