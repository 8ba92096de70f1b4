// The small things that must happen once: single-use tokens, first-time keys, leases, allowances.

import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/ports/clock.ts';
import type { LeaseStore } from '../../core/ports/lease-store.ts';
import type { OnceStore, TokenStore } from '../../core/ports/once-store.ts';
import type { RateLimit, RateLimitStore } from '../../core/ports/rate-limit-store.ts';
import { createRateLimitBatcher, type BatchEntry, type BatchResult } from '../rate-limit-batcher.ts';

export type SmallState = TokenStore & OnceStore & LeaseStore & RateLimitStore;

type Write = <T>(change: () => T) => T;

interface Bucket {
  readonly start: number;
  count: number;
  /** Set when it was spent from. */
  ends?: number;
}

/** `read` looks; `write` runs its function in one transaction of its own; so does `count`, without waiting for the disk. */
export function createSmallState(
  db: DatabaseSync,
  clock: Clock,
  { read, write, count }: { readonly read: Write; readonly write: Write; readonly count: Write },
): SmallState {
  const putToken = db.prepare('INSERT OR REPLACE INTO tokens (tag, hash, value, until) VALUES (?, ?, ?, ?)');
  const peekToken = db.prepare('SELECT value FROM tokens WHERE tag = ? AND hash = ? AND until > ?');
  const takeToken = db.prepare('DELETE FROM tokens WHERE tag = ? AND hash = ? RETURNING value, until');
  const first = db.prepare(
    'INSERT INTO firsts (tag, key, until) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET until = excluded.until WHERE until <= ?4',
  );
  const lease = db.prepare('SELECT owner, until, token FROM leases WHERE name = ?');
  const putLease = db.prepare('INSERT OR REPLACE INTO leases (name, owner, until, token) VALUES (?, ?, ?, ?)');
  const endLease = db.prepare('UPDATE leases SET until = 0 WHERE name = ? AND owner = ?');
  const bucket = db.prepare('SELECT start, count FROM buckets WHERE bucket = ?');
  const putBucket = db.prepare('INSERT OR REPLACE INTO buckets (bucket, start, count, until) VALUES (?, ?, ?, ?)');

  return {
    putToken: async (tag, hash, value, untilAt) => void write(() => putToken.run(tag, hash, value, untilAt)),
    peekToken: async (tag, hash, now) => {
      const row = read(() => peekToken.get(tag, hash, now));
      return row ? String(row['value']) : null;
    },
    takeToken: async (tag, hash, now) => {
      const row = write(() => takeToken.get(tag, hash));
      return row && Number(row['until']) > now ? String(row['value']) : null;
    },
    markOnce: async (tag, key, untilAt) => Number(write(() => first.run(tag, key, untilAt, clock())).changes) === 1,
    // A lease need not survive a power cut: its holder is gone as well, and the clock keeps the next token above this one.
    acquireLease: async (name, owner, now, untilAt) =>
      count(() => {
        const held = lease.get(name) as { owner: string; until: number; token: number } | undefined;
        const isLiving = held !== undefined && held.until > now;
        if (isLiving && held.owner !== owner) return null;
        const token = isLiving ? held.token : Math.max((held?.token ?? 0) + 1, now);
        putLease.run(name, owner, untilAt, token);
        return token;
      }),
    // The token stays, so that the next one is higher.
    releaseLease: async (name, owner) => void count(() => endLease.run(name, owner)),
    consume: createRateLimitBatcher(async (spendings, now) => {
      const held = new Map<string, Bucket>();
      const look = ({ bucket: name, windowMs }: RateLimit): Bucket => {
        const found = held.get(name) ?? (bucket.get(name) as Bucket | undefined);
        const isFresh = found !== undefined && found.start + windowMs > now && found.start <= now;
        const current = isFresh ? found : { start: now, count: 0 };
        held.set(name, current);
        return current;
      };
      return count(() => {
        const spent = spendings.map((spending) => take(spending, look, now));
        for (const [name, { start, count: n, ends }] of held) if (ends !== undefined) putBucket.run(name, start, n, ends);
        return spent;
      });
    }, setImmediate),
  };
}

/** One spending out of its buckets, none of it half. */
function take({ allowances, count }: BatchEntry, look: (allowance: RateLimit) => Bucket, now: number): BatchResult {
  const left = (allowance: RateLimit): number => allowance.max - look(allowance).count;
  const amountOf = ({ amount = 1 }: RateLimit): number => amount;
  const granted = Math.max(0, Math.min(count, ...allowances.map((allowance) => Math.floor(left(allowance) / amountOf(allowance)))));
  let retryAfterMs = 0;
  for (const allowance of allowances) {
    const held = look(allowance);
    held.count += granted * amountOf(allowance);
    if (granted > 0) held.ends = held.start + allowance.windowMs;
    if (left(allowance) < amountOf(allowance)) retryAfterMs = Math.max(retryAfterMs, held.start + allowance.windowMs - now);
  }
  return { granted, retryAfterMs };
}
