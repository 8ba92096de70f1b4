// Remembers how each endpoint answers this process: one that has failed several times in a row is tried with one lane at a time, ever less
// often, so that 10,000 events for a dead receiver cost next to nothing. Any answer that is a yes ends that.

import type { Clock } from '../core/ports/clock.ts';

/** Failures in a row, of whatever lanes, after which an endpoint counts as down. */
const DOWN_AFTER = 5;
const PROBE_MS = { first: 1_000, most: 60_000 } as const;

export interface EndpointHealth {
  /** How many lanes may be begun, of `atOnce` at the same time. */
  room(endpoint: string, atOnce: number): number;
  begin(endpoint: string): void;
  end(endpoint: string): void;
  /** `failure`: a word for it; null: it has arrived. */
  note(endpoint: string, failure: string | null): void;
  /** Why it counts as down; null: it does not. */
  troubleOf(endpoint: string): string | null;
  /** Whether an event that has had its day is tried once more although the endpoint counts as down: one in the longest wait is, and is not noted when it fails. */
  takeLastTry(endpoint: string): boolean;
  /** Forgets all but these. */
  keep(endpoints: readonly string[]): void;
}

export function createEndpointHealth(clock: Clock): EndpointHealth {
  const all = new Map<string, { running: number; failures: number; reason: string; triedAt: number; probeAt: number }>();
  const of = (endpoint: string) => {
    const known = all.get(endpoint) ?? { running: 0, failures: 0, reason: '', triedAt: 0, probeAt: 0 };
    all.set(endpoint, known);
    return known;
  };

  return {
    room(endpoint, atOnce) {
      const { running, failures, probeAt } = of(endpoint);
      if (failures < DOWN_AFTER) return Math.max(0, atOnce - running);
      const waitMs = probeAt - clock();
      // A wait that is longer than any is of a clock that was ahead.
      return running === 0 && (waitMs <= 0 || waitMs > PROBE_MS.most) ? 1 : 0;
    },
    begin: (endpoint) => void (of(endpoint).running += 1),
    end: (endpoint) => void (of(endpoint).running -= 1),
    note(endpoint, failure) {
      const known = of(endpoint);
      known.failures = failure === null ? 0 : known.failures + 1;
      if (failure === null) return;
      known.reason = failure;
      known.triedAt = clock();
      known.probeAt = clock() + Math.min(PROBE_MS.first * 2 ** Math.max(0, known.failures - DOWN_AFTER), PROBE_MS.most);
    },
    troubleOf(endpoint) {
      const { failures, reason } = of(endpoint);
      return failures < DOWN_AFTER ? null : reason;
    },
    takeLastTry(endpoint) {
      const known = of(endpoint);
      const isTaken = Math.abs(clock() - known.triedAt) < PROBE_MS.most;
      if (!isTaken) known.triedAt = clock();
      return !isTaken;
    },
    keep(endpoints) {
      for (const [endpoint, { running }] of all) if (running === 0 && !endpoints.includes(endpoint)) all.delete(endpoint);
    },
  };
}
