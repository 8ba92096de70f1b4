// Holds the table of screens against the code: each place that draws one, and each name under which one is looked at.

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { BUSY, DRAWN, SCREENS } from './screens.ts';

const read = (folder: string, ends: string): [name: string, text: string][] => {
  const root = fileURLToPath(new URL(folder, import.meta.url));
  const names = readdirSync(root, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith(ends));
  return names.toSorted().map((name) => [name, readFileSync(`${root}/${name}`, 'utf8')]);
};

/** What stands in the braces that open right before `from`. */
function inBraces(text: string, from: number): string {
  let depth = 1;
  let at = from;
  for (; depth > 0 && at < text.length; at += 1) depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
  return text
    .slice(from, at - 1)
    .replaceAll(/\s+/g, ' ')
    .trim();
}

interface Drawn {
  readonly title: string;
  /** Nothing but the title, for as long as something loads. */
  readonly isBusy: boolean;
}

/** `<Screen title={…} busy>`, and the frame in which words are compared, which is a screen where it stands alone. */
function screensIn(text: string): Drawn[] {
  return [...text.matchAll(/<(?:Screen|Frame)\s+(?:[^<>]*?)title=\{/g)].map((found) => {
    const from = found.index + found[0].length;
    const title = inBraces(text, from);
    return { title, isBusy: /\bbusy\b/.test(text.slice(from, text.indexOf('>', from + title.length))) };
  });
}

const drawn = read('../../src/web', '.tsx').flatMap(([file, text]) => screensIn(text).map((one) => ({ file, ...one })));
const tests = [...read('.', '.test.ts'), ...read('../e2e', 'compare.test.ts')];
const lookedAt = tests.flatMap(([, text]) =>
  [...text.matchAll(/\blook\(\w+, (?:'([^']+)'|`([^`]+)`)/g)].map(([, plain, made = '']) => plain ?? made.replaceAll(/\$\{[^}]*\}/g, '*')),
);
const rows = Object.entries(SCREENS).flatMap(([file, titles]) => Object.entries(titles).map(([title, names]) => ({ file, title, names })));

it('I10: every screen of every page has its row, and every row its screen', () => {
  const places = (all: readonly { readonly file: string; readonly title: string }[]): string[] =>
    [...new Set(all.map(({ file, title }) => `${file}: ${title}`))].toSorted();
  expect(places(drawn)).toEqual(places(rows));
  expect(drawn.length).toBeGreaterThan(50);
  for (const { file, title, names } of rows)
    if (names === BUSY)
      expect(
        drawn.filter((one) => one.file === file && one.title === title).every(({ isBusy }) => isBusy),
        file,
      ).toBe(true);
});

it('I10: every screen is looked at under its name, and nothing is looked at that has no row', () => {
  const named = [...rows.flatMap(({ names }) => (names === BUSY ? [] : names)), ...DRAWN];
  expect(named.toSorted()).toEqual([...new Set(named)].toSorted());
  expect([...new Set(lookedAt)].toSorted()).toEqual(named.toSorted());
});
