// When a program's request is sent again: only after what passes by itself, at a random moment so that many do not come together, never
// before the server's own Retry-After, and never past the deadline.

import type { PauseOf } from './retry.ts';

/** Nothing was done, and the next try may find it otherwise. A quota or a wrong passphrase does not pass by waiting a moment. */
export const PASSING: readonly string[] = [
  'network',
  'store.busy',
  'entry.busy',
  'rate.limited',
  'request.slow',
  'idempotency.busy',
  'file.busy',
  'file.digest',
];

const FIRST_MS = 250;
const MOST_MS = 8_000;

export interface Patience {
  /** At most so many tries after the first one. */
  readonly retries: number;
  /** What is left until the deadline, in ms. */
  readonly leftMs: () => number;
  /** 0 to 1. */
  readonly random?: () => number;
}

/** Full jitter: anything up to the double of the pause before, from the time on that the server asked for. */
export const pauseWithin =
  ({ retries, leftMs, random = Math.random }: Patience): PauseOf =>
  ({ code, retryAfterMs }, failed) => {
    if (failed > retries || !PASSING.includes(code)) return null;
    const ms = (retryAfterMs ?? 0) + random() * Math.min(MOST_MS, FIRST_MS * 2 ** (failed - 1));
    return ms < leftMs() ? ms : null;
  };
