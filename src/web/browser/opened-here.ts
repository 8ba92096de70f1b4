// That a share was opened in this browser, and when: a mark without any key, so that a person who comes back is told so instead of trying again.
// Only the page that has shown the secret writes it. A server cannot, so it cannot pass off another's opening as this browser's.

import * as db from './db.ts';

const PREFIX = 'opened:';
/** A server remembers ended shares for a month, unless its operator wants another time. */
const KEPT_MS = 31 * 24 * 60 * 60_000;

/** When, epoch ms; null: it was not, or this browser keeps nothing. */
export async function openedHere(share: string): Promise<number | null> {
  const at = await db.get(`${PREFIX}${share}`).catch(() => null);
  return typeof at === 'number' ? at : null;
}

export async function markOpened(share: string, now: number): Promise<void> {
  try {
    await db.removeWhere(PREFIX, (at) => typeof at !== 'number' || at < now - KEPT_MS);
    await db.put(`${PREFIX}${share}`, now);
  } catch {
    // Without the mark, the page asks the server as any browser would.
  }
}
