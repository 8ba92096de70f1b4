// When a vault locks by itself: after idle, after being hidden, and as the page goes. Shown values are masked
// at once when the page is hidden; the key goes a little later, since people paste into another tab and come back.

export interface LockDeps {
  readonly now: () => number;
  /** Returns a function that cancels. */
  readonly later: (ms: number, act: () => void) => () => void;
}

export interface LockClock {
  /** The person did something. */
  used(): void;
  hidden(): void;
  shown(): void;
  stop(): void;
}

export const IDLE_MS = 5 * 60_000;
export const HIDDEN_MS = 60_000;

/** `lock` is called once. A computer that slept wakes with its timers late: the time is looked at again when the page is shown or used. */
export function createLockClock({ now, later }: LockDeps, lock: () => void): LockClock {
  let due = 0;
  let cancel = (): void => {};
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    cancel();
    lock();
  };
  const wait = (ms: number): void => {
    cancel();
    due = now() + ms;
    cancel = later(ms, end);
  };
  const again = (): void => {
    if (isOver) return;
    if (now() >= due) end();
    else wait(IDLE_MS);
  };
  wait(IDLE_MS);
  return {
    used: again,
    hidden: () => void (isOver || wait(Math.min(HIDDEN_MS, Math.max(0, due - now())))),
    shown: again,
    stop() {
      isOver = true;
      cancel();
    },
  };
}
