import { describe, expect, expectTypeOf, test } from 'vitest';
import type { ShareView } from '../../src/core/shares/share-view.ts';
import type { State } from '../../src/core/share.ts';
import * as terms from '../../src/crypto/share-terms.ts';
import type { ShareView as ViewOfPages } from '../../src/client/answers/share-view.ts';
import { type Node, readNodes, readSources, type SourceFile } from '../architecture/read-imports.ts';

const lists = Object.entries(terms).flatMap(([name, value]): { name: string; values: readonly string[] }[] =>
  Array.isArray(value) ? [{ name, values: value }] : [],
);
/** The same for every order. */
const sorted = (values: readonly string[]): string => [...values].sort().join();

/** The texts of every list that is written out in a file, each in the order of the alphabet. */
function writtenLists(file: SourceFile): string[] {
  return readNodes(file).flatMap((node) => {
    const values =
      node.type === 'ArrayExpression'
        ? (node['elements'] as (Node | null)[]).map((element) => (element?.type === 'Literal' ? element['value'] : undefined))
        : node.type === 'TSUnionType'
          ? (node['types'] as Node[]).map((type) => (type.type === 'TSLiteralType' ? (type['literal'] as Node)['value'] : undefined))
          : [];
    return values.length > 0 && values.every((value) => typeof value === 'string') ? [sorted(values)] : [];
  });
}

/** Name of each list that a file writes out again. */
const copiesIn = (file: SourceFile): string[] => {
  // Most files name not even all members of one list.
  if (!lists.some(({ values }) => values.every((value) => file.text.includes(`'${value}'`)))) return [];
  const written = writtenLists(file);
  return lists.filter(({ values }) => written.includes(sorted(values))).map(({ name }) => `${file.path}: ${name}`);
};

describe('the lists in which a share is described', () => {
  test('are written once', () => {
    const planted = (text: string): string[] => copiesIn({ path: 'src/a.ts', text });
    expect(planted(`const A = ['words', 'link'];`)).toEqual(['src/a.ts: PROOFS']);
    expect(planted(`type A = 'page' | 'modal';`)).toEqual(['src/a.ts: ENTRIES']);
    expect(planted(`type A = 'page' | 'modal' | 'other'; const a = ['link', words];`)).toEqual([]);

    expect(lists.map(({ name }) => name)).toContain('MODES');
    const copies = readSources('src')
      .filter(({ path }) => path !== 'src/crypto/share-terms.ts')
      .flatMap(copiesIn);
    expect(copies).toEqual([]);
  });

  test('are those of the core’s states, of the API and of the pages', () => {
    expectTypeOf<State['status']>().toEqualTypeOf<terms.Status>();
    type Described = Pick<ShareView, 'role' | 'status' | 'mode' | 'entry' | 'kind' | 'cause'>;
    expectTypeOf<Described>().toEqualTypeOf<Pick<ViewOfPages, keyof Described>>();
  });

  test('proofs are demanded by the mode, in the order of the lines in events', () => {
    expect(terms.MODES.map((mode) => [mode, terms.requiredProofs(mode).join()])).toEqual([
      ['sealed', ''],
      ['sealed+words', 'words'],
      ['words', 'words'],
      ['link', 'link'],
      ['link+words', 'link,words'],
    ]);
  });
});
