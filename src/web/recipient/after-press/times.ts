// How long a secret may stay on a page that is idle, and on one that is out of sight, in ms.

const MINUTE_MS = 60_000;
export const IDLE_MS = 2 * MINUTE_MS;
export const HIDDEN_MS = MINUTE_MS;

/** In whole minutes, for the sentence that says so beforehand. */
export const forgetsAfter = { idle: IDLE_MS / MINUTE_MS, hidden: HIDDEN_MS / MINUTE_MS } as const;
