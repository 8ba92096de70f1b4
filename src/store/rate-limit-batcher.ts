// Batches the rate-limit checks of one event-loop turn and merges identical ones, so that a busy server asks the store once for many
// requests. Each caller gets the answer it would have got alone, in the order of arrival.

import type { RateLimit } from '../core/ports/rate-limit-store.ts';
import type { Store } from '../core/ports/store.ts';

/** How many callers want the same of each limit. */
export interface BatchEntry {
  readonly allowances: readonly RateLimit[];
  readonly count: number;
}

/** The first `granted` callers pass; the others wait. */
export interface BatchResult {
  readonly granted: number;
  readonly retryAfterMs: number;
}

type Answer = Awaited<ReturnType<Store['consume']>>;

interface Group {
  readonly allowances: readonly RateLimit[];
  readonly waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: unknown) => void }[];
}

const OK: Answer = { ok: true };

/**
 * @param together spends all of them in one transaction of the store, one after the other.
 * @param soon runs its function at the end of this turn.
 */
export function createRateLimitBatcher(
  together: (spendings: readonly BatchEntry[], now: number) => Promise<readonly BatchResult[]>,
  soon: (work: () => void) => void,
): Store['consume'] {
  let groups = new Map<string, Group>();
  let latest = 0;

  function flush(): void {
    const all = [...groups.values()];
    groups = new Map();
    const now = latest;
    latest = 0;
    together(
      all.map(({ allowances, waiting }) => ({ allowances, count: waiting.length })),
      now,
    ).then(
      (spent) => {
        all.forEach(({ waiting }, n) => {
          const { granted, retryAfterMs } = spent[n] as BatchResult;
          waiting.forEach(({ resolve }, place) => resolve(place < granted ? OK : { ok: false, retryAfterMs }));
        });
      },
      (error: unknown) => {
        for (const { waiting } of all) for (const { reject } of waiting) reject(error);
      },
    );
  }

  return (allowances, now) => {
    if (allowances.length === 0) return Promise.resolve(OK);
    return new Promise((resolve, reject) => {
      if (groups.size === 0) soon(flush);
      const name = allowances.map(({ bucket, max, windowMs, amount = 1 }) => `${bucket} ${max} ${windowMs} ${amount}`).join('\n');
      const group = groups.get(name) ?? { allowances, waiting: [] };
      if (group.waiting.length === 0) groups.set(name, group);
      group.waiting.push({ resolve, reject });
      latest = Math.max(latest, now);
    });
  };
}
