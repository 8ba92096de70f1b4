// Gives older shares their evidence, once for each store, beside the server's other work. What goes wrong is done again a minute later.

import { fillEvidence, type FillDeps } from '../core/evidence/fill.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import { createPollLoop } from './poll-loop.ts';

export interface EvidenceFillerDeps extends Omit<FillDeps, 'store' | 'signal'> {
  readonly store: FillDeps['store'] & LeaseStore;
  /** Of this process. */
  readonly owner: string;
}

/** An older nt2 that was still running when this one brought the store forward has stopped by then, so nothing ends without evidence any more. */
const BEGIN_MS = 3_000;
const RETRY_MS = 60_000;
/** A second process that begins after this long does the same once more, which changes nothing. */
const LEASE_MS = 600_000;
const LEASE = 'evidence';

export function createEvidenceFiller(deps: EvidenceFillerDeps, failed: (error: unknown) => void): { stop(): Promise<void> } {
  const { store, clock, owner } = deps;
  const stopping = new AbortController();
  let isDone = false;
  const loop = createPollLoop(
    async () => {
      if (isDone || (await store.acquireLease(LEASE, owner, clock(), clock() + LEASE_MS)) === null) return 0;
      await fillEvidence({ ...deps, signal: stopping.signal });
      isDone = true;
      await store.releaseLease(LEASE, owner);
      return 0;
    },
    RETRY_MS,
    failed,
  );
  const begin = setTimeout(loop.wake, BEGIN_MS);
  begin.unref();
  return {
    stop() {
      clearTimeout(begin);
      stopping.abort();
      return loop.stop();
    },
  };
}
