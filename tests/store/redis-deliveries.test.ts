// What webhooks gave up, on Redis: each event is kept for its own time, however many come after it.

import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keys } from '../../src/store/redis/keys.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { tagOf } from '../../src/core/share.ts';
import { redisMissing, startRedis, type RedisServer } from '../support/redis.ts';
import { aShare, commitOf } from '../support/shares.ts';
import { openStore } from './open.ts';

const DAY = 86_400_000;

if (redisMissing) console.log(`left out: ${redisMissing}`);

describe.skipIf(redisMissing !== null)('what was given up', () => {
  let server: RedisServer;
  let store: Store;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    store = await openStore({ kind: 'redis', url: server.url });
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis?.disconnect();
    await store?.close();
    await server?.stop();
  });

  test('J6: goes after its thirty days, while newer ones come and stay; what an older nt2 gave up goes too', async () => {
    const share = aShare();
    const lane = { endpoint: 'hook', share: share.id };
    const [dead, until] = [keys.deadDeliveries(tagOf(share.id), 'hook'), keys.deadUntil(tagOf(share.id), 'hook')];
    const ids = ['x_1_0', 'x_2_0', 'x_3_0', 'x_4_0'];
    const events = ids.map((id) => `${id} ["share.created",1,1,{}]`);
    await store.commit(commitOf(share, { deliveries: { endpoints: ['hook'], events } }));
    const began = Date.now();
    const bury = (id: string, at: number) => store.buryDelivery(lane, { id, at, reason: 'silent', untilAt: at + 30 * DAY });
    const listed = async () => (await store.deadDeliveries('hook')).map(({ id }) => id);
    await bury('x_1_0', began);
    // As a version before has left it.
    await redis.del(until);
    await bury('x_2_0', began + 20 * DAY);
    expect(await listed()).toEqual(['x_1_0', 'x_2_0']);
    await bury('x_3_0', began + 40 * DAY);
    expect(await listed()).toEqual(['x_2_0', 'x_3_0']);
    expect(await store.replayDelivery(lane, 'x_2_0', began + 40 * DAY)).toBe(true);
    await bury('x_4_0', began + 80 * DAY);
    expect(await listed()).toEqual(['x_4_0']);
    expect(await redis.zrangebyscore(until, '-inf', '+inf')).toEqual(['x_4_0']);
    for (const key of [dead, until]) expect(await redis.pttl(key)).toBeGreaterThan(29 * DAY);
    await store.dropDeliveries('hook');
    expect(await redis.exists(dead, until)).toBe(0);
  });
});
