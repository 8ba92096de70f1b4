// The glossary and the naming law speak of names that the code has.

import { describe, expect, test } from 'vitest';
import { readSources } from '../architecture/read-imports.ts';
import { carriersOf, GLOSSARY, homesOfNames, withPlaces } from './glossary.ts';
import { readPage } from './pages.ts';

const homes = homesOfNames();

describe('the words of the house', () => {
  test('each of the glossary is carried by a name that is exported where the page says (after a move: node tests/docs/fill.ts)', () => {
    const carriers = carriersOf(readPage(GLOSSARY));
    expect(carriers.length).toBeGreaterThanOrEqual(40);
    expect(carriers.filter(({ name, path }) => !homes.get(name)?.includes(path))).toEqual([]);
  });

  test('every row of the glossary has a carrier, and no word stands twice', () => {
    const rows = [...readPage(GLOSSARY).matchAll(/^\| (?!word|---)([^|]+) \| .* \|$/gm)].map(([, word = '']) => word.trim());
    expect(rows).toHaveLength(carriersOf(readPage(GLOSSARY)).length);
    const words = rows.flatMap((row) => row.split(', '));
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
  });

  test('a name that has moved is written anew, one that is gone is not, and a re-export is no home', () => {
    const planted = '| a | b | `Share` in `src/core/old.ts` |\n| a | b | `Nothing` in `src/core/old.ts` |\n';
    expect(withPlaces(planted)).toBe('| a | b | `Share` in `src/core/share.ts` |\n| a | b | `Nothing` in `src/core/old.ts` |\n');
    expect(homes.get('CapsuleError')).toHaveLength(1);
  });

  test('the examples of the naming law are functions of the code', () => {
    const law = readPage('CONTRIBUTING.md').split('**One act, one verb.**')[1]?.split('**One word')[0] ?? '';
    const examples = [...law.matchAll(/`([a-z]+[A-Z]?\w*)(?:\([^`]*\))?`(?:, `(\w+)`)? \|$/gm)].flatMap(([, one, two]) => [one, two]);
    const names = examples.filter((name) => name !== undefined);
    expect(names.length).toBeGreaterThan(6);
    const ports = readSources('src/core').map(({ text }) => text);
    const isMethod = (name: string): boolean => ports.some((text) => text.includes(`  ${name}(`));
    expect(names.filter((name) => !homes.has(name) && !isMethod(name))).toEqual([]);
  });
});
