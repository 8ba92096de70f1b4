// Many claims at once on stores that fail meanwhile: who got what, and what was said.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../src/core/ports/store.ts';
import { Fault } from '../../src/core/refusal.ts';
import type { Share } from '../../src/core/share.ts';
import { claimOf } from './shares.ts';

export type Claimed = 'claimed' | 'taken' | 'behind';

export interface ClaimOptions {
  /** How long a store may be away, in ms. */
  readonly patienceMs?: number;
  /** Hears every fault on the way. */
  readonly fault?: (fault: Fault) => void;
}

export async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}

/** Claims as the use case does: decides on what it loads, waits while the store settles, looks again when it does not know. */
export async function claim(
  store: Store,
  { id }: Share,
  device: string,
  { patienceMs = 15_000, fault }: ClaimOptions = {},
): Promise<Claimed> {
  const until = Date.now() + patienceMs;
  while (Date.now() < until) {
    try {
      const found = (await store.loadWithCiphertext(id))?.share;
      if (found?.state.status === 'claimed') return found.state.claim.device === device ? 'claimed' : 'taken';
      if (found?.state.status !== 'ready') return 'taken';
      const answer = await store.commit(claimOf(found, device));
      if (answer.ok) return 'claimed';
      if (answer.reason === 'behind') return 'behind';
      if (answer.reason === 'settling') await sleep(answer.retryAfterMs);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      fault?.(error);
      await sleep(50);
    }
  }
  throw new Error('the store did not come back');
}
