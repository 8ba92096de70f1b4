// Lets another instance continue where one has died: a mark lies in the store from before a commit queues leaves until they are signed.
// Marks are only hints: a lost one costs the wait for the next scan of all logs, a superfluous one costs a look at one log.

import type { LogHintStore } from '../core/ports/log-hints.ts';
import type { TenantTag } from '../core/share.ts';

export interface PendingLogHints {
  /** A commit is about to queue leaves. Call the result when it is over; if it has queued some, a round must follow. */
  begin(tag: TenantTag): (hasQueued: boolean) => void;
  /** A round of this log begins. Call the result when everything that it found is signed. */
  round(tag: TenantTag): () => void;
  /** Logs whose marks have stood longer than their owner needs. */
  overdue(): Promise<TenantTag[]>;
}

/** Longer than a living instance leaves a mark: it gathers leaves for 0.7 s. */
const PATIENCE_MS = 1_500;

interface Own {
  mark: string;
  /** Commits under way. */
  open: number;
  /** Those, and those that have queued leaves. */
  count: number;
}

export function createPendingLogHints({ store, owner }: { readonly store: LogHintStore; readonly owner: string }): PendingLogHints {
  const own = new Map<TenantTag, Own>();
  /** Marks of other instances: when each was first seen here, by the process's own clock. */
  let seen = new Map<string, number>();
  let made = 0;

  const next = (tag: TenantTag): string => `${tag} ${owner} ${(made += 1)}`;
  function write(put: readonly string[], drop: readonly string[]): void {
    if (put.length + drop.length > 0) void store.putHints(put, drop).catch(() => undefined);
  }

  return {
    begin(tag) {
      const mine = own.get(tag) ?? { mark: '', open: 0, count: 0 };
      own.set(tag, mine);
      if (mine.mark === '') write([(mine.mark = next(tag))], []);
      mine.open += 1;
      mine.count += 1;
      return (hasQueued) => {
        mine.open -= 1;
        if (hasQueued) return;
        mine.count -= 1;
        if (mine.count > 0 || own.get(tag) !== mine) return;
        own.delete(tag);
        write([], [mine.mark]);
      };
    },

    round(tag) {
      const mine = own.get(tag);
      const { open = 0, count = 0 } = mine ?? {};
      const foreign = [...seen.keys()].filter((mark) => tagOf(mark) === tag);
      return () => {
        for (const mark of foreign) seen.delete(mark);
        if (mine === undefined || own.get(tag) !== mine) return write([], foreign);
        const before = mine.mark;
        // Leaves that came after this round began belong to a younger mark.
        const isAll = open === 0 && mine.count === count;
        if (isAll) own.delete(tag);
        else mine.mark = next(tag);
        write(isAll ? [] : [mine.mark], [...foreign, before]);
      };
    },

    async overdue() {
      const now = performance.now();
      // The scan of all logs reports an unreachable store.
      const found = await store.listHints().catch(() => null);
      if (found === null) return [];
      const all = found.filter((mark) => mark.split(' ')[1] !== owner);
      seen = new Map(all.map((mark) => [mark, seen.get(mark) ?? now]));
      const late = all.filter((mark) => now - (seen.get(mark) ?? now) >= PATIENCE_MS);
      // A log that was taken up and not signed is taken up again after the same wait.
      for (const mark of late) seen.set(mark, now);
      return [...new Set(late.map(tagOf))];
    },
  };
}

const tagOf = (mark: string): TenantTag => mark.slice(0, 6) as TenantTag;
