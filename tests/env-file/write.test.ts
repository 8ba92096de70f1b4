// What is copied out, read back by the programs that people load it with.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { envName, isEnvName, type EnvEntry } from '../../src/env-file/names.ts';
import { commonLine, fileFor, lineFor, READERS } from '../../src/env-file/write.ts';
import { pythonMissing } from '../support/python.ts';
import { readAsCompose } from './rules.ts';
import { readWithDotenv, readWithNode, readWithNodeItself, readWithPython, readWithShell, type Variables } from './readers.ts';
import { assertProperty } from '../support/property.ts';

// PATH and its like would be the shell's own, and a lone `_` is. Nothing below may depend on a variable that is there already.
const name = fc.stringMatching(/^NT2_[A-Za-z0-9_]{0,8}$/);
const REAL = [
  '', ' ', ' x ', '\tx\t', 'x\n', '\nx', '\n', '\n\n', '\r', 'a\r\nb', '\r\n', '#', '#x', 'a#b', 'a #b', 'x # y', "it's", `it's $5 "now"`, "a'b\\c",
  "pa'ss`wd", `{"a":"it's"}`, '{"type":"x","n":[1,2]}', '\\\\server\\share', 'C:\\dir\\', 'C:\\new\\readme', "C:\\it's\\", '\\', '\\\\', "'", '"', '`',
  `'"`, `'"\``, `'"\`#`, `'"\`\n`, '""', "''", '``', `"x"`, `'x'`, '$', '$5', '$HOME', '${HOME}', '${NT2_A}', '${NT2_A:-x}', '$${HOME}', '${', '${}', '${:-$}{', '$(id)', '`id`',
  '\\n', "'\\n", '"\\n', `'"\\n`, `'\\`, `"\\`, `'"\\`, `'\`\\`, 'a=b', '=', '==', 'export A=1', 'A=1\nB=2', "A='1'\nB='2'", '!', '~', '*', 'é', '鍵🔑', '\u00a0x\u00a0', '\u2028', 'a\u2028b\'"`',
  '\u200bx', '\u0085', '\u0001', '\u001fx\u001f', "-----BEGIN KEY-----\nAB+/c=\n-----END KEY-----\n", 'postgres://u:p%40@h:5432/d?x=1&y=2', ';', 'a;b', '|', 'p&q', '%PATH%', '\uFEFFx',
]; // prettier-ignore
const nasty = fc.string({ unit: fc.constantFrom(...'aZ0 \'"`\\$#=\n\r\t!{}:-()&;|<>*?~%énr'), maxLength: 16 });
const any = fc.string({ unit: 'grapheme', maxLength: 24 }).filter((text) => !text.includes('\0') && text.isWellFormed());
const value = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...REAL) }, { weight: 3, arbitrary: nasty }, { weight: 1, arbitrary: any });
const file = fc.uniqueArray(fc.record({ name, value }), { selector: (entry) => entry.name, minLength: 1, maxLength: 6 });
const files = fc.array(file, { minLength: 40, maxLength: 60 });

const variables = (entries: readonly EnvEntry[]): Variables => Object.fromEntries(entries.map((entry) => [entry.name, entry.value]));
const names = (list: readonly (readonly EnvEntry[])[]): string[][] => list.map((entries) => entries.map((entry) => entry.name));
// A failed run is not made smaller, since each step starts programs: the difference shows the value.
const times = { numRuns: 12, endOnFailure: true };

describe('a copied .env file', () => {
  const why = pythonMissing === null ? '' : ` (${pythonMissing})`;

  /** The entries of each file that have a line for this reader, and those files. */
  const held = (list: readonly (readonly EnvEntry[])[], line: (entry: EnvEntry) => string | null) => {
    const kept = list.map((entries) => entries.filter((entry) => line(entry) !== null));
    return { kept, texts: kept.map((entries) => entries.map((entry) => `${line(entry)}\n`).join('')) };
  };

  test('R3: a line that is called common is read as the same value by a shell, dotenv and Node', () => {
    assertProperty(
      fc.property(files, (list) => {
        const { kept, texts } = held(list, commonLine);
        const expected = kept.map(variables);
        expect(readWithDotenv(texts)).toEqual(expected);
        expect(readWithNode(texts)).toEqual(expected);
        expect(readWithShell(texts, names(kept))).toEqual(expected);
      }),
      times,
    );
  });

  test.skipIf(pythonMissing !== null)(`R3: and by python-dotenv${why}`, () => {
    assertProperty(
      fc.property(files, (list) => {
        const { kept, texts } = held(list, commonLine);
        expect(readWithPython(texts)).toEqual(kept.map(variables));
      }),
      times,
    );
  });

  test('R3: written for a shell it holds every value', () => {
    assertProperty(
      fc.property(files, (list) => {
        const texts = list.map((entries) => fileFor('shell', entries) ?? 'none');
        expect(readWithShell(texts, names(list))).toEqual(list.map(variables));
      }),
      times,
    );
  });

  test.skipIf(pythonMissing !== null)(`R3: written for python-dotenv it holds every value${why}`, () => {
    assertProperty(
      fc.property(files, (list) => {
        const texts = list.map((entries) => fileFor('python', entries) ?? 'none');
        expect(readWithPython(texts)).toEqual(list.map(variables));
      }),
      times,
    );
  });

  test('R3: written for Node, Node and dotenv read the value, or there is no line; written for dotenv, dotenv does', () => {
    assertProperty(
      fc.property(files, (list) => {
        const { kept, texts } = held(list, (entry) => lineFor('node', entry));
        expect(readWithDotenv(texts)).toEqual(kept.map(variables));
        expect(readWithNode(texts)).toEqual(kept.map(variables));
        const own = held(list, (entry) => lineFor('dotenv', entry));
        expect(readWithDotenv(own.texts)).toEqual(own.kept.map(variables));
      }),
      times,
    );
  });

  test('R3: written for Compose it holds every value, by the rules of older and newer releases, and so does every common line', () => {
    assertProperty(
      fc.property(files, (list) => {
        for (const entries of list)
          for (const isOld of [true, false]) {
            expect(readAsCompose(fileFor('compose', entries) ?? 'none', isOld)).toEqual(variables(entries));
            const common = entries.filter((entry) => commonLine(entry) !== null);
            expect(readAsCompose(fileFor(null, common) ?? 'none', isOld)).toEqual(variables(common));
          }
      }),
      times,
    );
  });

  test('R3: every value of this list by itself and in front of others, which it must not swallow', () => {
    const after = ["B='two'", 'B=`#x`', "B='\n'", 'B="\n"', 'B=`\n`', 'B=3'];
    for (const reader of [null, 'node', 'dotenv'] as const) {
      const told = REAL.flatMap((one) => {
        const line = reader === null ? commonLine({ name: 'NT2_A', value: one }) : lineFor(reader, { name: 'NT2_A', value: one });
        return line === null ? [] : after.map((next) => ({ one, text: `${line}\n${next}\nC=3\n` }));
      });
      for (const read of reader === 'dotenv' ? [readWithDotenv] : [readWithDotenv, readWithNode]) {
        const seen = read(told.map(({ text }) => text)).map((all) => [all['NT2_A'], all['C']]);
        expect(seen).toEqual(told.map(({ one }) => [one, '3']));
      }
    }
  });

  test('R3: node --env-file reads what util.parseEnv reads', () => {
    const entries = REAL.map((one, at) => ({ name: `NT2_${at}`, value: one })).filter((entry) => lineFor('node', entry) !== null);
    const text = entries.map((entry) => `${lineFor('node', entry)}\n`).join('');
    expect(readWithNodeItself(text, names([entries])[0] ?? [])).toEqual(variables(entries));
  });

  test('most values have a line for all; a quote with a dollar sign, a backslash at the end or a carriage return has not', () => {
    const line = (one: string) => commonLine({ name: 'A', value: one });
    expect(line('https://a.example/x?y=1')).toBe("A='https://a.example/x?y=1'");
    expect(line('sk_live_a-b.c/d+e==')).toBe('A=sk_live_a-b.c/d+e==');
    expect(line('')).toBe("A=''");
    expect(line("it's")).toBe('A="it\'s"');
    expect(line('say "hi" for $5')).toBe('A=\'say "hi" for $5\'');
    expect(line('C:\\dir\\file')).toBe("A='C:\\dir\\file'");
    for (const one of [`it's $5`, 'C:\\dir\\', '\\\\server\\share', 'a\r\nb', '${B}']) {
      expect(line(one)).toBe(null);
      expect(fileFor(null, [{ name: 'A', value: one }])).toBe(null);
    }
  });

  test('a value that no .env line can carry to Node has none, and a file with it is not written without it', () => {
    for (const one of ['a\rb', `'"\`#`, `'"\`\n`, ` '"\``]) {
      const entry = { name: 'A', value: one };
      expect(READERS.filter((reader) => lineFor(reader, entry) === null)).toEqual(one.includes('\r') ? ['node'] : ['dotenv', 'node']);
      expect(fileFor('node', [{ name: 'B', value: '1' }, entry])).toBe(null);
    }
  });
});

test('a variable is named after its field', () => {
  expect(envName('Stripe webhook key')).toBe('STRIPE_WEBHOOK_KEY');
  expect(envName('  Schlüssel (neu) ')).toBe('SCHLUSSEL_NEU');
  expect(envName('2nd key')).toBe('_2ND_KEY');
  expect(envName('鍵')).toBe('');
  assertProperty(fc.property(fc.string({ unit: 'grapheme' }), (title) => envName(title) === '' || isEnvName(envName(title))));
});
