// A sequencer on a real store, with a clock and a keepsake that a test holds; and the ways in which someone could reach into the store.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { createSequencer, type Sequencer } from '../../../src/core/tlog/sequencer.ts';
import { createSigners, type Signers } from '../../../src/core/tlog/state/signers.ts';
import type { Alarm, CheckpointPins } from '../../../src/core/ports/checkpoint-pins.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import type { Share, ShareId, TenantTag } from '../../../src/core/share.ts';
import { formatEvent } from '../../../src/crypto/events/event.ts';
import { openCheckpointFiles } from '../../../src/store/checkpoint-files.ts';
import { openStore, type Where } from '../../store/open.ts';
import { aShare, commitOf, newId } from '../../support/shares.ts';

const HOST = 'nt2.example.com';
export const SEED = new Uint8Array(32).fill(7);
export const START = Date.UTC(2026, 10, 20, 16);

export interface Bench {
  readonly store: Store;
  readonly tag: TenantTag;
  readonly pins: CheckpointPins;
  readonly signers: Signers;
  readonly where: Where;
  readonly dir: string;
  readonly stopped: Alarm[];
  now: number;
  /** Another process: it knows what lies in the store and in the keepsake, and nothing else. */
  another(more?: {
    readonly store?: Store;
    readonly pins?: CheckpointPins;
    readonly seeds?: readonly [Uint8Array, ...Uint8Array[]];
    readonly keepYears?: number;
    readonly host?: string;
  }): Sequencer;
  /** Queues leaves of one share, made at that time. */
  queue(count: number, from?: number): Promise<Share>;
  close(): Promise<void>;
}

export function leafOf(id: ShareId, n: number, from = START): string {
  return formatEvent({ type: 'refused', share: id, at: from + n, by: 'server', lines: [['what', 'person'], ['count', String(n + 1)]] }); // prettier-ignore
}

export async function openBench(redisUrl?: string): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), 'nt2-log-'));
  const where: Where = redisUrl === undefined ? { kind: 'sqlite', file: join(dir, 'nt2.db') } : { kind: 'redis', url: redisUrl };
  const store = await openStore(where);
  const time = { now: START };
  const tag = newId().slice(8, 14) as TenantTag;
  const pins = openCheckpointFiles({ dir: join(dir, 'log') });
  const signers = createSigners({ host: HOST, seeds: [SEED] });
  const stopped: Alarm[] = [];
  let owners = 0;
  return {
    store,
    tag,
    pins,
    signers,
    where,
    dir,
    stopped,
    get now() {
      return time.now;
    },
    set now(at) {
      time.now = at;
    },
    another: (more = {}) =>
      createSequencer({
        store: more.store ?? store,
        pins: more.pins ?? pins,
        signers: more.seeds || more.host ? createSigners({ host: more.host ?? HOST, seeds: more.seeds ?? [SEED] }) : signers,
        clock: () => time.now,
        keepYears: more.keepYears ?? null,
        owner: `owner-${(owners += 1)}`,
        // Others' logs lie in the same Redis.
        stopped: (of, alarm) => void (of === tag && stopped.push(alarm)),
      }),
    async queue(count, from = START) {
      const share = aShare(newId(tag));
      await store.commit(commitOf(share, { leaves: Array.from({ length: count }, (_, n) => leafOf(share.id, n, from)) }));
      return share;
    },
    async close() {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** What an intruder, or a defect, does to the leaves behind the store's back. */
export interface Intruder {
  change(position: number, text: string): Promise<void>;
  remove(position: number): Promise<void>;
  insert(position: number, text: string): Promise<void>;
}

export function intrude({ where, tag }: Pick<Bench, 'where' | 'tag'>): Intruder {
  if (where.kind === 'redis') {
    const key = `nt2:{${tag}}:leaves`;
    // The list begins with the first leaf that is kept.
    const on = async (work: (redis: Redis, first: number) => Promise<unknown>): Promise<void> => {
      const redis = new Redis(where.url);
      await work(redis, Number((await redis.hget(`nt2:{${tag}}:log`, 'first')) ?? 0));
      await redis.quit();
    };
    return {
      change: (position, text) => on((redis, first) => redis.lset(key, position - first, text)),
      remove: (position) =>
        on(async (redis, first) => {
          await redis.lset(key, position - first, 'gone');
          await redis.lrem(key, 1, 'gone');
        }),
      insert: (position, text) =>
        on(async (redis, first) => redis.linsert(key, 'BEFORE', (await redis.lindex(key, position - first)) ?? '', text)),
    };
  }
  const on = async (work: (db: DatabaseSync) => unknown): Promise<void> => {
    const db = new DatabaseSync(where.file);
    work(db);
    db.close();
  };
  return {
    change: (position, text) =>
      on((db) => db.prepare('UPDATE leaves SET text = ? WHERE tag = ? AND position = ?').run(text, tag, position)),
    remove: (position) => on((db) => db.prepare('DELETE FROM leaves WHERE tag = ? AND position = ?').run(tag, position)),
    insert: (position, text) =>
      on((db) => {
        db.prepare('UPDATE leaves SET position = -position - 1 WHERE tag = ? AND position >= ?').run(tag, position);
        db.prepare('UPDATE leaves SET position = -position WHERE tag = ? AND position < 0').run(tag);
        db.prepare('INSERT INTO leaves (tag, position, text) VALUES (?, ?, ?)').run(tag, position, text);
      }),
  };
}
