// Repeats work on a timer until the process stops.

import { AsyncLocalStorage } from 'node:async_hooks';

export interface PollLoop {
  /** There may be something to do: run now instead of at the next tick. */
  wake(): void;
  /** Resolves after the current round. */
  stop(): Promise<void>;
}

/** Pause after a round that found something, so that work that finds the same thing every time cannot starve the process. */
const SOON_MS = 5;

/** Runs `work` repeatedly, never twice at a time: `everyMs` after it found nothing, at once after it found something or was woken. */
export function createPollLoop(work: () => Promise<number>, everyMs: number, failed: (error: unknown) => void): PollLoop {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let over = false;
  // A round must not run in the trace of the request that woke it.
  const apart = AsyncLocalStorage.snapshot();

  async function round(): Promise<void> {
    again = false;
    let found = 0;
    try {
      found = await work();
    } catch (error) {
      failed(error);
      again = false;
    }
    running = null;
    if (!over) timer = setTimeout(begin, found > 0 || again ? SOON_MS : everyMs);
  }
  function begin(): void {
    if (over || running !== null) return;
    if (timer !== null) clearTimeout(timer);
    running = apart(round);
  }
  return {
    wake(): void {
      again = true;
      begin();
    },
    async stop(): Promise<void> {
      over = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
