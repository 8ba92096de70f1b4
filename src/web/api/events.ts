// Live changes: reads the event stream with fetch (so that headers go along), asks anew after a cut, and polls where streams are not let
// through or other tabs of this browser have taken them.

import type { ShareApi } from '../../client/calls/share-api.ts';
import { readChanges } from '../../client/wire/event-stream.ts';
import { createTurns, takeSlot, type Release } from './slots.ts';

const POLL_MS = 5_000;
/** How soon a tab that others have left no stream looks again: seen, and not seen. */
const SEEN_MS = 3_000;
const UNSEEN_MS = 10_000;
/** How long a tab that gives its stream away takes for it. */
const TURN_MS = 250;

const isSeen = (): boolean => document.visibilityState === 'visible';

/** Calls `changed` whenever the share may have changed. Returns a function that stops it. */
export function followShare(api: ShareApi, changed: () => void): () => void {
  const stop = new AbortController();
  void listen(api, changed, stop.signal);
  const onShow = (): void => {
    if (isSeen()) changed();
  };
  document.addEventListener('visibilitychange', onShow, { signal: stop.signal });
  return () => stop.abort();
}

async function listen(api: ShareApi, changed: () => void, signal: AbortSignal): Promise<void> {
  let cut = new AbortController();
  const turns = createTurns(() => cut.abort());
  signal.addEventListener('abort', () => turns.close(), { once: true });
  const takeTurn = async (): Promise<Release | null> => {
    const release = await takeSlot();
    if (release !== null || !isSeen() || signal.aborted) return release;
    turns.ask();
    await pause(TURN_MS, signal);
    return takeSlot();
  };
  for (let cuts = 0; !signal.aborted;) {
    const release = await takeTurn();
    if (release === null) {
      await pause(isSeen() ? SEEN_MS : UNSEEN_MS, signal);
    } else {
      cut = new AbortController();
      try {
        const response = await api.events(AbortSignal.any([signal, cut.signal]));
        if (response.ok && response.body !== null) {
          await readChanges(response.body, () => {
            cuts = 0;
            changed();
          });
        }
      } catch {
        // Cut off: fall through to the pause and ask again.
      } finally {
        release();
      }
      cuts += 1;
      await pause(Math.min(POLL_MS * 4, POLL_MS * cuts * 0.4), signal);
    }
    if (!signal.aborted) changed();
  }
}

/** A tab that comes into sight waits no longer. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { signal: over.signal });
    document.addEventListener('visibilitychange', () => isSeen() && end(), { signal: over.signal });
  });
}
