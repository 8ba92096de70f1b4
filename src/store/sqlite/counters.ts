// The small things that must happen once: single-use tokens, first-time keys, allowances.

import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Store } from '../../core/ports.ts';

export type Counters = Pick<Store, 'putToken' | 'takeToken' | 'first' | 'spend'>;

/** `write` runs its function in one transaction of its own. */
export function createCounters(db: DatabaseSync, clock: Clock, write: <T>(change: () => T) => T): Counters {
  const putToken = db.prepare('INSERT OR REPLACE INTO tokens (tag, hash, value, until) VALUES (?, ?, ?, ?)');
  const takeToken = db.prepare('DELETE FROM tokens WHERE tag = ? AND hash = ? RETURNING value, until');
  const first = db.prepare(
    'INSERT INTO firsts (tag, key, until) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET until = excluded.until WHERE until <= ?4',
  );
  const bucket = db.prepare('SELECT start, count FROM buckets WHERE bucket = ?');
  const putBucket = db.prepare('INSERT OR REPLACE INTO buckets (bucket, start, count, until) VALUES (?, ?, ?, ?)');

  return {
    putToken: async (tag, hash, value, untilAt) => void write(() => putToken.run(tag, hash, value, untilAt)),
    takeToken: async (tag, hash, now) => {
      const row = write(() => takeToken.get(tag, hash));
      return row && Number(row['until']) > now ? String(row['value']) : null;
    },
    first: async (tag, key, untilAt) => Number(write(() => first.run(tag, key, untilAt, clock())).changes) === 1,
    spend: async (allowances, now) =>
      write(() => {
        let wait = 0;
        const after: [string, number, number, number][] = [];
        for (const { bucket: name, max, windowMs } of allowances) {
          const row = bucket.get(name) as { start: number; count: number } | undefined;
          const isFresh = row !== undefined && row.start + windowMs > now && row.start <= now;
          const { start, count } = isFresh ? row : { start: now, count: 0 };
          if (count >= max) wait = Math.max(wait, start + windowMs - now);
          after.push([name, start, count + 1, start + windowMs]);
        }
        if (wait > 0) return { ok: false, retryAfterMs: wait } as const;
        for (const row of after) putBucket.run(...row);
        return { ok: true } as const;
      }),
  };
}
