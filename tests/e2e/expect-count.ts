// Holds what a walk has counted against the table of paths.

import { expect } from 'vitest';
import type { Walked } from './counted-walker.ts';
import { PATHS } from './counting.ts';

export function expectCount(name: keyof typeof PATHS, { acts, steps, sittings }: Walked): void {
  const { path, most, sittings: times } = PATHS[name];
  expect(acts.length, `${path}: ${acts.join(', ')}`).toBeLessThanOrEqual(most);
  // What the browser has counted is what was done, and nothing escaped it.
  expect(acts, path).toHaveLength(steps.length);
  expect(sittings, `${path}: sittings`).toBeLessThanOrEqual(times);
}
