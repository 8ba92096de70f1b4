// Queues work that takes much memory: one piece at a time, and none is queued that would wait longer than its answer may take.

import type { Clock } from '../ports/clock.ts';

export interface InLine {
  /** A person who is queued already leaves the last place to others, so that one person alone never keeps all others out. */
  readonly who: string;
  readonly deadline: { readonly aborted: boolean };
}

export interface WorkQueue {
  /** Does the work when its turn comes; null when the queue is too long, or the turn came too late. */
  run<T>(work: () => Promise<T>, by: InLine): Promise<T | null>;
}

/** `waitMs`: how long work may be queued, its own time included. `firstMs`: how long one piece is assumed to take, until one was measured. */
export function createWorkQueue({ clock, waitMs, firstMs }: { clock: Clock; waitMs: number; firstMs: number }): WorkQueue {
  let before: Promise<unknown> = Promise.resolve();
  const standing: string[] = [];
  let oneMs = firstMs;

  async function turn<T>(work: () => Promise<T>, joinedAt: number, deadline: InLine['deadline']): Promise<T | null> {
    const began = clock();
    const waited = began - joinedAt;
    // The person has been told that it took too long, or will be: the work would only hold up the others.
    if (deadline.aborted || (waited > 0 && waited + oneMs > waitMs)) return null;
    try {
      return await work();
    } finally {
      // The last measurement counts half: a busy machine is noticed at once, and one slow moment is forgotten. A clock that was set
      // back or far ahead meanwhile is ignored.
      const took = clock() - began;
      if (took >= 0 && took <= 60_000) oneMs = (oneMs + took) / 2;
    }
  }

  return {
    async run(work, { who, deadline }) {
      const last = standing.includes(who) ? 1 : 0;
      // An empty queue always takes work, however slow the machine.
      if (standing.length > 0 && (standing.length + 1 + last) * oneMs > waitMs) return null;
      standing.push(who);
      const joinedAt = clock();
      const mine = before.then(() => turn(work, joinedAt, deadline));
      before = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        standing.splice(standing.indexOf(who), 1);
      }
    },
  };
}
