// Three instances behind a balancer, replaced one after the other under a load of whole lives: nobody sees it, and nothing that was answered is lost.

import { afterEach, describe, expect, it } from 'vitest';
import type { Nt2Process } from '../e2e/process.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { startBalancer } from './balancer.ts';
import { openInstances } from './instances.ts';
import { rollUnderLoad } from './rolling.ts';

if (redisMissing) console.log(`left out: ${redisMissing}`);

const isLong = process.env['NT2_CAMPAIGN'] !== undefined;
const ROUNDS = isLong ? 4 : 2;
const [DRAIN_MS, CHECK_MS] = isLong ? [1_500, 250] : [400, 100];
const WORKERS = isLong ? 12 : 4;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

describe.skipIf(redisMissing !== null)('a rolling restart', () => {
  it('loses no request that was answered, and shows nobody an error', { timeout: isLong ? 180_000 : 60_000 }, async () => {
    const redis = await startRedis();
    ends.push(redis.stop);
    const instances = await openInstances({ count: 3, store: redis.url, env: { NT2_DRAIN_MS: String(DRAIN_MS) } });
    ends.push(instances.close);
    const { port, ports } = instances;
    const running: Nt2Process[] = await Promise.all(ports.map((_, n) => instances.start(n)));
    const balancer = await startBalancer({ backends: ports, checkMs: CHECK_MS, port });
    ends.push(balancer.stop);
    await expect.poll(() => ports.filter(balancer.sends), { timeout: 5_000 }).toHaveLength(3);

    const isBack = (n: number): Promise<void> => expect.poll(() => balancer.sends(ports[n] ?? 0), { timeout: 10_000 }).toBe(true);
    const lives = await rollUnderLoad({ instances, running, rounds: ROUNDS, workers: WORKERS, isBack });
    expect(balancer.failed()).toEqual([]);
    console.log(
      `${ROUNDS * ports.length} restarts under ${lives} whole lives: all that was answered stands; ${balancer.refused()} connections were refused and went elsewhere`,
    );
  });
});
