// How many bytes of one file this process gives out within an hour: as often as a bad connection may need it, and not without end. It is
// counted in memory, since reading changes nothing in the store.

import type { FileId } from '../../core/share.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Result } from '../../core/refusal.ts';
import { ok, refuse } from '../../core/refusal.ts';

export interface Fetches {
  /** Charges `bytes` of a file of `whole` bytes. */
  charge(file: FileId, size: { readonly bytes: number; readonly whole: number }): Result<null>;
}

const HOUR = 3_600_000;
/** Times that a file may be fetched whole. */
const TIMES = 10;
/** So much is given of a small file too. */
const LEAST = 1024 * 1024;
/** Files that are counted at a time; the oldest is forgotten first. */
const KEPT = 10_000;

export function createFetches(clock: Clock, kept = KEPT): Fetches {
  const counts = new Map<FileId, { readonly until: number; bytes: number }>();
  return {
    charge(file, { bytes, whole }) {
      const now = clock();
      let count = counts.get(file);
      if (count === undefined || count.until <= now) {
        counts.delete(file);
        const [oldest] = counts.keys();
        if (counts.size >= kept && oldest !== undefined) counts.delete(oldest);
        count = { until: now + HOUR, bytes: 0 };
        counts.set(file, count);
      }
      if (count.bytes + bytes > Math.max(TIMES * whole, LEAST)) return refuse('rate.limited', { retryAfterMs: count.until - now });
      count.bytes += bytes;
      return ok(null);
    },
  };
}
