import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { envName, formatEnv, formatEnvLine, isEnvName, looksLikeEnv, parseEnv } from '../../src/web/lib/env-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'nt2-env-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/);
const anyValue = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => text.replaceAll('\uFEFF', ''));
const nasty = fc.string({ unit: fc.constantFrom(...'aZ0 \'"`\\$#=\n\t!{}()&;|<>*?~%é'), maxLength: 24 });
const entries = fc.uniqueArray(fc.record({ name, value: fc.oneof(anyValue, nasty) }), { selector: (entry) => entry.name, maxLength: 8 });

describe('a pasted .env', () => {
  const value = (line: string): string | undefined => parseEnv(line).entries[0]?.value;

  test.each([
    ['A=b', 'b'],
    ['export A=b', 'b'],
    ['  A = b  ', 'b'],
    ['A=', ''],
    ["A='b c'", 'b c'],
    ['A="b\\nc"', 'b\nc'],
    ['A="b\nc"', 'b\nc'],
    ['A="say \\"hi\\" \\$5"', 'say "hi" $5'],
    ["A='raw \\n $HOME'", 'raw \\n $HOME'],
    ['A=`b "c" \'d\'`', 'b "c" \'d\''],
    ['A=b # what it is', 'b'],
    ['A= # nothing', ''],
    ['A="b" # what it is', 'b'],
    ['A=pa#ss', 'pa#ss'],
    ['A=x=y==', 'x=y=='],
    ['A="b" c', '"b" c'],
    ['A="never closed', '"never closed'],
    ['\uFEFFA=b', 'b'],
  ])('%j is read as %j', (line, expected) => {
    expect(value(line)).toBe(expected);
  });

  test('has Windows line ends, comments, blank lines and a key of several lines, and becomes rows in order', () => {
    const source = '# prod\r\nexport A=1\r\n\r\nKEY="-----BEGIN KEY-----\r\nabc=\r\n-----END KEY-----"\r\n; other\r\nB=2\r\n';
    expect(parseEnv(source)).toEqual({
      entries: [
        { name: 'A', value: '1' },
        { name: 'KEY', value: '-----BEGIN KEY-----\nabc=\n-----END KEY-----' },
        { name: 'B', value: '2' },
      ],
      strange: 1,
    });
  });

  test('is told from a single value that holds an equals sign', () => {
    expect(looksLikeEnv('STRIPE_KEY=sk_live_1')).toBe(true);
    expect(looksLikeEnv('export token=abc')).toBe(true);
    expect(looksLikeEnv('a=1\nb=2')).toBe(true);
    expect(looksLikeEnv('QUJDREVGRw==')).toBe(false);
    expect(looksLikeEnv('https://example.com/?a=b')).toBe(false);
    expect(looksLikeEnv('-----BEGIN KEY-----\nAB==\n-----END KEY-----')).toBe(false);
    expect(looksLikeEnv('')).toBe(false);
  });
});

describe('a copied .env', () => {
  test('reads back as what was written, whatever the values', () => {
    fc.assert(
      fc.property(entries, (list) => {
        expect(parseEnv(formatEnv(list)).entries).toEqual(list);
      }),
    );
  });

  test('means the same to a POSIX shell', () => {
    const list = fc.sample(fc.record({ name: fc.constant('X'), value: nasty }), { numRuns: 200, seed: 7 });
    const script = list.map((entry) => `${formatEnvLine(entry)}\nprintf '%s\\0' "$X"\n`).join('');
    const file = join(folder, 'all.sh');
    writeFileSync(file, script);
    const printed = execFileSync('/bin/sh', [file], { encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(printed).toEqual(list.map(({ value }) => value));
  });

  test('leaves plain values unquoted', () => {
    expect(formatEnvLine({ name: 'URL', value: 'https://a.example/x?y=1' })).toBe("URL='https://a.example/x?y=1'");
    expect(formatEnvLine({ name: 'KEY', value: 'sk_live_a-b.c/d+e==' })).toBe('KEY=sk_live_a-b.c/d+e==');
  });
});

test('a variable is named after its field', () => {
  expect(envName('Stripe webhook key')).toBe('STRIPE_WEBHOOK_KEY');
  expect(envName('  Schlüssel (neu) ')).toBe('SCHLUSSEL_NEU');
  expect(envName('2nd key')).toBe('_2ND_KEY');
  expect(envName('鍵')).toBe('');
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (title) => envName(title) === '' || isEnvName(envName(title))));
});
