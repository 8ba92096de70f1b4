// What a search in Redis compares lies beside the records, in rows of its own: it reads no record of what has ended, and nothing of it is
// readable for longer than the record, or after an erasure.

import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { filtered, listedFor } from '../../src/core/lists.ts';
import { LIST_STATES, type ListPlace } from '../../src/core/ports/list-store.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { Person, Share, ShareId } from '../../src/core/share.ts';
import { dumpRedis } from '../support/dump.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { aShare, commitOf, endOf, newId, next, person, tag } from '../support/shares.ts';
import { openStore } from './open.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const SPAN = 6 * HOUR;
const ann: Person = { key: person('playground:t:ann'), name: 'Ann' };
const ben: Person = { key: person('playground:t:ben'), name: 'Canary Ben' };
const nobody: Person = { key: person('nobody:nobody:nobody'), name: '—' };

if (redisMissing) console.log(`left out: ${redisMissing}`);

describe.skipIf(redisMissing !== null)('a search in Redis', () => {
  let server: RedisServer;
  let redis: Redis;
  let store: Store;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
    store = await openStore({ kind: 'redis', url: server.url });
  });
  beforeEach(() => redis.flushall());
  afterAll(async () => {
    await store?.close();
    redis?.disconnect();
    await server?.stop();
  });

  interface Life {
    readonly at?: number;
    readonly label?: string;
    /** How long it is kept, from now. */
    readonly ms?: number;
  }
  /** It has ended. */
  async function over({ at = Date.now(), label = 'canary label', ms = 30 * DAY }: Life = {}): Promise<Share> {
    const share = { ...aShare(newId(), at), sender: ann, recipient: ben, label };
    await store.commit(commitOf(share, { listFor: listedFor(share), shareUntil: Date.now() + 31 * DAY }));
    const end = endOf(share);
    expect(await store.commit({ ...end, listFor: listedFor(end.share), shareUntil: end.at + ms })).toEqual({ ok: true });
    return end.share;
  }
  const words = (at: number): string => `nt2:{${tag()}}:words:${Math.floor(at / SPAN)}`;
  const record = (id: ShareId): string => `nt2:{${tag()}}:s:${id}`;
  const find = async (terms: readonly string[], limit = 50, before: ListPlace | null = null) =>
    store.list(tag(), ann.key, filtered({ states: LIST_STATES, terms, since: 0 }, limit, before));
  /** A page looks at so much and no more: on a busy machine there may be several. */
  const ids = async (...terms: string[]): Promise<ShareId[]> => {
    const found: ShareId[] = [];
    for (let before: ListPlace | null = null; ;) {
      const { places, more } = await find(terms, 50, before);
      found.push(...places.map(({ id }) => id));
      before = places.at(-1) ?? null;
      if (more === 0 || before === null) return found;
    }
  };
  const calls = async (command: string): Promise<number> =>
    Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(await redis.info('commandstats'))?.[1] ?? 0);

  it('J3: reads no record of what has ended, and nothing of it is sent', async () => {
    const shares: Share[] = [];
    for (let n = 0; n < 30; n += 1) shares.push(await over({ at: Date.now() - n * DAY, label: `label ${n}` }));
    const before = await Promise.all(['getrange', 'get', 'mget'].map(calls));
    expect(await ids('label', '17')).toEqual([shares[17]?.id]);
    expect(await Promise.all(['getrange', 'get', 'mget'].map(calls))).toEqual(before);
  });

  it('J3: what it compares is gone when the first record of its six hours is, and the others are found by their records', async () => {
    const at = Math.floor(Date.now() / SPAN) * SPAN;
    const kept = await over({ at, ms: 2 * DAY });
    expect(await redis.pexpiretime(words(at))).toBeLessThanOrEqual(await redis.pexpiretime(record(kept.id)));
    const short = await over({ at: at + 1, ms: HOUR });
    const later = await over({ at: at + 2, ms: 30 * DAY });
    expect(await redis.hlen(words(at))).toBe(3);
    expect(await redis.pexpiretime(words(at))).toBeLessThanOrEqual(await redis.pexpiretime(record(short.id)));
    // An hour later.
    await redis.del(words(at), record(short.id));
    expect(await ids('canary')).toEqual([later.id, kept.id]);
    // What is gone is not looked for again.
    expect(await redis.zscore(`nt2:{${tag()}}:sent:over:${ann.key}`, short.id)).toBeNull();
  });

  it('J3: of an earlier version it writes them at the first search; not where a day is left at most', async () => {
    const shares = [await over(), await over({ ms: 2 * DAY }), await over({ ms: DAY - 1 })];
    await redis.del(words(Date.now()), words(Date.now() - HOUR));
    const found = (await ids('label', 'canary')).toSorted();
    expect(found).toEqual(shares.map(({ id }) => id).toSorted());
    const rows = (
      await Promise.all([...new Set(shares.map(({ createdAt }) => words(createdAt)))].map((name) => redis.hgetall(name)))
    ).reduce((all, some) => ({ ...all, ...some }));
    expect(new Set(Object.keys(rows))).toEqual(new Set([shares[0]?.id, shares[1]?.id]));
    const end = await redis.pexpiretime(record(shares[1]?.id as ShareId));
    expect(await redis.pexpiretime(words(shares[1]?.createdAt ?? 0))).toBeLessThanOrEqual(end);
    expect((await ids('label', 'canary')).toSorted()).toEqual(found);
  });

  it('R8: an erasure reaches it in the same commit, for both people', async () => {
    const share = await over();
    expect((await redis.hgetall(words(share.createdAt)))[share.id]).toContain('canary');
    const erased: Share = { ...next(share, share.state), label: '', recipient: nobody };
    await store.commit(commitOf(erased, { listFor: listedFor(erased), shareUntil: Date.now() + 30 * DAY }));
    for (const [key, value] of await dumpRedis(server.url)) expect(`${key} ${value.toString()}`, key).not.toMatch(/canary/i);
    expect(await ids('canary')).toEqual([]);
    expect(await ids()).toEqual([share.id]);
  });

  it('J3: reaches back over years, and over a thousand of one moment, in order and without repeating itself', async () => {
    const now = Date.now();
    const past: Share[] = [];
    for (const years of [0, 1, 3, 9]) past.push(await over({ at: now - years * 366 * DAY, label: 'seldom' }));
    expect(await ids('seldom')).toEqual(past.map(({ id }) => id));
    const many = await Promise.all(
      Array.from({ length: 1_100 }, (_, n) => over({ at: now - DAY, label: n % 10 === 0 ? 'tenth' : 'other' })),
    );
    const tenths = many.filter(({ label }) => label === 'tenth').map(({ id }) => id);
    const found: ShareId[] = [];
    for (let before: ListPlace | null = null, more = 1; more > 0;) {
      const page = await find(['tenth'], 37, before);
      found.push(...page.places.map(({ id }) => id));
      more = page.more;
      before = page.places.at(-1) ?? null;
    }
    expect(found).toEqual(tenths.toSorted().toReversed());
    expect(await ids('seldom')).toEqual(past.map(({ id }) => id));
  });
});
