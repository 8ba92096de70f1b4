// What a command prints of a secret, and what a model gets to read of it.

import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor, unfindable } from '../../packages/mcp/src/redact.ts';
import { assertProperty } from '../support/property.ts';

const VALUE = "S3cr3t/Canary+value='x9' &end";
const KEY = '-----BEGIN KEY-----\nMIICanaryLine1abcdefgh\nqrstuvCanaryLine2xyz0\n-----END KEY-----\n';
const redact = (text: string, value = VALUE): string => createRedactor([{ name: 'KEY', value }])(text).text;

/** Each prints the variable KEY in a way of its own. */
const PRINTERS: readonly (readonly [how: string, script: string])[] = [
  ['as it is', 'echo "before $KEY after"'],
  ['with the whole environment', 'env'],
  ['base64', 'printf %s "$KEY" | base64'],
  ['base64 behind other bytes', 'printf "a%s" "$KEY" | base64; printf "ab%s" "$KEY" | base64'],
  ['base64 in short lines', 'printf %s "$KEY" | base64 -w 9'],
  ['base64 for addresses', 'printf %s "$KEY" | base64 | tr "+/" "-_"'],
  ['hex', 'printf %s "$KEY" | od -An -tx1'],
  ['hex with its columns', 'printf %s "$KEY" | od -A x -t x1z'],
  ['characters in columns', 'printf %s "$KEY" | od -An -c'],
  ['a character on each line', 'printf %s "$KEY" | fold -w1'],
  ['backwards', 'printf %s "$KEY" | rev'],
  ['in capitals', 'printf %s "$KEY" | tr a-z A-Z'],
  ['quoted by a shell', 'export -p'],
  ['traced by a shell', 'set -x; true "$KEY"'],
  ['its first half', 'printf %s "$KEY" | cut -c1-14'],
  ['its second half', 'printf %s "$KEY" | cut -c13-'],
  ['with colours in between', 'printf "%s" "$KEY" | sed "s/./&\\x1b[31m/g"'],
  ['with commas in between', 'printf "%s" "$KEY" | sed "s/./&,/g"'],
  ['on standard error', 'echo "$KEY" >&2'],
]; // prettier-ignore

const letters = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

describe('what a command prints of a secret', () => {
  it.each(PRINTERS)('%s: no part of it that a person would know it by is left', (_how, script) => {
    const done = spawnSync('sh', ['-c', script], { env: { PATH: process.env['PATH'], KEY: VALUE }, encoding: 'utf8' });
    const printed = done.stdout + done.stderr;
    expect(letters(printed).length).toBeGreaterThan(8);
    const shown = letters(redact(printed));
    for (let from = 0; from + 8 <= letters(VALUE).length; from += 1) expect(shown).not.toContain(letters(VALUE).slice(from, from + 8));
    const hex = Buffer.from(VALUE).toString('hex');
    for (let from = 0; from + 12 <= hex.length; from += 12) expect(shown).not.toContain(hex.slice(from, from + 12));
    for (const form of [Buffer.from(VALUE).toString('base64'), Buffer.from(`a${VALUE}`).toString('base64')])
      expect(shown).not.toContain(letters(form.slice(4, 20)));
  });

  it.each([
    ['JSON', JSON.stringify({ KEY: VALUE })],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ KEY: VALUE }))],
    ['an address', `https://x.example/?k=${encodeURIComponent(VALUE)}&z=1`],
    ['an address in an address', encodeURIComponent(`https://x.example/?k=${encodeURIComponent(VALUE)}`)],
    ['a form', new URLSearchParams({ k: VALUE }).toString()],
    ['HTML', `<b>${VALUE.replaceAll('&', '&amp;').replaceAll("'", '&#39;')}</b>`],
    ['a message of Node', String(new TypeError(`Invalid value: ${VALUE}`).stack)],
  ])('in %s', (_how, printed) => {
    expect(letters(redact(printed))).not.toMatch(/s3cr3tc|canaryva|alue3dx|valuex9/);
  });

  it('each line of a key of several lines, alone too', () => {
    const shown = redact(`key: ${KEY}\nMIICanaryLine1abcdefgh\nindented:\n    qrstuvCanaryLine2xyz0`, KEY);
    expect(shown).not.toMatch(/Canary/);
    expect(shown).toContain('key: ');
  });

  it('all else is as it was', () => {
    expect(redact('deployed 3 services in 12 s\nhttps://status.example/ok\n')).toBe(
      'deployed 3 services in 12 s\nhttps://status.example/ok\n',
    );
    expect(createRedactor([{ name: 'K', value: VALUE }])(`a ${VALUE} b ${VALUE} c`)).toEqual({
      text: 'a [redacted] b [redacted] c',
      count: 2,
    });
    expect(redact('\u001b[31mred\u001b[0m')).toBe('red');
  });

  it('what is too short or too long to be looked for is named, so that nothing is shown', () => {
    const values = [{ name: 'PIN', value: '123' }, { name: 'BIG', value: 'x'.repeat(40_000) }, { name: 'OK', value: '1234' }, { name: 'NONE', value: '' }]; // prettier-ignore
    expect(unfindable(values)).toEqual(['PIN', 'BIG']);
    expect(redact('pin 1234.', '1234')).toBe('pin [redacted].');
    expect(redact('a !!%%&& b', '!!%%&&')).toBe('a [redacted] b');
  });

  it('any value, printed anywhere, is not there any more', () => {
    const value = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 60 }).filter((text) => text.isWellFormed());
    assertProperty(
      fc.property(value, fc.string({ maxLength: 40 }), fc.string({ maxLength: 40 }), (secret, before, after) => {
        const shown = redact(`${before}${secret}${after}`, secret).replaceAll('[redacted]', '');
        expect(shown.includes(secret) && !`${before}${after}`.includes(secret)).toBe(false);
      }),
    );
  });
});
