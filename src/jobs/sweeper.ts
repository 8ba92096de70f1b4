// Ends the shares whose time is over, lets those that wait too long remind of themselves, and ends those whose ciphertext can never be opened again. Every instance may do it at any time: doing it
// twice is doing it once.

import type { Clock } from '../core/ports/clock.ts';
import type { DueShares } from '../core/ports/share-store.ts';
import type { ShareId } from '../core/share.ts';
import type { Shares } from '../core/shares.ts';
import { settleEach } from './settle-each.ts';

const BATCH = 50;

export interface SweeperDeps {
  readonly store: DueShares;
  readonly shares: Pick<Shares, 'expireIfDue' | 'expireIfUnrecoverable'>;
  readonly clock: Clock;
  /** Absent: nobody has quiet hours. */
  readonly askQuiet?: Parameters<Shares['expireIfDue']>[1];
  /** Shares whose ciphertext may be unreadable for good. */
  readonly findUnrecoverable?: (limit: number) => Promise<readonly ShareId[]>;
}

/** One round. Answers how many shares it looked at. */
export async function sweep({ store, shares, clock, askQuiet, findUnrecoverable }: SweeperDeps): Promise<number> {
  const due = await store.due(clock(), BATCH);
  await settleEach(due, (id) => shares.expireIfDue(id, askQuiet));
  const unrecoverable = (await findUnrecoverable?.(BATCH)) ?? [];
  await settleEach(unrecoverable, (id) => shares.expireIfUnrecoverable(id));
  return due.length + unrecoverable.length;
}
