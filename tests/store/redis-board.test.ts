// How long a share stands in the board's lists in Redis: as long as its record or its evidence, whatever others do.

import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BoardState } from '../../src/core/ports/board-store.ts';
import type { Commit } from '../../src/core/ports/share-store.ts';
import type { Store } from '../../src/core/ports/store.ts';
import type { Share, State } from '../../src/core/share.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { aShare, commitOf, newId, next, seal, tag } from '../support/shares.ts';
import { rowOf } from './contract/evidence.ts';
import { openStore } from './open.ts';

const DAY = 86_400_000;

if (redisMissing) console.log(`left out: ${redisMissing}`);

describe.skipIf(redisMissing !== null)('the board in Redis', () => {
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

  const list = (state: BoardState): string => `nt2:{${tag()}}:board:${state}`;
  const commit = async (share: Share, more: Partial<Commit>): Promise<Share> => {
    expect(await store.commit(commitOf(share, { shareUntil: Date.now() + 30 * DAY, ...more }))).toEqual({ ok: true });
    return share;
  };
  const over: State = { status: 'ended', cause: 'expired', at: Date.now(), seal: null, acceptance: null, claim: null };
  /** One that ends and looks for what is gone, with evidence for so many days. */
  async function ends(days: number): Promise<void> {
    const share = { ...aShare(newId(), Math.floor(Date.now() / 32) * 32), state: over };
    const until = Date.now() + days * DAY;
    await commit(share, { boardUntil: until, evidence: { row: rowOf(share, { cause: 'expired' }), until } });
  }

  it('J7: has what others tried as long as the evidence that its end will leave, though the end says nothing of it', async () => {
    const share = await commit(aShare(), { boardUntil: Date.now() + 400 * DAY });
    const boardUntil = Date.now() + 1_000 * DAY;
    const tried = await commit(next(share, { status: 'ready', seal, acceptance: null, failures: 2 }), { boardUntil });
    await commit(next(tried, { ...over, cause: 'delivered' }), { boardUntil: Date.now() + 400 * DAY });
    expect((await store.listBoard(tag(), { state: 'refused', before: null, limit: 9 })).map(({ id }) => id)).toEqual([share.id]);
    expect(await redis.pexpiretime(list('refused'))).toBeGreaterThanOrEqual(boardUntil - 1_000);
  });

  it('J7: forgets what is gone, and nothing whose evidence an operator once had kept for longer', async () => {
    const long = { ...aShare(newId(), Date.now() - 900 * DAY), state: over };
    await store.fillEvidence({ row: rowOf(long, { cause: 'expired' }), until: Date.now() + 2_000 * DAY });
    const gone = newId();
    await redis.zadd(list('expired'), String(Date.now() - 800 * DAY), gone);
    await redis.zadd(list('outstanding'), String(Date.now() - 800 * DAY), gone);
    await ends(400);
    expect(await redis.zrange(list('expired'), '0', '0')).toEqual([long.id]);
    expect(await redis.zcard(list('expired'))).toBe(2);
    expect(await redis.zcard(list('outstanding'))).toBe(0);
  });
});
