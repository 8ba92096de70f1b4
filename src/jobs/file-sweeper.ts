// Removes files whose time is over, beside the server's other work, and once in an hour what is left of files that nobody knows any more.

import { createFileSweep, type FileFindings, type FileSweepDeps } from '../core/files/sweep.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import { createPollLoop } from './poll-loop.ts';

export interface FileSweeperDeps extends FileSweepDeps {
  readonly store: FileSweepDeps['store'] & LeaseStore;
  /** Of this process. */
  readonly owner: string;
}

export interface FileSweeper {
  readonly found: FileFindings;
  stop(): Promise<void>;
}

const SWEEP_MS = 1_000;
const HOUR_MS = 3_600_000;
const LEASE = 'files';

export function createFileSweeper(deps: FileSweeperDeps, failed: (error: unknown) => void): FileSweeper {
  const { store, clock, owner } = deps;
  const sweep = createFileSweep(deps);
  const due = createPollLoop(sweep.due, SWEEP_MS, failed);
  const orphans = createPollLoop(
    async () => {
      // Kept for the hour: of several instances one looks.
      if ((await store.acquireLease(LEASE, owner, clock(), clock() + HOUR_MS)) !== null) await sweep.orphans();
      return 0;
    },
    HOUR_MS,
    failed,
  );
  due.wake();
  orphans.wake();
  return {
    found: sweep.found,
    stop: async () => void (await Promise.all([due.stop(), orphans.stop()])),
  };
}
