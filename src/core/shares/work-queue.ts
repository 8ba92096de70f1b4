// A line in front of work that takes much memory: one at a time, and nobody joins who would wait longer than the answer may take.

import type { Clock } from '../ports/clock.ts';

export interface InLine {
  /** Whoever stands there already leaves the last place to somebody else: one person alone never keeps all others out. */
  readonly who: string;
  readonly deadline: { readonly aborted: boolean };
}

export interface WorkQueue {
  /** Does the work when its turn comes; null when the line is too long already, or when the turn came too late. */
  run<T>(work: () => Promise<T>, by: InLine): Promise<T | null>;
}

/** `waitMs`: how long somebody may stand in it, their own work included. `firstMs`: what one piece of work takes, until one was done. */
export function createWorkQueue({ clock, waitMs, firstMs }: { clock: Clock; waitMs: number; firstMs: number }): WorkQueue {
  let before: Promise<unknown> = Promise.resolve();
  const standing: string[] = [];
  let oneMs = firstMs;

  async function turn<T>(work: () => Promise<T>, joinedAt: number, deadline: InLine['deadline']): Promise<T | null> {
    const began = clock();
    const waited = began - joinedAt;
    // Whoever has been told that it took too long, or would be: the work would only hold up the others.
    if (deadline.aborted || (waited > 0 && waited + oneMs > waitMs)) return null;
    try {
      return await work();
    } finally {
      // The newer half counts: a machine that becomes busy is noticed at once, and one slow moment is forgotten. A clock that was set
      // back or far ahead meanwhile says nothing.
      const took = clock() - began;
      if (took >= 0 && took <= 60_000) oneMs = (oneMs + took) / 2;
    }
  }

  return {
    async run(work, { who, deadline }) {
      const last = standing.includes(who) ? 1 : 0;
      // Somebody always gets in, however slow the machine.
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
