import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LONGEST } from './order.ts';

it.each(LONGEST)('the files that begin first are there: %s', (part) => {
  const root = join(import.meta.dirname, '../..');
  expect(globSync(`${part}*.test.ts`, { cwd: root }).length + globSync(`${part}**/*.test.ts`, { cwd: root }).length).toBeGreaterThan(0);
});
