// That a request's link was answered in this browser, and when: a mark without any key, so that a person who comes back is told so.

import * as db from './db.ts';

const PREFIX = 'answered:';
/** A server remembers ended shares for a month, unless its operator wants another time. */
const KEPT_MS = 31 * 24 * 60 * 60_000;

/** When, epoch ms; null: it was not, or this browser keeps nothing. */
export async function answeredHere(share: string): Promise<number | null> {
  const at = await db.get(`${PREFIX}${share}`).catch(() => null);
  return typeof at === 'number' ? at : null;
}

export async function markAnswered(share: string, now: number): Promise<void> {
  try {
    await db.removeWhere(PREFIX, (at) => typeof at !== 'number' || at < now - KEPT_MS);
    await db.put(`${PREFIX}${share}`, now);
  } catch {
    // Without the mark, the page says of a used link what it says to everyone.
  }
}
