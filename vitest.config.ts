import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/support/setup.ts'],
    pool: 'forks',
    // One more than the two cores that this is meant for: the walks in Chromium mostly wait.
    maxWorkers: 3,
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
