// Work on a timer, for as long as the process lives.

import { AsyncLocalStorage } from 'node:async_hooks';

export interface PollLoop {
  /** There may be something to do: do not wait for the next round. */
  wake(): void;
  /** After the round that is under way. */
  stop(): Promise<void>;
}

/** A work that finds the same thing again and again must leave the process some air. */
const SOON_MS = 5;

/** Does a work again and again, never twice at a time: `everyMs` after it found nothing, at once after it found something or was nudged. */
export function createPollLoop(work: () => Promise<number>, everyMs: number, failed: (error: unknown) => void): PollLoop {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let over = false;
  // A round is no part of the request that nudged it.
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
