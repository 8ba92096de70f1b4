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
    // Twice the two cores that this is meant for: walks in Chromium, stores that come back and clocks that pass mostly wait. With three,
    // a third of both cores stood idle (787 s of processor time in 618 s).
    maxWorkers: 4,
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
