// The naming law of CONTRIBUTING.md, as far as a test can hold it: one act has one verb, one word is one thing.

import { describe, expect, it } from 'vitest';
import { carriersOf, GLOSSARY } from '../docs/glossary.ts';
import { readPage } from '../docs/pages.ts';
import { readNodes, readSources, type Node, type SourceFile } from './read-imports.ts';

interface Exported {
  readonly name: string;
  readonly kind: 'function' | 'type' | 'other';
  readonly path: string;
}

/** What a file exports and declares itself. */
function exportsOf(file: SourceFile): Exported[] {
  return readNodes(file).flatMap((node): Exported[] => {
    const declared = node.type === 'ExportNamedDeclaration' ? (node['declaration'] as Node | null) : null;
    if (!declared) return [];
    const parts = declared.type === 'VariableDeclaration' ? (declared['declarations'] as Node[]) : [declared];
    return parts.map((part) => {
      const init = (part['init'] as Node | null | undefined)?.type;
      const isFunction = declared.type === 'FunctionDeclaration' || init === 'ArrowFunctionExpression';
      const isType = /^TS(?:Interface|TypeAlias)Declaration$/.test(declared.type) || declared.type === 'ClassDeclaration';
      const name = String((part['id'] as Node | undefined)?.['name']);
      return { name, kind: isFunction ? 'function' : isType ? 'type' : 'other', path: file.path };
    });
  });
}

/** `read` is for a stream, a file or the environment; text is parsed, a store is loaded from. */
const READS: Readonly<Record<string, string>> = {
  readAnswer: 'the body of an answer',
  readArriving: 'the body of a request',
  readBody: 'the body of a request',
  readBytes: 'the body of a request',
  readChanges: 'a stream',
  readConfig: 'the environment; and what Redis says of itself',
  readExactly: 'the body of an answer',
  readFields: 'standard input, a file, a program or a terminal',
  readForm: 'the body of a request',
  readIdentities: 'a file of keys',
  readJson: 'the body of a request',
  readLimited: 'a stream',
  readLines: 'a stream',
  readOctets: 'the body of a request',
  readRaw: 'the environment',
  readSecretFile: 'a file',
  readSecretText: 'a terminal, a stream or a file',
};

/** Types that share their name with a word of the glossary, and why they may. */
const TWICE: Readonly<Record<string, string>> = { Block: "a part of a message in Slack's own words, inside its adapter" };

function namedTwice(all: readonly Exported[], words: readonly string[]): string[] {
  const types = all.filter(({ kind }) => kind === 'type').map(({ name }) => name);
  return words.filter((word) => types.filter((name) => name === word).length > 1).toSorted();
}

const all = readSources('src').flatMap(exportsOf);
const planted = (path: string, text: string): Exported[] => exportsOf({ path, text });

describe('the naming law', () => {
  it('what is called read… reads a stream, a file or the environment', () => {
    const readers = (from: readonly Exported[]): string[] =>
      from.filter(({ name, kind }) => kind === 'function' && /^read[A-Z]/.test(name)).map(({ name }) => name);
    const text = `export function readShare(text: string) {}\nexport const readTag = (text: string) => text;\nexport const readOnly = 1;`;
    expect(readers(planted('src/core/a.ts', text))).toEqual(['readShare', 'readTag']);
    expect([...new Set(readers(all))].toSorted()).toEqual(Object.keys(READS));
  });

  it('a word of the glossary is one exported type, and so is Line, which was four', () => {
    const twice = [...planted('src/core/a.ts', `export interface Line {}`), ...planted('src/bot/b.ts', `export class Line {}`)];
    expect(namedTwice(twice, ['Line', 'Share'])).toEqual(['Line']);
    const words = ['Line', ...carriersOf(readPage(GLOSSARY)).map(({ name }) => name)];
    expect(namedTwice(all, words)).toEqual(Object.keys(TWICE));
  });

  it('what is injected is called Deps, not World or Parts', () => {
    expect(all.filter(({ name, kind }) => kind === 'type' && /(?:World|Parts)$/.test(name))).toEqual([]);
  });
});
