// The metrics of several workers in one answer.

import { beforeEach, describe, expect, it } from 'vitest';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import { createMetricsSum, type MetricsSum } from '../../src/telemetry/sum.ts';

const FACTS = { ready: 2, restarts: 0 };

describe('the metrics of several workers', () => {
  let sum: MetricsSum;
  let workers: Metrics[];
  beforeEach(() => {
    sum = createMetricsSum();
    workers = [createMetrics(), createMetrics()];
  });

  async function text(): Promise<string> {
    for (const [at, { registry }] of workers.entries()) sum.learn(at + 1, await registry.getMetricsAsJSON());
    return sum.text(FACTS);
  }
  const valueOf = (from: string, name: string): number =>
    Number(new RegExp(`^${name.replace(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(from)?.[1]);

  it('adds counters and times up', async () => {
    const [one, two] = workers as [Metrics, Metrics];
    one.ends.inc({ cause: 'delivered' }, 3);
    two.ends.inc({ cause: 'delivered' }, 4);
    for (const { toClaimed } of workers) toClaimed.observe(2);
    const said = await text();
    expect(valueOf(said, 'nt2_ends_total{cause="delivered"}')).toBe(7);
    expect(valueOf(said, 'nt2_ready_to_claimed_seconds_count')).toBe(2);
    expect(valueOf(said, 'nt2_ready_to_claimed_seconds_bucket{le="5"}')).toBe(2);
  });

  it('says once what all of them see, and the worse where they differ', async () => {
    const [one, two] = workers as [Metrics, Metrics];
    for (const { outboxShares, storeBehind } of workers) {
      outboxShares.set(5);
      storeBehind.set(0);
    }
    one.storeUp.set(1);
    two.storeUp.set(0);
    two.storeBehind.set(2);
    const said = await text();
    expect(valueOf(said, 'nt2_outbox_shares')).toBe(5);
    expect(valueOf(said, 'nt2_store_up')).toBe(0);
    expect(valueOf(said, 'nt2_store_behind_tenants')).toBe(2);
    expect(valueOf(said, 'nt2_workers')).toBe(2);
  });

  it('no counter falls when a worker dies: what it had counted is kept, and what it held is not', async () => {
    const [one, two] = workers as [Metrics, Metrics];
    one.ends.inc({ cause: 'expired' }, 30);
    two.ends.inc({ cause: 'expired' }, 2);
    two.toClaimed.observe(1);
    const before = valueOf(await text(), 'nt2_process_resident_memory_bytes');
    for (let round = 0; round < 3; round += 1) {
      sum.retire(2);
      workers[1] = createMetrics();
      const said = await text();
      expect(valueOf(said, 'nt2_ends_total{cause="expired"}')).toBe(32);
      expect(valueOf(said, 'nt2_ready_to_claimed_seconds_count')).toBe(1);
      expect(valueOf(said, 'nt2_process_resident_memory_bytes')).toBeLessThan(before * 1.4);
    }
    workers[1]?.ends.inc({ cause: 'expired' }, 1);
    expect(valueOf(await text(), 'nt2_ends_total{cause="expired"}')).toBe(33);
  });
});
