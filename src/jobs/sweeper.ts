// Ends the shares whose time is over, lets those that wait too long remind of themselves, and ends those whose ciphertext can never be opened
// again. Every instance may do it at any time: doing it twice is doing it once.

import type { Clock } from '../core/ports/clock.ts';
import type { DueShares } from '../core/ports/share-store.ts';
import type { ShareId } from '../core/share.ts';
import type { Shares } from '../core/shares.ts';
import { settleEach } from './settle-each.ts';

const BATCH = 50;
/** For so long a share whose person another instance knows is left to that one. */
const LEFT_MS = 60_000;

export interface SweeperDeps {
  readonly store: DueShares;
  readonly shares: Pick<Shares, 'expireIfDue' | 'expireIfUnrecoverable'>;
  readonly clock: Clock;
  /** Absent: nobody has quiet hours. */
  readonly askQuiet?: Parameters<Shares['expireIfDue']>[1];
  /** Shares whose ciphertext may be unreadable for good. */
  readonly findUnrecoverable?: (limit: number) => Promise<readonly ShareId[]>;
}

/** Each call is one round, and answers how many shares it looked at. */
export function createSweeper({ store, shares, clock, askQuiet, findUnrecoverable }: SweeperDeps): () => Promise<number> {
  /** Shares that only another instance can remind of, and when this one looks at them again. */
  const left = new Map<ShareId, number>();

  async function expire(id: ShareId): Promise<void> {
    let isLeft = false;
    const seen = await shares.expireIfDue(id, async (person) => {
      const until = (await askQuiet?.(person)) ?? null;
      isLeft = until === 'elsewhere';
      return until;
    });
    if (isLeft && seen.ok) left.set(id, Math.min(clock() + LEFT_MS, seen.value.expiresAt));
  }

  return async () => {
    const now = clock();
    for (const [id, until] of left) if (until <= now || until > now + LEFT_MS) left.delete(id);
    // They stay due and stand first, so without room of their own they would keep all others from their end.
    const due = (await store.due(now, BATCH + left.size)).filter((id) => !left.has(id)).slice(0, BATCH);
    await settleEach(due, expire);
    const unrecoverable = (await findUnrecoverable?.(BATCH)) ?? [];
    await settleEach(unrecoverable, (id) => shares.expireIfUnrecoverable(id));
    return due.length + unrecoverable.length;
  };
}
