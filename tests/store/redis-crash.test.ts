import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/core/ports/store.ts';
import type { Share } from '../../src/core/share.ts';
import { memoryWatermark, openWatermark } from '../../src/store/watermark.ts';
import type { Watermark } from '../../src/store/watermark.ts';
import { claim, eachOf } from '../support/claims.ts';
import type { RedisServer } from '../support/redis.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { aShare, claimOf, commitOf, newId, tag } from '../support/shares.ts';
import { openStore } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const SHARES = 1_800;
const ROUNDS = process.env['NT2_CAMPAIGN'] ? 10 : 1;
/** What a store without this protection does. */
const blind: Watermark = {
  seen: () => null,
  raise: () => undefined,
  absorb: () => undefined,
  tags: () => [],
  trouble: () => null,
  close: () => undefined,
};

const root = mkdtempSync(join(tmpdir(), 'nt2-watermarks-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.skipIf(redisMissing !== null)('Redis that dies', () => {
  let server: RedisServer;
  afterEach(() => server?.stop());
  const open = (watermark: Watermark) => openStore({ kind: 'redis', url: server.url }, { watermark });

  /** Snapshot, more claims, kill -9, start from the snapshot, claim everything again. Returns the shares that were released twice. */
  async function killAndReplay(watermarks: {
    readonly first: () => Watermark;
    readonly second: () => Watermark;
    readonly newborn: () => Watermark;
  }) {
    server = await startRedis({ args: ['--save', '3600 100000', '--appendonly', 'no'] });
    const [first, second] = [watermarks.first(), watermarks.second()];
    const [claimer, bystander] = await Promise.all([open(first), open(second)]);
    const shares = Array.from({ length: SHARES }, (_, at) => aShare(newId(at % 2 ? 'aaaaaa' : 'bbbbbb')));
    await eachOf(shares, 64, async (share) => void (await claimer.commit(commitOf(share))));
    const delivered = new Set<Share>();
    let isOver = false;
    const deliver = async (share: Share): Promise<void> => {
      const answer = isOver ? null : await claimer.commit(claimOf(share, 'first')).catch(() => null);
      if (answer?.ok) delivered.add(share);
    };
    await eachOf(shares.slice(0, 300), 32, deliver);
    const admin = new Redis(server.url);
    await admin.call('SAVE');
    admin.disconnect();
    // The other process knows what was committed until a second ago, and nothing of what follows.
    await sleep(1_100);
    const storm = eachOf(shares.slice(300, 1_500), 32, deliver);
    await expect.poll(() => delivered.size, { interval: 5, timeout: 20_000 }).toBeGreaterThan(1_000);
    isOver = true;
    await server.kill('SIGKILL');
    await storm;
    await server.restart();

    const third = watermarks.newborn();
    const newborn = await open(third);
    let twice = 0;
    await eachOf(shares, 96, async (share) => {
      const store = [claimer, bystander, newborn][shares.indexOf(share) % 3] as Store;
      if ((await claim(store, share, 'second')) === 'claimed' && delivered.has(share)) twice++;
    });
    const { rolledBackTenants } = await newborn.health();
    for (const store of [claimer, bystander, newborn]) await store.close();
    for (const watermark of [first, second, third]) watermark.close();
    return { twice, behind: rolledBackTenants.toSorted(), delivered: delivered.size };
  }

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    `T21: killed with snapshots only and started from the older one, it delivers none of ${SHARES} shares twice (round %i)`,
    { timeout: 60_000 },
    async (round) => {
      const dir = join(root, String(round));
      const kept = () => openWatermark({ dir });
      const { twice, behind, delivered } = await killAndReplay({ first: kept, second: memoryWatermark, newborn: kept });
      expect(delivered).toBeGreaterThan(1_000);
      expect(twice).toBe(0);
      expect(behind).toEqual([tag('aaaaaa'), tag('bbbbbb')]);
    },
  );

  test('T21: the same run without a watermark does deliver twice', { timeout: 60_000 }, async () => {
    const { twice } = await killAndReplay({ first: () => blind, second: () => blind, newborn: () => blind });
    expect(twice).toBeGreaterThan(500);
  });

  test('T21: a counter that overtakes its former value after the restart hides nothing', { timeout: 30_000 }, async () => {
    server = await startRedis({ args: ['--save', '3600 100000', '--appendonly', 'no'] });
    const witness = memoryWatermark();
    const before = await open(witness);
    const share = aShare();
    await before.commit(commitOf(share));
    const admin = new Redis(server.url);
    await admin.call('SAVE');
    admin.disconnect();
    expect(await before.commit(claimOf(share, 'first'))).toEqual({ ok: true });
    // The one who saw it is away while another process, which saw nothing, commits on and on.
    await before.close();
    await server.kill('SIGKILL');
    await server.restart();
    const ignorant = await open(memoryWatermark());
    for (let at = 0; at < 20; at++) await ignorant.commit(commitOf(aShare()));
    expect((await ignorant.health()).rolledBackTenants).toEqual([]);
    const returned = await open(witness);
    expect((await ignorant.health()).rolledBackTenants).toEqual([tag()]);
    await sleep(2_600);
    expect(await ignorant.commit(claimOf(share, 'second'))).toEqual({ ok: false, reason: 'behind' });
    await returned.close();
    await ignorant.close();
  });

  test(
    'T21: a Redis that comes back with nothing is behind for every process, before anybody has committed anew',
    { timeout: 30_000 },
    async () => {
      server = await startRedis();
      const before = await open(memoryWatermark());
      await before.commit(commitOf(aShare()));
      await server.kill('SIGKILL');
      await server.restart();
      await expect.poll(async () => (await before.health()).rolledBackTenants, { timeout: 5_000 }).toEqual([tag()]);
      const ignorant = await open(memoryWatermark());
      expect(await ignorant.health()).toMatchObject({ ok: false, rolledBackTenants: [tag()] });
      await ignorant.acceptRollback(tag());
      await expect.poll(async () => (await before.health()).ok, { timeout: 5_000 }).toBe(true);
      for (const store of [before, ignorant]) await store.close();
    },
  );

  test('a claim waits a moment after Redis came back, so that every process has compared', { timeout: 30_000 }, async () => {
    server = await startRedis({ args: ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'] });
    const store = await open(memoryWatermark());
    const share = aShare();
    await store.commit(commitOf(share));
    await server.restart();
    await expect.poll(() => store.load(share.id).catch(() => null), { timeout: 5_000 }).toEqual(share);
    const answer = await store.commit(claimOf(share, 'device'));
    expect(answer).toMatchObject({ ok: false, reason: 'settling' });
    expect(!answer.ok && answer.reason === 'settling' && answer.retryAfterMs).toBeLessThanOrEqual(2_500);
    expect(await claim(store, share, 'device')).toBe('claimed');
    await store.close();
  });

  test('T6: restarted twice under load, every share is claimed by exactly one device', { timeout: 60_000 }, async () => {
    server = await startRedis({ args: ['--save', '', '--appendonly', 'yes', '--appendfsync', 'always'] });
    const stores = await Promise.all([open(memoryWatermark()), open(memoryWatermark())]);
    const shares = Array.from({ length: 1_500 }, () => aShare());
    await eachOf(shares, 64, async (share) => void (await stores[0]?.commit(commitOf(share))));
    const winners = new Map<Share, string[]>();
    const storm = eachOf(shares, 48, async (share) => {
      const tries = stores.map((store, at) => claim(store, share, `device-${at}`));
      const answers = await Promise.all(tries);
      winners.set(
        share,
        answers.flatMap((answer, at) => (answer === 'claimed' ? [`device-${at}`] : [])),
      );
    });
    for (const share of [200, 700]) {
      await expect.poll(() => winners.size, { interval: 5, timeout: 20_000 }).toBeGreaterThan(share);
      await server.restart();
    }
    await storm;
    for (const share of shares) {
      const found = await stores[0]?.load(share.id);
      expect(found?.state).toMatchObject({ status: 'claimed', claim: { device: winners.get(share)?.[0] } });
      expect(winners.get(share)).toHaveLength(1);
    }
    // A restart that loses nothing is no roll-back.
    expect(await stores[1]?.health()).toMatchObject({ ok: true, rolledBackTenants: [] });
    for (const store of stores) await store.close();
  });
});
