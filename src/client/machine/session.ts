// How a machine talks to its server: with the session that it was given last, which it keeps for this run alone.

import { pauseWithin } from '../wire/backoff.ts';
import type { Connection } from '../wire/connection.ts';
import { withRetry } from '../wire/retry.ts';

interface Patience {
  /** The longest that one question may take, its tries and pauses included, in ms. */
  readonly deadlineMs?: number | undefined;
  readonly pause?: ((ms: number) => Promise<void>) | undefined;
}

const DEADLINE_MS = 30_000;
const RETRIES = 4;

export function openMachineSession(origin: string, ask: typeof fetch, { deadlineMs = DEADLINE_MS, pause }: Patience = {}): Connection {
  let cookie = '';
  return {
    origin,
    // As a page of this server comes: a session is worth nothing to a foreign one.
    headers: () => ({ origin, ...(cookie !== '' && { cookie }) }),
    fetch: async (url, init) => {
      const deadline = AbortSignal.timeout(deadlineMs);
      const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
      const response = await ask(url, { ...init, redirect: 'error', signal });
      const [set] = response.headers.getSetCookie();
      if (set !== undefined) cookie = set.split(';')[0] ?? '';
      return response;
    },
    repeat: (once) => {
      const until = performance.now() + deadlineMs;
      return withRetry(once, pauseWithin({ retries: RETRIES, leftMs: () => until - performance.now() }), pause);
    },
  };
}
