// Tells waiting pages that a share was committed: at once by this process, within a quarter of a second by another one.

import type { DatabaseSync } from 'node:sqlite';
import type { ShareId } from '../../core/share.ts';

export interface Watcher {
  watch(id: ShareId, changed: () => void): () => void;
  /** This process committed these. */
  committed(ids: readonly ShareId[]): void;
  close(): void;
}

interface Watched {
  version: number;
  readonly listeners: Set<() => void>;
}

const POLL_MS = 250;

export function createWatcher(db: DatabaseSync): Watcher {
  const dataVersion = db.prepare('PRAGMA data_version');
  const versionOf = db.prepare('SELECT version FROM shares WHERE id = ?');
  const watched = new Map<ShareId, Watched>();
  let timer: NodeJS.Timeout | null = null;
  let seen: unknown;

  const current = (id: ShareId): number => Number(versionOf.get(id)?.['version'] ?? 0);

  function look(id: ShareId, entry: Watched): void {
    const version = current(id);
    if (version === entry.version) return;
    entry.version = version;
    for (const changed of entry.listeners) changed();
  }

  // data_version changes when another connection commits, and costs next to nothing to read.
  function poll(): void {
    try {
      const version = dataVersion.get()?.['data_version'];
      if (version === seen) return;
      seen = version;
      for (const [id, entry] of watched) look(id, entry);
    } catch {
      // the file is away for a moment: the next poll looks again
    }
  }

  return {
    watch: (id, changed) => {
      const entry = watched.get(id) ?? { version: current(id), listeners: new Set() };
      watched.set(id, entry);
      const listener = (): void => changed();
      entry.listeners.add(listener);
      timer ??= setInterval(poll, POLL_MS);
      timer.unref();
      return () => {
        entry.listeners.delete(listener);
        if (entry.listeners.size === 0 && watched.get(id) === entry) watched.delete(id);
        if (watched.size > 0 || !timer) return;
        clearInterval(timer);
        timer = null;
      };
    },
    committed: (ids) => {
      for (const id of watched.size > 0 ? ids : []) {
        const entry = watched.get(id);
        if (entry) look(id, entry);
      }
    },
    close: () => {
      if (timer) clearInterval(timer);
      watched.clear();
    },
  };
}
