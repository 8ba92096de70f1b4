import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aclRules } from '../support/acl.ts';
import { redisMissing } from '../support/redis.ts';
import { startCluster } from '../support/redis-sets.ts';
import type { RedisSet } from '../support/redis-sets.ts';
import { aShare, claimOf, commitOf, endOf, newId } from '../support/shares.ts';
import { testStoreLater } from './contract.ts';
import { openStore } from './open.ts';
import type { AtRedis } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

describe.skipIf(redisMissing !== null)('Redis Cluster', () => {
  let cluster: RedisSet;
  let where: AtRedis;
  beforeAll(async () => {
    cluster = await startCluster({ primaries: 3, replicas: 0 });
    const rules = aclRules('pw', ['+cluster|info', '+cluster|slots']);
    for (const server of cluster.servers) await cluster.admin(server).call('ACL', 'SETUSER', 'nt2', ...rules);
    where = { kind: 'redis', url: cluster.url.replace('//', '//nt2:pw@'), replicas: 0 };
  });
  afterAll(() => cluster?.stop());

  testStoreLater({ name: 'Redis Cluster of three, as a user with least commands', where: () => where, rounds: 10 });

  test('a commit names all its keys, all in one slot, and its script touches no other', async () => {
    const seen: { readonly args: string[]; readonly byScript: boolean }[] = [];
    const monitors = await Promise.all(cluster.servers.map((server) => cluster.admin(server).monitor()));
    for (const monitor of monitors)
      monitor.on('monitor', (_time: string, args: string[], source: string) => seen.push({ args, byScript: source === 'lua' }));
    const store = await openStore(where);
    const share = aShare();
    const quotaSets = { add: [{ set: 'tenant', max: 9 }], remove: [] };
    const listFor = [{ person: share.sender.key, side: 'sent' as const, state: 'others' as const, words: '' }];
    await store.commit(commitOf(share, { ciphertext: { capsule: randomBytes(9) }, quotaSets, listFor, outboxAt: 1 }));
    const claimed = claimOf(share, 'device');
    await store.commit(claimed);
    await store.commit({ ...endOf(claimed.share), quotaSets: { add: [], remove: ['tenant'] }, listFor });
    await expect.poll(() => seen.filter(({ args }) => args[0]?.toLowerCase() === 'publish').length).toBe(3);
    for (const monitor of monitors) monitor.disconnect();
    await store.close();

    let named: string[] = [];
    let commits = 0;
    let touched = 0;
    const [first] = cluster.servers;
    if (!first) throw new Error('no server');
    for (const { args, byScript } of seen) {
      const verb = args[0]?.toLowerCase() ?? '';
      if (verb === 'eval' || verb === 'evalsha') {
        named = args.slice(3, 3 + Number(args[2]));
        if (named.length < 9) continue;
        commits++;
        const slots = await Promise.all(named.map((key) => cluster.admin(first).call('CLUSTER', 'KEYSLOT', key)));
        expect(new Set(slots).size).toBe(1);
      } else if (byScript && !['publish', 'time', 'info'].includes(verb)) {
        touched++;
        expect(named).toContain(args[1]);
      }
    }
    expect(commits).toBeGreaterThanOrEqual(3);
    expect(touched).toBeGreaterThan(20);
  });

  test('walks over tenants on every part of the cluster, and each of them holds some', async () => {
    const store = await openStore(where);
    const shares = Array.from({ length: 24 }, () => aShare(newId(newId().slice(6, 12))));
    const now = Date.now();
    for (const share of shares) await store.commit(commitOf(share, { dueAt: now - 1, outboxAt: now - 1 }));
    const ids = shares.map(({ id }) => id);
    expect(await store.due(now, 10_000)).toEqual(expect.arrayContaining(ids));
    expect(await store.leaseOutbox(now, 60_000, 10_000)).toEqual(expect.arrayContaining(ids));
    expect(await store.tags()).toEqual(expect.arrayContaining(ids.map((id) => id.slice(0, 6))));
    for (const server of cluster.servers) expect(await cluster.admin(server).dbsize()).toBeGreaterThan(0);
    expect(await store.health()).toMatchObject({ ok: true, storage: 'redis+memory' });
    await store.close();
  });

  // The last one: it leaves the cluster without a part.
  test('T15: one part gone, the clocks of all other tenants go on, and health says so', { timeout: 30_000 }, async () => {
    const store = await openStore({ ...where, timeoutMs: 1_000 });
    const now = Date.now();
    const shares = Array.from({ length: 24 }, () => aShare(newId(newId().slice(6, 12))));
    for (const share of shares) await store.commit(commitOf(share, { dueAt: now - 1 }));
    const ids = shares.map(({ id }) => id);
    expect(await store.due(now, 10_000)).toEqual(expect.arrayContaining(ids));
    const nodes = cluster.servers.map((server) => cluster.admin(server));
    for (const node of nodes) await node.config('SET', 'cluster-require-full-coverage', 'no');
    // The one that has the list of tenants, of all.
    const slots = (await nodes[0]?.call('CLUSTER', 'SLOTS')) as [number, number, [string, number]][];
    const slot = Number(await nodes[0]?.call('CLUSTER', 'KEYSLOT', 'nt2:tags'));
    const port = slots.find(([first, last]) => first <= slot && slot <= last)?.[2][1];
    await cluster.servers.find((server) => server.port === port)?.kill('SIGKILL');

    const alive = async (): Promise<number> => (await store.due(now, 10_000)).filter((id) => ids.includes(id)).length;
    await expect.poll(alive, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(await alive()).toBeLessThan(ids.length);
    expect(await store.health()).toMatchObject({
      ok: true,
      warnings: expect.arrayContaining([expect.stringContaining('part of the Redis Cluster')]),
    });
    await store.close();
  });
});
