// The journeys that ARCHITECTURE.md shows are the ones that the code takes.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findBreaks, readJourney, type Step } from './journeys.ts';
import { readSources, root } from './read-imports.ts';

const page = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
const sources = readSources('src');

/** Heading, how many steps it may have, and the first and the last file. */
const JOURNEYS = [
  ['A claim', 5, 'src/server/api/claim.ts', 'src/core/lifecycle/opening.ts'],
  ['A command in Slack', 10, 'src/adapters/slack/transport/http-receiver.ts', 'src/adapters/slack/render.ts'],
] as const;

describe('the journeys of ARCHITECTURE.md', () => {
  it.each(JOURNEYS)('%s: %i steps, each file entered once, from what stands before it', (heading, count, first, last) => {
    const steps = readJourney(page, heading);
    expect(steps.at(0)?.path).toBe(first);
    expect(steps.at(-1)?.path).toBe(last);
    expect([...new Set(steps.map(({ number }) => number))]).toEqual(Array.from({ length: count }, (_, n) => n + 1));
    expect(findBreaks(steps, sources)).toEqual([]);
  });

  const table = (...rows: string[]): string =>
    `# Page\n\n### A walk\n\nWords.\n\n${rows.join('\n')}\n\n### Another\n\n| 9 | \`z.ts\` | imported by 1 | |\n`;
  const files = [
    { path: 'src/a.ts', text: `import { b } from './b.ts';\nimport type { Port } from './port.ts';\nimport type { D } from './d.ts';` },
    { path: 'src/b.ts', text: '' },
    { path: 'src/c.ts', text: `import { type Port, other } from './port.ts';` },
    { path: 'src/d.ts', text: 'export interface D {}' },
    { path: 'src/port.ts', text: 'export interface Port {}' },
  ];
  const walk = (...rows: string[]): Step[] => readJourney(table('| 1 | `src/a.ts` | | begins |', ...rows), 'A walk');

  it('reads one table, in order', () => {
    expect(
      walk('| 2 | `src/b.ts` | imported by 1 | does |', '|  | no step | | |', '| 3 | `src/c.ts` | handed to 1 as `Port` | does |'),
    ).toEqual([
      { number: 1, path: 'src/a.ts' },
      { number: 2, path: 'src/b.ts', from: 'src/a.ts' },
      { number: 3, path: 'src/c.ts', from: 'src/a.ts', as: 'Port' },
    ]);
  });

  it.each([
    ['a step as it should be', ['| 2 | `src/b.ts` | imported by 1 | |', '| 3 | `src/c.ts` | handed to 1 as `Port` | |'], []],
    ['a type that the callee declares', ['| 2 | `src/d.ts` | handed to 1 as `D` | |'], []],
    ['a file that is not there', ['| 2 | `src/e.ts` | imported by 1 | |'], ['src/e.ts is not there']],
    ['a file that is not imported', ['| 2 | `src/c.ts` | imported by 1 | |'], ['src/a.ts does not import src/c.ts']],
    ['a file of which only a type is imported', ['| 2 | `src/d.ts` | imported by 1 | |'], ['src/a.ts does not import src/d.ts']],
    ['a file that is handed as another type', ['| 2 | `src/c.ts` | handed to 1 as `D` | |'], ['src/a.ts is not handed src/c.ts as D']],
    ['a caller that comes later', ['| 2 | `src/b.ts` | imported by 3 | |'], ['nothing before src/b.ts leads to it']],
    ['no way at all', ['| 2 | `src/b.ts` | somehow | |'], ['nothing before src/b.ts leads to it']],
    [
      'a file that is entered again',
      ['| 2 | `src/b.ts` | imported by 1 | |', '| 3 | `src/b.ts` | imported by 1 | |'],
      ['src/b.ts is entered twice'],
    ],
  ])('%s', (_, rows, breaks) => {
    expect(findBreaks(walk(...rows), files)).toEqual(breaks);
  });
});
