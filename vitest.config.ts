import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/support/order.ts';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
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
  },
});
