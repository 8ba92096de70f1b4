// A count of bytes, or a list, that has gone wrong, whatever made it, does not stay wrong: planted past the product.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports/store.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import type { Listing } from '../../src/core/ports/list-store.ts';
import { tagOf } from '../../src/core/share.ts';
import { aShare, commitOf, endOf, person } from '../support/shares.ts';
import { openStore } from './open.ts';

const bytes = [{ set: 'ann', max: 1_000 }];
const live = { add: [{ set: 'ann', max: 9 }], remove: [] };
const put = (store: Store, size: number, more = {}) =>
  store.commit(commitOf(aShare(), { quotaSets: live, bytes, ciphertext: { payload: randomBytes(size) }, ...more }));
const OVER = { ok: false, reason: 'bytes', set: 'ann' };

describe('a wrong count of bytes', () => {
  const dir = mkdtempSync(join(tmpdir(), 'nt2-drift-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('in SQLite is taken anew by the next purge, from what lies there', async () => {
    const file = join(dir, 'nt2.db');
    const first = await openStore({ kind: 'sqlite', file });
    expect(await put(first, 500)).toEqual({ ok: true });
    await first.close();
    for (const [planted, fits] of [
      [900, 300],
      [0, 200],
    ] as const) {
      const raw = new DatabaseSync(file);
      raw.prepare('UPDATE live SET bytes = ?').run(planted);
      raw.close();
      // A start purges, and then every minute.
      const store = await openStore({ kind: 'sqlite', file });
      expect(await put(store, 501)).toEqual(OVER);
      expect(await put(store, fits)).toEqual({ ok: true });
      await store.close();
    }
  });

  describe.skipIf(redisMissing !== null)('in Redis', () => {
    let server: RedisServer;
    let redis: Redis;
    let store: Store;
    const counts = 'nt2:{aaaaaa}:bytes:ann';
    beforeAll(async () => {
      server = await startRedis();
      redis = new Redis(server.url);
      store = await openStore({ kind: 'redis', url: server.url });
    });
    afterAll(async () => {
      await store?.close();
      await redis?.quit();
      await server?.stop();
    });

    test('refuses nobody: it is taken anew before that', async () => {
      const ghost = aShare();
      expect(await put(store, 500)).toEqual({ ok: true });
      await redis.hset(counts, { all: 999, at: 1, [ghost.id]: 499 });
      expect(await put(store, 501)).toEqual(OVER);
      await redis.hset(counts, { all: 999, at: 1 });
      expect(await put(store, 400)).toEqual({ ok: true });
      expect(await redis.hgetall(counts)).toMatchObject({ all: '900' });
      expect(await redis.hexists(counts, ghost.id)).toBe(0);
    });

    test('lets nobody have more for longer than ten minutes of use', async () => {
      await redis.hset(counts, { all: 0, at: Date.now() - 600_001 });
      expect(await put(store, 101)).toEqual(OVER);
      expect(await redis.hgetall(counts)).toMatchObject({ all: '900' });
    });

    test('and what has vanished without an end is counted no longer than its expiry and an hour', async () => {
      const vanished = { ...aShare(), expiresAt: Date.now() - 2 * 3_600_000 };
      const set = [{ set: 'ben', max: 1_000 }];
      const enter = { add: [{ set: 'ben', max: 9 }], remove: [] };
      await store.commit(
        commitOf(vanished, { quotaSets: enter, bytes: set, ciphertext: { payload: randomBytes(900) }, shareUntil: Date.now() + 9_000 }),
      );
      await redis.hset('nt2:{aaaaaa}:bytes:ben', 'at', Date.now() - 20_000);
      expect(await put(store, 1_000, { live: enter, bytes: set })).toEqual({ ok: true });
    });
  });
});

describe.skipIf(redisMissing !== null)('R1: lists in Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  const ann = person('playground:t:ann');
  const OLD = `nt2:{aaaaaa}:list:${ann}`;
  const [OPEN, OVER] = [`nt2:{aaaaaa}:sent:open:${ann}`, `nt2:{aaaaaa}:sent:over:${ann}`];
  const tag = tagOf(aShare().id);
  const ask = (phase: 'open' | 'over', limit = 100): Listing => ({ sides: ['sent'], phases: [phase], before: null, limit });
  const listFor = [{ person: ann, side: 'sent', state: 'others', words: '' }] as const;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    await redis?.quit();
    await server?.stop();
  });

  test('as format 1 wrote them are taken apart by state when they are first asked for, and the format is raised', async () => {
    let store = await openStore({ kind: 'redis', url: server.url });
    const waiting = aShare();
    await store.commit(commitOf(waiting));
    for (let n = 0; n < 250; n += 1) {
      const share = aShare(undefined, waiting.createdAt + 1 + n);
      await store.commit(commitOf(share));
      if (n < 240) await store.commit(endOf(share));
      await redis.zadd(OLD, share.createdAt, share.id);
    }
    await redis.zadd(OLD, waiting.createdAt, waiting.id, 1, aShare().id);
    await store.close();
    await redis.set('nt2:schema', 1);
    // What a version before has written stands in no list of the board.
    await redis.del(`nt2:{${tag}}:board:outstanding`);

    store = await openStore({ kind: 'redis', url: server.url });
    expect(await redis.get('nt2:schema')).toBe('13');
    const open = await store.list(tag, ann, ask('open'));
    expect([open.places.length, open.more]).toEqual([11, 0]);
    expect(open.places.at(-1)?.id).toBe(waiting.id);
    const over = await store.list(tag, ann, ask('over'));
    expect([over.places.length, over.more]).toEqual([100, 140]);
    expect(await redis.exists(OLD)).toBe(0);
    expect(await store.countBoard(tag)).toEqual({ outstanding: 11, expired: 0, failed: 0, refused: 0 });
    const [oldest] = (await store.listBoard(tag, { state: 'outstanding', before: null, limit: 11 })).slice(-1);
    expect(oldest).toEqual({ id: waiting.id, at: waiting.createdAt });
    for (const name of [OPEN, OVER]) expect(await redis.pttl(name)).toBeGreaterThan(20 * 3_600_000);
    await store.close();
  });

  test('in which something stands that has ended, or is gone, come right when they are read', async () => {
    await redis.flushall();
    const store = await openStore({ kind: 'redis', url: server.url });
    const [kept, ended, ghost] = [aShare(), aShare(), aShare()];
    for (const share of [kept, ended]) await store.commit(commitOf(share, { listFor }));
    // As an instance of a version before does it, in the second before it notices.
    await store.commit(endOf(ended));
    await redis.zadd(OPEN, Date.now(), ghost.id);
    expect(await redis.zcard(OPEN)).toBe(3);
    expect(await store.list(tag, ann, ask('open'))).toEqual({ places: [{ id: kept.id, at: kept.createdAt }], more: 0 });
    expect(await store.list(tag, ann, ask('over'))).toEqual({ places: [{ id: ended.id, at: ended.createdAt }], more: 0 });
    expect([await redis.zcard(OPEN), await redis.zcard(OVER)]).toEqual([1, 1]);
    await store.close();
  });
});
