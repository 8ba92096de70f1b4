import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../src/core/refusal.ts';
import type { Share } from '../../src/core/share.ts';
import { claim, eachOf } from '../support/claims.ts';
import { redisMissing } from '../support/redis.ts';
import { startSentinels } from '../support/redis-sets.ts';
import type { RedisSet } from '../support/redis-sets.ts';
import { aShare, claimOf, commitOf, endOf, newId } from '../support/shares.ts';
import { openStore } from './open.ts';
import type { AtRedis } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const ROUNDS = process.env['NT2_CAMPAIGN'] ? 10 : 1;
const SHARES = process.env['NT2_CAMPAIGN'] ? 2_000 : 300;

describe.skipIf(redisMissing !== null)('Redis behind Sentinel', () => {
  let set: RedisSet;
  beforeAll(async () => {
    set = await startSentinels({ replicas: 2 });
  });
  afterAll(() => set?.stop());
  const open = (more: Partial<AtRedis> = {}) => openStore({ kind: 'redis', url: set.url, ...more });

  test('T21: a claim that not enough replicas have is not handed out, to no process, until they have it', { timeout: 60_000 }, async () => {
    const [replica] = set.servers.slice(1);
    const [store, other] = [await open({ replicas: 2, replicaMs: 200 }), await open({ replicas: 2, replicaMs: 200 })];
    const share = aShare();
    await store.commit(commitOf(share, { ciphertext: { capsule: randomBytes(99) } }));
    replica?.signal('SIGSTOP');
    await expect(store.commit(claimOf(share, 'device'))).rejects.toMatchObject({ code: 'store.unknown' });
    for (const one of [store, other]) {
      await expect(one.loadWithCiphertext(share.id)).rejects.toMatchObject({
        code: 'store.unavailable',
        message: 'The replicas of Redis have not confirmed the claim yet.',
      });
    }
    expect((await store.health()).warnings.join()).toContain('claims wait for them');
    // What hands nothing out goes on.
    expect((await store.load(share.id))?.state.status).toBe('claimed');
    const another = aShare();
    expect(await store.commit(commitOf(another))).toEqual({ ok: true });
    expect(await store.commit(endOf(another))).toEqual({ ok: true });
    replica?.signal('SIGCONT');
    expect(await claim(other, share, 'device')).toBe('claimed');
    expect(await claim(store, share, 'another device')).toBe('taken');
    for (const one of [store, other]) await one.close();

    // A start says what the set-up would lose, and who may not come in.
    const warned = await open();
    expect((await warned.health()).warnings.join()).toContain('redis-cli CONFIG SET min-replicas-to-write 1');
    await warned.close();
    for (const server of set.servers) await set.admin(server).config('SET', 'min-replicas-to-write', '1');
    const lonely = await open({ replicas: 3 });
    expect((await lonely.health()).warnings.join()).toContain('has 2 of the 3 replicas');
    expect((await lonely.health()).warnings.join()).not.toContain('min-replicas-to-write');
    await lonely.close();
    const wrongs = [
      { url: set.url.replace('password=watch', 'password=canary'), why: 'The Sentinels do not accept' },
      { url: set.url.replace('/vault', '/canary'), why: 'The Sentinels know no primary of the name' },
      { url: set.url.replace(':data@', ':canary@'), why: 'Redis does not accept the user or the password.' },
    ];
    const refusals = await Promise.all(wrongs.map(({ url }) => open({ url }).catch((error: unknown) => error)));
    wrongs.forEach(({ why }, at) => {
      expect(refusals[at]).toMatchObject({ code: 'store.unavailable', message: expect.stringContaining(why) });
      expect(`${String(refusals[at])}${JSON.stringify(refusals[at])}`).not.toContain('canary');
    });
  });

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    'T6: its primary killed under load, every share is claimed by exactly one device (round %i)',
    { timeout: 90_000 },
    async (round) => {
      if (round > 0) {
        await set.stop();
        set = await startSentinels({ replicas: 2 });
      }
      const stores = await Promise.all([open(), open()]);
      const shares = Array.from({ length: SHARES }, (_, at) => aShare(newId(['aaaaaa', 'bbbbbb', 'cccccc'][at % 3])));
      await eachOf(shares, 32, async (share) => {
        expect(await stores[0]?.commit(commitOf(share, { ciphertext: { capsule: randomBytes(99) } }))).toEqual({ ok: true });
      });
      const winners = new Map<Share, string[]>();
      const faults: Fault[] = [];
      const storm = eachOf(shares, 24, async (share) => {
        const options = { patienceMs: 40_000, fault: (fault: Fault) => faults.push(fault) };
        const answers = await Promise.all(stores.map((store, at) => claim(store, share, `device-${at}`, options)));
        winners.set(
          share,
          answers.flatMap((answer, at) => (answer === 'claimed' ? [`device-${at}`] : [])),
        );
      });
      await expect.poll(() => winners.size, { interval: 2, timeout: 20_000 }).toBeGreaterThan(SHARES / 5);
      const [before] = await set.primaries();
      await before?.kill('SIGKILL');
      await storm;
      const [after] = await set.primaries();
      expect(after).toBeDefined();
      expect(after).not.toBe(before);
      for (const share of shares) {
        expect(winners.get(share)).toHaveLength(1);
        expect((await stores[1]?.load(share.id))?.state).toMatchObject({ status: 'claimed', claim: { device: winners.get(share)?.[0] } });
      }
      expect(faults.length).toBeGreaterThan(0);
      for (const { code, message } of faults) {
        expect(['store.unavailable', 'store.unknown']).toContain(code);
        expect(message).toMatch(/^(?:The )?(?:replicas of )?Redis [a-z ]+\.$/);
      }
      for (const store of stores) await store.close();
    },
  );
});
