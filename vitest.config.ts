import { globSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { ALONE, LongestFirst, TOGETHER } from './tests/support/order.ts';

const alone = globSync(ALONE);
const together = globSync(TOGETHER).filter((file) => !alone.includes(file));

export default defineConfig({
  test: {
    environment: 'node',
    setupFiles: ['tests/support/setup.ts'],
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // More than twice the two cores that this is meant for: stores that come back and clocks that pass mostly wait, and tests/support/order.ts
    // puts one of them beside every two that compute. With three, a third of both cores stood idle.
    maxWorkers: 5,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Limits for what hangs. What merely takes long on a busy machine is no fault.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
    // A test that passes at the second try is a finding, and a focused one hides the others.
    retry: 0,
    allowOnly: false,
    projects: [
      { extends: true, test: { name: 'alone', include: ['tests/**/*.test.ts'], exclude: together } },
      // One process for many files: starting one and loading our modules again took a quarter of these files' processor time.
      { extends: true, test: { name: 'together', include: together, isolate: false } },
    ],
  },
});
