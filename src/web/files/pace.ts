// How fast a file goes, over the last seconds: what was slow a minute ago says nothing of now.

export interface Pace {
  /** Bytes. */
  readonly perSecond: number;
  readonly leftMs: number;
}

export interface PaceMeter {
  /** `done` of `of` bytes are there now. Null while it is too early to say. */
  add(done: number, of: number): Pace | null;
}

const WINDOW_MS = 10_000;
const FIRST_MS = 800;

/** `start`: bytes that were there before it began, in no time. */
export function createPaceMeter(clock: () => number, start = 0): PaceMeter {
  const seen = [{ at: clock(), done: start }];
  return {
    add(done, of) {
      const at = clock();
      seen.push({ at, done });
      while (seen.length > 2 && at - (seen[0]?.at ?? at) > WINDOW_MS) seen.shift();
      const [first] = seen;
      const ms = at - (first?.at ?? at);
      const moved = done - (first?.done ?? done);
      if (ms < FIRST_MS || moved <= 0) return null;
      const perSecond = (moved / ms) * 1_000;
      return { perSecond, leftMs: ((of - done) / perSecond) * 1_000 };
    },
  };
}

export interface Moving {
  readonly done: number;
  readonly of: number;
  readonly pace: Pace | null;
  /** There is no connection; it goes on by itself. */
  readonly isStalled: boolean;
}
