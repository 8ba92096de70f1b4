// A file that a person waits for goes on by itself after a cut, for as long as the page is open. What asks to wait long is told to them.

import { PASSING } from '../../client/wire/backoff.ts';
import type { PauseOf } from '../../client/wire/retry.ts';

const FIRST_MS = 500;
const MOST_MS = 8_000;
const LONGEST_ASKED_MS = 60_000;

/** `onStalled`: nothing moves for now. */
export const patient =
  (onStalled: () => void): PauseOf =>
  ({ code, retryAfterMs }, failed) => {
    const asked = retryAfterMs ?? 0;
    if (!PASSING.includes(code) || asked > LONGEST_ASKED_MS) return null;
    onStalled();
    return Math.max(asked, Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(failed - 1, 8)));
  };
