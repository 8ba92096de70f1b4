// Where a document names a test as its evidence, that test exists under that title.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { pagePaths, readPage } from './pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Claim {
  readonly file: string;
  readonly title: string;
}

/** `tests/room/name.test.ts`: “title”, “title” */
function claimsOf(markdown: string): Claim[] {
  return [...markdown.matchAll(/`(tests\/[\w./-]+\.ts)`:\s+((?:“[^”]+”(?:,\s+)?)+)/g)].flatMap(([, file = '', titles = '']) =>
    [...titles.matchAll(/“([^”]+)”/g)].map(([, title = '']) => ({ file, title })),
  );
}

/** Titles as they stand in the source, where they are string literals. */
function hasTest({ file, title }: Claim): boolean {
  if (!existsSync(join(root, file))) return false;
  const source = readFileSync(join(root, file), 'utf8').replaceAll(`\\'`, `'`);
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((literal) => source.includes(literal));
}

/** Rows of the table of traps, by number. */
function trapRows(): Map<number, string> {
  const rows = readPage('docs/threat-model.md').match(/^\| T\d+ \|.*$/gm) ?? [];
  return new Map(rows.map((row) => [Number(/^\| T(\d+)/.exec(row)?.[1]), row]));
}

describe('evidence', () => {
  test('titles are found in a document, and an invented one is not in the tests', () => {
    const planted = 'x `tests/docs/evidence.test.ts`: “evidence”, “there is no such test” y';
    expect(claimsOf(planted).map(hasTest)).toEqual([true, false]);
  });

  test.each(pagePaths())('%s names only tests that exist', (path) => {
    expect(claimsOf(readPage(path)).filter((claim) => !hasTest(claim))).toEqual([]);
  });

  test('every test that is quoted is quoted with its file', () => {
    // A title in typographic quotation marks right behind another one, or behind a file: nothing else may look like evidence.
    for (const path of ['docs/threat-model.md', 'docs/protocol/README.md']) {
      const page = readPage(path);
      const quoted = [...page.matchAll(/“([^”]+)”/g)].length;
      expect(claimsOf(page), path).toHaveLength(quoted);
    }
  });

  test('each of the 21 traps is held by a test or says what it waits for', () => {
    const rows = trapRows();
    expect([...rows.keys()]).toEqual(Array.from({ length: 21 }, (_, n) => n + 1));
    for (const [number, row] of rows) expect(claimsOf(row).length > 0 || row.includes('Waits'), `T${number}`).toBe(true);
  });

  test('a title that carries the number of a trap stands in the row of that trap', () => {
    const astray = [...trapRows()].flatMap(([number, row]) =>
      claimsOf(row).filter(({ title }) => {
        const numbers = [...title.matchAll(/\bT(\d+)\b/g)].map(([, n]) => Number(n));
        return numbers.length > 0 && !numbers.includes(number);
      }),
    );
    expect(astray).toEqual([]);
  });
});
