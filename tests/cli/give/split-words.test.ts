// The words of `--from`, held against sh itself.

import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../src/cli/give/split-words.ts';
import { assertProperty } from '../../support/property.ts';

const wordsOf = (text: string): readonly string[] | string => {
  const split = splitWords(text, '/home/ann');
  return split.kind === 'words' ? split.words : split.kind;
};

describe('the command of --from', () => {
  it.each([
    ['op read op://Team/Stripe/password', ['op', 'read', 'op://Team/Stripe/password']],
    ['op read "op://Team/Stripe key/password"', ['op', 'read', 'op://Team/Stripe key/password']],
    [`kubectl get secret db -o 'jsonpath={.data.password}'`, ['kubectl', 'get', 'secret', 'db', '-o', 'jsonpath={.data.password}']],
    ['sops -d --extract \'["db"]["password"]\' ~/x.yaml', ['sops', '-d', '--extract', '["db"]["password"]', '/home/ann/x.yaml']],
    ['a\\ b  c\t"d\\"\\e" \'\'', ['a b', 'c', 'd"\\e', '']],
    ['az keyvault secret show \\\n  --name x', ['az', 'keyvault', 'secret', 'show', '--name', 'x']],
    ['a~b ~', ['a~b', '/home/ann']],
    ['', 'empty'],
    ['""', 'empty'],
    ['a "b', 'open'],
    ["a 'b", 'open'],
    ['a \\', 'open'],
    ['kubectl get secret x | base64 -d', 'shell'],
    ['echo $HOME', 'shell'],
    ['echo "$HOME"', 'shell'],
    ['echo `id`', 'shell'],
    ['a > b', 'shell'],
    ['A=1 env', 'shell'],
    ['a # b', 'shell'],
    ['cat ~bob/x', 'shell'],
  ])('%s', (text, words) => expect(wordsOf(text)).toEqual(words));

  it('never splits otherwise than sh does, where it splits at all', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      ' ',
      '  ',
      "'",
      '"',
      '\\',
      '\n',
      '\t',
      'é',
      '=',
      '~',
      '#',
      '!',
      '{',
      '}',
      ',',
      ':',
      '/',
      '-',
      '%',
      '^',
      '+',
      '@',
      '.',
    );
    const seen: { readonly text: string; readonly words: readonly string[] }[] = [];
    assertProperty(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = `x ${pieces.join('')}`;
        const split = splitWords(text, '/home/ann');
        if (split.kind === 'words') seen.push({ text, words: split.words });
      }),
      { numRuns: 400 },
    );
    expect(seen.length).toBeGreaterThan(50);
    // One sh for all: each command prints its words, each with a zero behind it, and a one at the end.
    const script = `x() { for w in "$@"; do printf '%s\\0' "$w"; done; printf '\\001\\0'; }\n${seen.map(({ text }) => text).join('\n')}\n`;
    const { stdout } = spawnSync('sh', ['-c', script], { encoding: 'utf8', env: { HOME: '/home/ann' } });
    const byShell = stdout
      .split('\u0001\0')
      .slice(0, -1)
      .map((words) => words.split('\0').slice(0, -1));
    expect(byShell).toEqual(seen.map(({ words }) => words.slice(1)));
  });
});
