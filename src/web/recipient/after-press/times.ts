// How long a secret may stay on a page that is idle, and on one that is out of sight, in ms.

const MINUTE_MS = 60_000;
/** Where the operator has set nothing. */
const HIDDEN_MINUTES = 10;

export interface ForgetTimes {
  readonly idleMs: number;
  readonly hiddenMs: number;
  /** While nothing was copied or revealed: it is masked, and it is the only copy, so it waits for the person to come back and be warned. */
  readonly unusedMs: number;
}

/** @param hiddenMinutes what the operator has set; empty: nothing. */
export function timesFor(hiddenMinutes: string): ForgetTimes {
  const minutes = Number(hiddenMinutes || HIDDEN_MINUTES);
  return { idleMs: 2 * MINUTE_MS, hiddenMs: minutes * MINUTE_MS, unusedMs: 6 * minutes * MINUTE_MS };
}

/** In whole minutes, for the sentence that says so beforehand. */
export const inMinutes = ({ idleMs, hiddenMs }: ForgetTimes) => ({ idle: idleMs / MINUTE_MS, hidden: hiddenMs / MINUTE_MS });
