// What lets another instance go on where one has died: a mark lies in the store before a commit queues leaves, and until they are signed.
// A hint and no more: a mark that is lost costs the wait for the next look at all logs, one too many costs a look at one.

import type { LogHintStore } from '../core/ports/log-hints.ts';
import type { TenantTag } from '../core/share.ts';

export interface PendingLogHints {
  /** A commit is about to queue leaves. To be called when it is over; where it has queued some, a round has to follow. */
  begin(tag: TenantTag): (hasQueued: boolean) => void;
  /** A round of this log begins. To be called when all that it has found is signed. */
  round(tag: TenantTag): () => void;
  /** Logs whose marks have stood for longer than their owner needs. */
  overdue(): Promise<TenantTag[]>;
}

/** Longer than a living instance leaves them: it gathers for 0.7 s. */
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
  /** Of others: since when they have been seen here, by the process's own clock. */
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
        // Leaves may have come behind this round: they are of a younger mark.
        const isAll = open === 0 && mine.count === count;
        if (isAll) own.delete(tag);
        else mine.mark = next(tag);
        write(isAll ? [] : [mine.mark], [...foreign, before]);
      };
    },

    async overdue() {
      const now = performance.now();
      // The look at all logs says when the store is away.
      const found = await store.listHints().catch(() => null);
      if (found === null) return [];
      const all = found.filter((mark) => mark.split(' ')[1] !== owner);
      seen = new Map(all.map((mark) => [mark, seen.get(mark) ?? now]));
      const late = all.filter((mark) => now - (seen.get(mark) ?? now) >= PATIENCE_MS);
      // What was taken up and not signed is taken up again, after as long a wait.
      for (const mark of late) seen.set(mark, now);
      return [...new Set(late.map(tagOf))];
    },
  };
}

const tagOf = (mark: string): TenantTag => mark.slice(0, 6) as TenantTag;
