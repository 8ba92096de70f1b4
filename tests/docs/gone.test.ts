// What documents and comments name is there: files by their path or name, symbols in code marks. And what they promise has a reason.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from '../architecture/read-imports.ts';
import { commentPromises, outdated, pagePromises, unreasoned } from './promises.ts';
import { allComments, commentsOf, filePaths, pageLines, type Text } from './texts.ts';

const files = filePaths();
const pages = pageLines();
const comments = allComments();

/** A file with its ending; wildcards, places to fill in and packages are none. */
const FILE = /(?<![\w@*<>{}.$/-])(?:[\w@.-]+\/)*[\w.-]*[\w-]\.(?:tsx?|mjs|md|ya?ml|html|css|service)(?![\w*<-]|\.\w)/g;
const FOLDER = /(?<![\w@./-])(?:src|tests|scripts|docs|docker|findings|tools)\/[\w./-]*\w\/?(?![\w*<{-])/g;
const SYMBOL = /^([a-z]+[A-Z]\w*|[A-Z][a-z]+[A-Z]\w*)(?:\(.*\))?$/;

/** Names that are right and not ours. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'd.ts': 'an ending, not a file',
  './x.ts': 'an example of an import',
  'tests/room/name.test.ts': 'an example of a path',
  'playground.html': 'the build makes it',
  'main.mjs': 'the build makes it',
  'dist/server/main.mjs': 'the build makes it',
  preStop: 'Kubernetes',
  bundleDependencies: 'npm',
  SocketModeReceiver: 'Bolt',
  InstallProvider: 'Bolt',
};
/** The table of renames names what is gone, by its nature. */
const HISTORY = 'docs/decisions/field-names.md';

const isFile = (name: string): boolean => files.some((path) => path === name || path.endsWith(`/${name.replace(/^\.\//, '')}`));

function lostFiles({ path, line, text }: Text): string[] {
  const named = [...text.matchAll(FILE)].map(([name]) => name).filter((name) => !isFile(name));
  const folders = [...text.matchAll(FOLDER)]
    .map(([name]) => name.replace(/\/$/, ''))
    .filter((name) => !/\.\w+$/.test(name) && !files.includes(name));
  return [...named, ...folders].filter((name) => !Object.hasOwn(ELSEWHERE, name)).map((name) => `${path}:${line} ${name}`);
}

const marked = (text: Text): Text[] => [...text.text.matchAll(/`([^`\n]+)`/g)].map(([, inside = '']) => ({ ...text, text: inside }));

/** Every word of the code itself, comments left out. */
const words = new Set(
  files
    .filter((path) => /\.(?:tsx?|mjs|json|ya?ml|sh|html|css)$/.test(path) && path !== 'tests/docs/gone.test.ts')
    .flatMap((path) => {
      const source = readFileSync(join(root, path), 'utf8');
      const bare = /\.(?:tsx?|mjs)$/.test(path)
        ? commentsOf(path, source).reduce((rest, { text }) => rest.replace(text, ''), source)
        : source;
      return bare.match(/[A-Za-z_$][\w$]*/g) ?? [];
    }),
);

function lostSymbols(text: Text): string[] {
  return marked(text).flatMap(({ path, line, text: inside }) => {
    const name = SYMBOL.exec(inside)?.[1];
    return name === undefined || words.has(name) || Object.hasOwn(ELSEWHERE, name) ? [] : [`${path}:${line} ${name}`];
  });
}

const planted = (text: string): Text => ({ path: 'docs/planted.md', line: 1, text });

describe('what documents and comments speak of', () => {
  test('a file or a symbol that is gone is found, and one that is there is not', () => {
    expect(lostFiles(planted('see src/core/bell.ts, say/fill.ts and src/core/life/'))).toEqual([
      'docs/planted.md:1 src/core/bell.ts',
      'docs/planted.md:1 say/fill.ts',
      'docs/planted.md:1 src/core/life',
    ]);
    expect(lostFiles(planted('see src/core/share.ts, share.ts, src/core/, src/adapters/<name>/, tests/**/redis*.test.ts'))).toEqual([]);
    expect(lostSymbols(planted('`takeHome` and `bringIn(share)`, now `insertShare`, in Node `node`'))).toEqual([
      'docs/planted.md:1 takeHome',
      'docs/planted.md:1 bringIn',
    ]);
  });

  test('files that documents name in code marks are there', () => {
    expect(
      pages
        .filter(({ path }) => path !== HISTORY)
        .flatMap(marked)
        .flatMap(lostFiles),
    ).toEqual([]);
  });

  test('files that comments name are there', () => {
    expect(comments.length).toBeGreaterThan(2000);
    expect(comments.flatMap(lostFiles)).toEqual([]);
  });

  test('symbols in code marks, in documents and comments, are there', () => {
    expect([...pages.filter(({ path }) => path !== HISTORY), ...comments].flatMap(lostSymbols)).toEqual([]);
  });

  test('a promise is found, and the same words about a share are not taken for one in a comment', () => {
    expect(pagePromises([planted('Teams is not there yet. It comes later.')]).map(({ words: said }) => said)).toEqual([
      'not there yet',
      'comes later',
    ]);
    expect(commentPromises([planted('TODO')])).toHaveLength(1);
    expect(commentPromises([planted('This is not\n// supported yet.')])).toHaveLength(1);
    expect(commentPromises([planted('A share that nobody has opened yet. The next version of a share.')])).toHaveLength(0);
    expect(unreasoned(pagePromises([planted('not there yet')]))).toEqual(['docs/planted.md:1 not there yet']);
  });

  test('every "not yet", "later" and "next" that promises has its reason in tests/docs/promises.ts, and every reason is still true', () => {
    const found = [...pagePromises(pages), ...commentPromises(comments.filter(({ path }) => !path.startsWith('tests/docs/')))];
    expect(unreasoned(found)).toEqual([]);
    expect(outdated(found)).toEqual([]);
  });
});
