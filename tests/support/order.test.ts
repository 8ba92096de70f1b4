import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LONGEST, WAITING, weave } from './order.ts';

it.each([...LONGEST, ...WAITING])('the files that begin first are there: %s', (part) => {
  const root = join(import.meta.dirname, '../..');
  expect(globSync(`${part}*.test.ts`, { cwd: root }).length + globSync(`${part}**/*.test.ts`, { cwd: root }).length).toBeGreaterThan(0);
});

it('those that wait come one after every two that compute, all of them, and each in its order', () => {
  const isWaiting = (file: string): boolean => file.startsWith('w');
  expect(weave(['c1', 'c2', 'w1', 'c3', 'w2', 'c4', 'c5'], isWaiting)).toEqual(['c1', 'c2', 'w1', 'c3', 'c4', 'w2', 'c5']);
  expect(weave(['w1', 'w2', 'c1'], isWaiting)).toEqual(['c1', 'w1', 'w2']);
  expect(weave([], isWaiting)).toEqual([]);
});
