// Removes files whose time is over, beside the server's other work, and once in an hour what is left of files that nobody knows any more.

import { createFileSweep, type FileFindings, type FileSweepDeps } from '../core/files/sweep.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import { createPollLoop } from './poll-loop.ts';

export interface FileSweeperDeps extends FileSweepDeps {
  readonly store: FileSweepDeps['store'] & LeaseStore;
  /** Of this process. */
  readonly owner: string;
  /** What is known to be wrong with the place of files. */
  readonly trouble: () => string | null;
  /** Told when that changes. */
  readonly tell: (trouble: string | null) => void;
}

export interface FileSweeper {
  readonly found: FileFindings;
  stop(): Promise<void>;
}

const SWEEP_MS = 1_000;
const HOUR_MS = 3_600_000;
/** So soon after that hour one of the instances looks. */
const TURN_MS = 60_000;
const LEASE = 'files';
/** A place that does not do its work is tried again so often, so that it is known when it is back. */
const TRY_MS = 30_000;

export function createFileSweeper(deps: FileSweeperDeps, failed: (error: unknown) => void): FileSweeper {
  const { store, blobs, clock, owner, trouble, tell } = deps;
  const sweep = createFileSweep(deps);
  const due = createPollLoop(sweep.due, SWEEP_MS, failed);
  const orphans = createPollLoop(
    async () => {
      // Kept for the hour: of several instances one looks.
      if ((await store.acquireLease(LEASE, owner, clock(), clock() + HOUR_MS)) === null) return 0;
      try {
        await sweep.orphans();
      } catch (error) {
        // Its place is away: not for the hour, or what lies there would wait for that long.
        await store.releaseLease(LEASE, owner);
        throw error;
      }
      return 0;
    },
    TURN_MS,
    failed,
  );
  let told: string | null = null;
  let isFirst = true;
  const check = createPollLoop(
    async () => {
      // Tried by the first look, and from then on only where something is wrong: what is used says by itself how it does.
      if (isFirst || trouble() !== null) await blobs.check().catch(() => undefined);
      isFirst = false;
      if (trouble() !== told) tell((told = trouble()));
      return 0;
    },
    TRY_MS,
    failed,
  );
  due.wake();
  orphans.wake();
  check.wake();
  return {
    found: sweep.found,
    stop: async () => void (await Promise.all([due.stop(), orphans.stop(), check.stop()])),
  };
}
