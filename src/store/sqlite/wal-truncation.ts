// Copies the write-ahead log back into the file before it grows long, and truncates it soon after a deletion: deleted ciphertext stays in it
// until then. A thread copies a long log first, so that only its last pages are left to wait for. See docs/decisions/sqlite-log-is-copied-aside.md.

import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { createCheckpointThread } from './checkpoint-thread.ts';

export interface WalTruncator {
  /** Something was written: the log is copied back if it has grown long. */
  written(): void;
  /** Something was deleted: erase it within half a second, along with anything else that is deleted until then. */
  soon(): void;
  now(): void;
  close(): Promise<void>;
}

const SOON_MS = 500;
/** Copied while others wait: as much as one large commit writes. */
const SHORT_BYTES = 1 << 20;
/** A log that holds nothing deleted may be this long before it is copied back: SQLite's own measure of a thousand pages. */
const LONG_BYTES = 4 << 20;

export function createWalTruncator(db: DatabaseSync, file: string): WalTruncator {
  // A reader of another process may be in the way: the pragma answers busy, and it is tried again.
  const truncate = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)');
  const thread = createCheckpointThread(file);
  let timer: NodeJS.Timeout | null = null;
  let isRunning = false;
  let isDue = false;
  let isClosed = false;

  function length(): number {
    try {
      return statSync(`${file}-wal`).size;
    } catch {
      // there is none: a database in memory
      return 0;
    }
  }

  function now(): void {
    isDue = false;
    try {
      if (truncate.get()?.['busy'] === 0) return;
    } catch {
      // locked: the same as busy
    }
    soon();
  }

  async function run(): Promise<void> {
    timer = null;
    isRunning = true;
    if (length() > (isDue ? SHORT_BYTES : LONG_BYTES)) await thread.pass();
    isRunning = false;
    if (isClosed) return;
    if (isDue) now();
  }

  function written(): void {
    if (isRunning) return;
    timer ??= setTimeout(() => void run(), SOON_MS);
    timer.unref();
  }

  function soon(): void {
    isDue = true;
    written();
  }

  return {
    written,
    soon,
    now,
    close: async () => {
      isClosed = true;
      if (timer) clearTimeout(timer);
      await thread.close();
      if (isDue) now();
      if (timer) clearTimeout(timer);
    },
  };
}
