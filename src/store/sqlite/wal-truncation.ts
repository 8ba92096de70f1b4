// Deleted ciphertext stays in the write-ahead log until that is copied back and truncated. This does both soon after a deletion.

import type { DatabaseSync } from 'node:sqlite';

export interface WalTruncator {
  /** Something was deleted: erase it within half a second, along with anything else that is deleted until then. */
  soon(): void;
  now(): void;
  close(): void;
}

const SOON_MS = 500;

export function createWalTruncator(db: DatabaseSync): WalTruncator {
  // A reader of another process may be in the way: the pragma answers busy, and it is tried again.
  const truncate = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  let timer: NodeJS.Timeout | null = null;

  function now(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    let isBusy = true;
    try {
      isBusy = truncate.get()?.['busy'] !== 0;
    } catch {
      // locked: the same as busy
    }
    if (isBusy) soon();
  }

  function soon(): void {
    timer ??= setTimeout(now, SOON_MS);
    timer.unref();
  }

  return {
    soon,
    now,
    close: () => {
      if (timer) now();
      if (timer) clearTimeout(timer);
    },
  };
}
