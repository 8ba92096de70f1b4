// What a pasted .env becomes. Where a shell or loader is named, the test asks that very program too.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseEnv, recognize } from '../../src/env-file/parse.ts';
import { fileFor } from '../../src/env-file/write.ts';
import { readWithShell } from './readers.ts';
import { assertProperty } from '../support/property.ts';

const first = (text: string) => parseEnv(text).entries[0];
const value = (text: string): string | undefined => first(text)?.value;
const all = (text: string) => parseEnv(text).entries.map((entry) => [entry.name, entry.value]);

describe('a pasted .env', () => {
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
    ['A="b"#what it is', 'b'],
    ['A=pa#ss', 'pa#ss'],
    ['A=x=y==', 'x=y=='],
    ['A="b" c', '"b" c'],
    ['A="never closed', '"never closed'],
    ['\uFEFFA=b', 'b'],
    ['\u200bA=b', 'b'],
    ['A=b\u00a0', 'b\u00a0'],
    ['A=#fff', '#fff'],
    ['A=ab"cd"e', 'ab"cd"e'],
  ])('%j is read as %j', (line, expected) => {
    expect(value(line)).toBe(expected);
  });

  test('has Windows line ends, comments, blank lines and a key of several lines, and becomes rows in order', () => {
    const source = '# prod\r\nexport A=1\r\n\r\nKEY="-----BEGIN KEY-----\r\nabc=\r\n-----END KEY-----"\r\n; other\r\nB=2\r\n';
    expect(all(source)).toEqual([
      ['A', '1'],
      ['KEY', '-----BEGIN KEY-----\nabc=\n-----END KEY-----'],
      ['B', '2'],
    ]);
    expect(parseEnv(source).strange).toEqual([{ line: 7, text: '; other' }]);
  });

  test.each([
    "export STRIPE_KEY='sk_test_Zq81';",
    'export A="p4ss-Word";',
    "A='x'; B=1;",
    "export A='it'\\''s'",
    `export A='a'"b"`,
    `A="it"'"'"s"`,
    'export A=1; export B=2',
    'export A=1 B=2',
    'export A=\'x\' B="y z"; C=3 # done',
    "export A=it\\'s\\ me",
    'export A=foo"bar baz"',
    'export A="x":"y"',
    'set -a; \nA=1\nset +a',
    'A=1\nexport A',
    'export A=\nexport B="" # none',
    'export PW=a#b',
    `export A='two\nlines' ; export B='x'`,
  ])('R4: %j is read as a shell reads it', (text) => {
    const { entries, strange } = parseEnv(text);
    const names = entries.map((entry) => entry.name);
    expect(entries.length).toBeGreaterThan(0);
    expect(strange.filter((line) => !line.text.startsWith('set'))).toEqual([]);
    const [read] = readWithShell([`${text}\n`], [names]);
    expect(Object.fromEntries(entries.map((entry) => [entry.name, entry.value]))).toEqual(read);
  });

  test('R4: what bash and zsh write with a dollar sign before the quote', () => {
    expect(value("export A=$'x\\ny'")).toBe('x\ny');
    expect(value("A=$'it\\'s \\x41\\101 \\u00e9 \\303\\274 \\\\ \\q'")).toBe("it's AA é ü \\ \\q");
    expect(value('declare -x A="b"')).toBe('b');
  });

  test('R4: another command on the line makes it a line that is told, and not a wrong value', () => {
    expect(parseEnv("A='x'; echo done\nB=2").strange).toEqual([{ line: 1, text: "A='x'; echo done" }]);
    expect(all("A='x'; echo done\nB=2")).toEqual([['B', '2']]);
  });

  test('R4: a semicolon in a value without quotes belongs to it, unless a shell is meant for sure', () => {
    expect(all('CONN=Server=db;Database=app;Password=x;')).toEqual([['CONN', 'Server=db;Database=app;Password=x;']]);
    expect(parseEnv('export CONN=Server=db;Database=app').entries.map((entry) => entry.isDoubtful)).toEqual([true, false]);
    expect(first('export MSG=hello world')).toMatchObject({ value: 'hello world', isDoubtful: true });
  });

  test('R17: quotes inside the same quotes stay, and the outer pair goes, as dotenv has it', () => {
    expect(first('SA="{"type":"x"}"')).toMatchObject({ value: '{"type":"x"}', isDoubtful: false });
    expect(first('SA="{"type": "x y", "n": [1]}"')).toMatchObject({ value: '{"type": "x y", "n": [1]}', isDoubtful: false });
    expect(first('export SA="{"type":"x"}"')).toMatchObject({ value: '{"type":"x"}', isDoubtful: false });
    expect(first('DIR="C:\\backups\\"')).toMatchObject({ value: 'C:\\backups\\', isDoubtful: true });
    expect(first("A='it's'")).toMatchObject({ value: "it's", isDoubtful: true });
    expect(first('A="x":"y"')).toMatchObject({ value: 'x":"y', isDoubtful: true });
    expect(all('D1="C:\\a\\"\nD2="C:\\b\\"\nC=3')).toEqual([
      ['D1', 'C:\\a\\'],
      ['D2', 'C:\\b\\'],
      ['C', '3'],
    ]);
  });

  test('R17: a key in PEM without quotes is one value', () => {
    const pem = '-----BEGIN PRIVATE KEY-----\nMIIB+/abc\nQUJD==\n-----END PRIVATE KEY-----';
    expect(all(`A_KEY=1\nAPP_KEY=${pem}\nB_KEY=2`)).toEqual([
      ['A_KEY', '1'],
      ['APP_KEY', pem],
      ['B_KEY', '2'],
    ]);
    expect(recognize(`APP_KEY=${pem.replaceAll('\n', '\r\n')}\r\n`).kind).toBe('rows');
    expect(parseEnv('A=-----BEGIN X-----\nB=-----BEGIN X-----\n').entries).toHaveLength(2);
  });

  test('R11: names as Spring, .NET and npm have them', () => {
    expect(all('spring.datasource.password=x\nregistry-token=y\nConnectionStrings:Default=z\n2FA_SECRET=w')).toEqual([
      ['spring.datasource.password', 'x'],
      ['registry-token', 'y'],
      ['ConnectionStrings:Default', 'z'],
      ['2FA_SECRET', 'w'],
    ]);
  });

  test('takes time that grows with its length, whatever it is made of', () => {
    const pieces = ['A="', "A='", 'A=`', 'A="\\', '$', '${A:-', 'A=${A}', 'A=-----BEGIN X-----', "A='x'", 'export A=1; ', '\u200b', '\uFEFF', ' ', ';', '#', "''", 'A="x"y', '\\', "$'", 'A', '\t=', 'export ']; // prettier-ignore
    for (const piece of pieces)
      for (const join of ['', '\n']) {
        const text = Array.from({ length: Math.ceil(100_000 / (piece.length + join.length)) }, () => piece).join(join);
        const began = performance.now();
        recognize(text);
        expect(performance.now() - began, JSON.stringify(piece + join)).toBeLessThan(2_000);
      }
  });
});

describe('references', () => {
  test('R5: are filled in from the same paste, without quotes and in double quotes, and are told', () => {
    const [, , url, quoted] = parseEnv(
      'DB_USER=app\nDB_PASSWORD=s3cr3t\nURL=postgres://${DB_USER}:${DB_PASSWORD}@db\nQ="<${DB_USER}>"',
    ).entries;
    expect(url).toEqual({
      name: 'URL',
      value: 'postgres://app:s3cr3t@db',
      asWritten: 'postgres://${DB_USER}:${DB_PASSWORD}@db',
      filled: ['${DB_USER}', '${DB_PASSWORD}'],
      left: [],
      isDoubtful: false,
    });
    expect(quoted).toMatchObject({ value: '<app>', filled: ['${DB_USER}'] });
  });

  test('R5: a shell fills in the same', () => {
    const text = 'A=1\nB="<${A}>"\nC=${B}${A}\nD=\'${A}\'\nE="\\${A}"\nF=${G:-x}\nG=2\nH=${G:-x}\nA=3\nI=${A}\n';
    const { entries } = parseEnv(text);
    const names = ['B', 'C', 'D', 'E', 'H', 'I'];
    const [read] = readWithShell([text], [names]);
    expect(Object.fromEntries(entries.filter(({ name }) => names.includes(name)).map((entry) => [entry.name, entry.value]))).toEqual(read);
  });

  test('R5: stay as written in single quotes, with a backslash, without braces, and when the paste does not set them; the last two are told', () => {
    expect(all("A=1\nB='${A}'")[1]).toEqual(['B', '${A}']);
    expect(all('A=1\nB="\\${A}"')[1]).toEqual(['B', '${A}']);
    expect(parseEnv('A=1\nB=x$A').entries[1]).toMatchObject({ value: 'x$A', filled: [], left: ['$A'] });
    expect(first('B=${ELSEWHERE}/x')).toMatchObject({ value: '${ELSEWHERE}/x', filled: [], left: ['${ELSEWHERE}'] });
    expect(first('B=abc$def')).toMatchObject({ value: 'abc$def', filled: [], left: [] });
  });

  test('R5: may stand above what they name, never turn in a circle, and never grow without end', () => {
    expect(all('B=${A}!\nA=1')).toEqual([
      ['B', '1!'],
      ['A', '1'],
    ]);
    expect(first('PATH=${PATH}:/x')).toMatchObject({ value: '${PATH}:/x', left: ['${PATH}'] });
    expect(parseEnv('A=${B}\nB=${A}').entries).toHaveLength(2);
    const bomb = ['A0=0123456789', ...Array.from({ length: 100 }, (_, n) => `A${n + 1}=\${A${n}}\${A${n}}`)].join('\n');
    for (const entry of parseEnv(bomb).entries) expect(entry.value.length).toBeLessThan(270_000);
    const forward = Array.from({ length: 5_000 }, (_, n) => `A${n}=\${A${n + 1}}`).join('\n');
    expect(parseEnv(forward).entries).toHaveLength(5_000);
  });
});

describe('a paste', () => {
  const is = (text: string) => recognize(text).kind;

  test('is told from a single value that holds an equals sign', () => {
    for (const text of ['STRIPE_KEY=sk_live_1', 'export token=abc', 'a=1\nb=2', 'export A=1; export B=2']) expect(is(text)).toBe('rows');
    for (const text of ['QUJDREVGRw==', 'https://example.com/?a=b', '-----BEGIN KEY-----\nAB==\n-----END KEY-----', '', 'a = b'])
      expect(is(text), text).toBe('value');
  });

  test('U5: with one line of another kind says which one it is', () => {
    const text = ['A_KEY=1', '', '# x', '[section]', 'B=2', 'MY KEY=3'].join('\n');
    expect(recognize(text)).toMatchObject({ kind: 'partly', file: { strange: [{ line: 4 }, { line: 6, text: 'MY KEY=3' }] } });
    expect(is('just\nsome text')).toBe('value');
  });

  test('of what was copied here reads back as it was', () => {
    const name = fc.stringMatching(/^NT2_[A-Za-z0-9_]{1,8}$/);
    const text = fc.string({ unit: fc.constantFrom(...'aZ0 \'"`\\$#=\n!{}()&;|<>*?~%é'), maxLength: 24 });
    const list = fc.uniqueArray(fc.record({ name, value: text }), { selector: (entry) => entry.name, maxLength: 8 });
    assertProperty(
      fc.property(list, (entries) => {
        const file = fileFor(null, entries) ?? fileFor('shell', entries) ?? '';
        expect(parseEnv(file).entries.map((entry) => ({ name: entry.name, value: entry.value }))).toEqual(entries);
      }),
    );
  });
});
