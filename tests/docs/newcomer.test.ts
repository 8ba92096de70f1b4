// ARCHITECTURE.md answers a newcomer's first questions with the file in which a change begins, not with one that only hands a name on.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../architecture/read-imports.ts';
import { readPage } from './pages.ts';
import { ARCHITECTURE } from './rooms.ts';

/** How a row of the page begins, the first file that it names, and what stands only where such a change begins. */
const QUESTIONS = [
  ['a sentence on a card', 'src/bot/messages/en-cards.ts', 'Your credential for {recipient}'],
  ['who may import whom', 'tests/architecture/rooms.ts', 'export const rooms: Room[] = ['],
  ['a route', 'src/server/api/table/rows.ts', '...sessionRows'],
  ['a setting', 'src/config/settings.ts', 'NT2_PUBLIC_URL: {'],
  ['a limit or a time', 'src/core/limits.ts', 'leaseMs: 120 * SECOND'],
  ['a refusal', 'src/core/refusal.ts', "'share.gone'"],
  ['a kind of secret', 'src/crypto/share-terms.ts', 'export const KINDS = ['],
  ['an event in the log', 'src/crypto/events/event.ts', 'const GRAMMAR = {'],
  ['an adapter', 'CONTRIBUTING.md', '## Adding an adapter'],
] as const;

/** The first file that the row names, in code marks or as a link. */
function firstFile(page: string, question: string): string | undefined {
  const row = page.split('\n').find((line) => line.startsWith(`| ${question}`));
  return row === undefined ? undefined : /(?:`|\]\()((?:[\w-]+\/)*[\w-]+\.(?:ts|md))/.exec(row)?.[1];
}

test('the first file of a row is found, in code marks and as a link', () => {
  expect(firstFile('| a road | `ROADS` in `src/map.ts`; its [page](docs/map.md) |', 'a road')).toBe('src/map.ts');
  expect(firstFile('| a road | `src/roads/<name>/`: [steps](ROADS.md#a-road) |', 'a road')).toBe('ROADS.md');
  expect(firstFile('| a path | nowhere |', 'a path')).toBeUndefined();
});

test.each(QUESTIONS)('%s: it begins in %s', (question, path, mark) => {
  expect(firstFile(readPage(ARCHITECTURE), question)).toBe(path);
  expect(readFileSync(join(root, path), 'utf8')).toContain(mark);
});
