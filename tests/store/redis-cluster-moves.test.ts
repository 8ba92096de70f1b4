import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports/store.ts';
import type { Fault } from '../../src/core/refusal.ts';
import type { Share } from '../../src/core/share.ts';
import { claim, eachOf } from '../support/claims.ts';
import { redisMissing } from '../support/redis.ts';
import { moveSlot, startCluster } from '../support/redis-sets.ts';
import type { RedisSet } from '../support/redis-sets.ts';
import { aShare, claimOf, commitOf, newId } from '../support/shares.ts';
import { openStore } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const ROUNDS = process.env['NT2_CAMPAIGN'] ? 10 : 1;
const SHARES = process.env['NT2_CAMPAIGN'] ? 3_000 : 480;
const TAGS = ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd', 'eeeeee', 'ffffff'];

describe.skipIf(redisMissing !== null)('a Redis Cluster of six', () => {
  let cluster: RedisSet;
  let stores: Store[] = [];
  afterEach(async () => {
    for (const store of stores) await store.close();
    await cluster?.stop();
  });

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'T6: resharded and robbed of a primary under load, every share is claimed by exactly one device (round %i)',
    { timeout: 120_000 },
    async () => {
      cluster = await startCluster({ primaries: 3, replicas: 1 });
      stores = await Promise.all([openStore({ kind: 'redis', url: cluster.url }), openStore({ kind: 'redis', url: cluster.url })]);
      const shares = Array.from({ length: SHARES }, (_, at) => aShare(newId(TAGS[at % TAGS.length])));
      await eachOf(shares, 32, async (share) => {
        expect(await stores[0]?.commit(commitOf(share, { ciphertext: { capsule: randomBytes(99) } }))).toEqual({ ok: true });
      });
      const watched = aShare(newId('aaaaaa'));
      await stores[0]?.commit(commitOf(watched));
      let calls = 0;
      const stop = await stores[1]?.watch(watched.id, () => calls++);
      const winners = new Map<Share, string[]>();
      const faults: Fault[] = [];
      const storm = eachOf(shares, 24, async (share) => {
        const options = { patienceMs: 60_000, fault: (fault: Fault) => faults.push(fault) };
        const answers = await Promise.all(stores.map((store, at) => claim(store, share, `device-${at}`, options)));
        winners.set(
          share,
          answers.flatMap((answer, at) => (answer === 'claimed' ? [`device-${at}`] : [])),
        );
      });
      const upTo = async (part: number): Promise<void> => {
        await expect.poll(() => winners.size, { interval: 2, timeout: 30_000 }).toBeGreaterThan(SHARES * part);
      };
      await upTo(0.1);
      for (const [at, of] of TAGS.slice(0, 3).entries()) {
        const to = cluster.servers[(at + 1) % 3];
        if (to) await moveSlot(cluster, { key: `nt2:{${of}}:history`, to });
      }
      await upTo(0.4);
      const [victim] = await cluster.primaries();
      await victim?.kill('SIGKILL');
      await expect.poll(async () => (await cluster.primaries()).length, { timeout: 30_000 }).toBe(3);
      // Its part has a primary again, and no replica: claims there wait until there is one.
      await victim?.restart();
      await storm;
      for (const share of shares) {
        expect(winners.get(share)).toHaveLength(1);
        expect((await stores[1]?.load(share.id))?.state).toMatchObject({ status: 'claimed', claim: { device: winners.get(share)?.[0] } });
      }
      expect(faults.length).toBeGreaterThan(0);
      for (const { code, message } of faults) {
        expect(['store.unavailable', 'store.unknown']).toContain(code);
        expect(message).toMatch(/^(?:The )?(?:replicas of )?Redis [A-Za-z, ]+\.$/);
      }
      expect(await stores[0]?.health()).toMatchObject({ ok: true, rolledBackTenants: [] });

      // A page that waits since the beginning still hears of a commit, also where the node that told it of them is gone.
      calls = 0;
      await stores[0]?.commit(claimOf(watched, 'device'));
      await expect.poll(() => calls, { timeout: 5_000 }).toBeGreaterThan(0);
      stop?.();
    },
  );
});
