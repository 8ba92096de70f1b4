import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { redisMissing, startRedis } from '../support/redis.ts';
import type { RedisServer } from '../support/redis.ts';
import { aShare, claimOf, commitOf, endOf } from '../support/shares.ts';
import { testStore } from './contract.ts';
import { openStore } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

// A node in cluster mode refuses what touches two slots, also inside scripts: that is what is tested, with one node for all slots.
describe.skipIf(redisMissing !== null)('Redis Cluster', () => {
  let server: RedisServer;
  let admin: Redis;
  beforeAll(async () => {
    server = await startRedis({ args: ['--save', '', '--cluster-enabled', 'yes'] });
    admin = new Redis(server.url);
    await admin.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await vi.waitFor(async () => expect(String(await admin.call('CLUSTER', 'INFO'))).toContain('cluster_state:ok'), { timeout: 10_000 });
  });
  afterAll(async () => {
    admin.disconnect();
    await server.stop();
  });

  testStore({ name: 'Redis in cluster mode', where: () => ({ kind: 'redis', url: server.url }) });

  test('a commit names all its keys, all in one slot, and its script touches no other', async () => {
    const monitor = await new Redis(server.url).monitor();
    const seen: { readonly args: string[]; readonly byScript: boolean }[] = [];
    monitor.on('monitor', (_time: string, args: string[], source: string) => seen.push({ args, byScript: source === 'lua' }));
    const store = await openStore({ kind: 'redis', url: server.url });
    const share = aShare();
    const live = { enter: [{ set: 'tenant', max: 9 }], leave: [] };
    const listFor = [share.sender.key];
    await store.commit(commitOf(share, { ciphertext: { capsule: randomBytes(9) }, live, listFor, outboxAt: 1 }));
    const claimed = claimOf(share, 'device');
    await store.commit(claimed);
    await store.commit({ ...endOf(claimed.share), live: { enter: [], leave: ['tenant'] } });
    await expect.poll(() => seen.filter(({ args }) => args[0]?.toLowerCase() === 'publish').length).toBe(3);
    monitor.disconnect();
    await store.close();

    let named: string[] = [];
    let commits = 0;
    let touched = 0;
    for (const { args, byScript } of seen) {
      const verb = args[0]?.toLowerCase() ?? '';
      if (verb === 'eval' || verb === 'evalsha') {
        named = args.slice(3, 3 + Number(args[2]));
        if (named.length < 9) continue;
        commits++;
        const slots = await Promise.all(named.map((key) => admin.call('CLUSTER', 'KEYSLOT', key)));
        expect(new Set(slots).size).toBe(1);
      } else if (byScript && verb !== 'publish' && verb !== 'time') {
        touched++;
        expect(named).toContain(args[1]);
      }
    }
    expect(commits).toBe(3);
    expect(touched).toBeGreaterThan(20);
  });
});
