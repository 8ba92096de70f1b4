import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { describe, test } from 'vitest';
import type { ExpectStatic } from 'vitest';
import type { Share } from '../../src/core/share.ts';
import { memoryWatermark } from '../../src/store/watermark.ts';
import { claim, eachOf } from '../support/claims.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { aShare, claimOf, commitOf, newId } from '../support/shares.ts';
import { startWire } from '../support/wire.ts';
import { openStore } from './open.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const CAMPAIGN = Boolean(process.env['NT2_CAMPAIGN']);
const ROUNDS = CAMPAIGN ? 10 : 1;
const SHARES = CAMPAIGN ? 2_000 : 500;
const LATE_MS = 40;
const NO_DISK = ['--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0'];

interface Setting {
  readonly replicas: number;
  /** Whether a process that handed secrets out, or its data directory, outlives the fail-over. */
  readonly marks: 'kept' | 'lost';
}

/**
 * A primary whose replica is some milliseconds late dies in the middle of claims; the replica takes its place under the same address,
 * as with a managed Redis. Everything is claimed again by another device. Returns how many shares were handed out twice.
 */
async function failOver(expect: ExpectStatic, { replicas, marks }: Setting) {
  const primary = await startRedis({ args: NO_DISK });
  const link = await startWire({ to: primary.port, lateMs: LATE_MS });
  const replica = await startRedis({
    args: [...NO_DISK, '--replicaof', '127.0.0.1', String(link.port)],
  });
  const admin = new Redis(replica.url);
  await expect.poll(() => admin.info('replication'), { timeout: 10_000 }).toContain('master_link_status:up');
  const front = await startWire({ to: primary.port });
  const url = `redis://127.0.0.1:${front.port}`;

  const claimer = await openStore({ kind: 'redis', url, replicas, replicaMs: 1_000 }, { watermark: memoryWatermark() });
  const shares = Array.from({ length: SHARES }, (_, at) => aShare(newId(at % 2 ? 'aaaaaa' : 'bbbbbb')));
  await eachOf(shares, 128, async (share) => void (await claimer.commit(commitOf(share, { ciphertext: { capsule: randomBytes(99) } }))));
  await expect.poll(() => admin.dbsize(), { timeout: 10_000 }).toBeGreaterThan(2 * SHARES);
  const first = new Set<Share>();
  let isOver = false;
  const storm = eachOf(shares.slice(0, Math.floor(SHARES * 0.9)), 32, async (share) => {
    const answer = isOver ? null : await claimer.commit(claimOf(share, 'first')).catch(() => null);
    if (answer?.ok) first.add(share);
  });
  await expect.poll(() => first.size, { interval: 1, timeout: 20_000 }).toBeGreaterThan(SHARES / 3);
  isOver = true;
  link.cut();
  await primary.kill('SIGKILL');
  front.cut();
  await storm;
  if (marks === 'lost') await claimer.close();
  await admin.call('REPLICAOF', 'NO', 'ONE');
  front.lead(replica.port);

  const newborn = await openStore({ kind: 'redis', url, replicas: 0 });
  let twice = 0;
  await eachOf(shares, 64, async (share) => {
    if ((await claim(newborn, share, 'second')) === 'claimed' && first.has(share)) twice++;
  });
  const { rolledBackTenants } = await newborn.health();
  await Promise.all([claimer.close(), newborn.close()]);
  admin.disconnect();
  await Promise.all([link.stop(), front.stop(), primary.stop(), replica.stop()]);
  return { first: first.size, twice, behind: rolledBackTenants.length };
}

// Each waits most of the time until a store has settled.
describe.skipIf(redisMissing !== null).concurrent('a fail-over to a replica that was late', () => {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
  const told = (what: string, { first, twice }: { first: number; twice: number }): void => {
    if (CAMPAIGN) console.log(`${what}: ${twice} of ${first} handed out twice`);
  };

  test.for(rounds)(
    'T21: hands nothing out twice when claims wait for a replica, also with every mark lost (%i)',
    { timeout: 60_000 },
    async (_, { expect }) => {
      const lost = await failOver(expect, { replicas: 1, marks: 'lost' });
      told('waiting, marks lost', lost);
      expect(lost).toMatchObject({ twice: 0 });
    },
  );

  test.for(rounds)('T21: is found out by the marks when nobody waited: claims stop (%i)', { timeout: 60_000 }, async (_, { expect }) => {
    let kept = await failOver(expect, { replicas: 0, marks: 'kept' });
    // On a machine that is too slow to lose anything there is nothing to be found out.
    if (kept.behind === 0 && kept.twice === 0) kept = await failOver(expect, { replicas: 0, marks: 'kept' });
    told('not waiting, marks kept', kept);
    expect(kept).toMatchObject({ twice: 0, behind: 2 });
  });

  test.for(rounds)(
    'T21: does hand out twice with neither, so the two above see something (%i)',
    { timeout: 60_000 },
    async (_, { expect }) => {
      const neither = await failOver(expect, { replicas: 0, marks: 'lost' });
      told('neither', neither);
      expect(neither.twice).toBeGreaterThan(0);
    },
  );

  test.for([1, 0])(
    'T21: of a primary that is cut off and its successor, only one hands out when claims wait (for %i)',
    async (replicas, { expect }) => {
      const cutOff = await startRedis({ args: NO_DISK });
      const successor = await startRedis({ args: [...NO_DISK, '--replicaof', '127.0.0.1', String(cutOff.port)] });
      const admin = new Redis(successor.url);
      await expect.poll(() => admin.info('replication'), { timeout: 10_000 }).toContain('master_link_status:up');
      const here = await openStore({ kind: 'redis', url: cutOff.url, replicas, replicaMs: 200 });
      const share = aShare();
      await here.commit(commitOf(share, { ciphertext: { capsule: randomBytes(99) } }));
      await expect.poll(() => admin.dbsize(), { timeout: 10_000 }).toBeGreaterThan(2);
      await admin.call('REPLICAOF', 'NO', 'ONE');
      const there = await openStore({ kind: 'redis', url: successor.url, replicas: 0 });
      expect(await claim(there, share, 'there')).toBe('claimed');
      const handedOut = await claim(here, share, 'here', { patienceMs: 1_500 }).catch(() => 'nothing');
      expect(handedOut).toBe(replicas === 0 ? 'claimed' : 'nothing');
      admin.disconnect();
      await Promise.all([here.close(), there.close()]);
      await Promise.all([cutOff.stop(), successor.stop()]);
    },
  );
});
