// What is laid over the store counts, and changes nothing of what a verb does.

import { expect, it } from 'vitest';
import type { Commit, CommitResult } from '../../src/core/ports/share-store.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { Fault } from '../../src/core/refusal.ts';
import { collectGauges, type MetricSources } from '../../src/telemetry/collect.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { measureStore } from '../../src/telemetry/store.ts';

const CANARY = 'canary-72e0aa';
const leaf = (type: string): string => `nt2/event/v1\ntype ${type}\nshare ${'a'.repeat(32)}\n`;
const commit = { share: { state: { status: 'offered' }, createdAt: 0 }, leaves: [leaf('created'), leaf(CANARY)] } as unknown as Commit;

async function valuesOf(metrics: ReturnType<typeof createMetrics>, name: string): Promise<Record<string, number>> {
  const { values } = await metrics.registry.getSingleMetric(name)!.get();
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
}

it('counts what came of a commit, and its events only when it happened', async () => {
  const metrics = createMetrics();
  const answers: CommitResult[] = [{ ok: false, reason: 'conflict' }, { ok: false, reason: 'full' }, { ok: true }];
  let calls = 0;
  const store = measureStore({ commit: async () => answers[calls++]! } as unknown as Store, metrics);
  for (const answer of answers) expect(await store.commit(commit)).toBe(answer);
  expect(await valuesOf(metrics, 'nt2_commits_total')).toEqual({ conflict: 1, full: 1, ok: 1 });
  expect(await valuesOf(metrics, 'nt2_events_total')).toEqual({ 'created no': 1 });
});

it('tells requests, to a person and by link, from shares: their events and their ends', async () => {
  const metrics = createMetrics();
  const store = measureStore({ commit: async () => ({ ok: true }) } as unknown as Store, metrics);
  const state = { status: 'ended', cause: 'declined', at: 1, seal: null, acceptance: null, claim: null };
  for (const of of ['person', 'link', 'link'])
    await store.commit({ share: { state, createdAt: 0, asked: { of } }, leaves: [leaf('ended')] } as unknown as Commit);
  await store.commit({ share: { state, createdAt: 0 }, leaves: [leaf('ended')] } as unknown as Commit);
  expect(await valuesOf(metrics, 'nt2_events_total')).toEqual({ 'ended person': 1, 'ended link': 2, 'ended no': 1 });
  expect(await valuesOf(metrics, 'nt2_ends_total')).toEqual({ 'declined person': 1, 'declined link': 2, 'declined no': 1 });
});

it('J5: counts each reason for which a share reminded of itself, and only what was committed', async () => {
  const metrics = createMetrics();
  const answers: CommitResult[] = [{ ok: false, reason: 'conflict' }, { ok: true }, { ok: true }];
  let calls = 0;
  const store = measureStore({ commit: async () => answers[calls++]! } as unknown as Store, metrics);
  const waits = { share: { state: { status: 'offered' }, createdAt: 0 }, leaves: [] };
  await store.commit({ ...waits, watches: ['not-opened'] } as unknown as Commit);
  await store.commit({ ...waits, watches: ['not-accepted', 'expiring'] } as unknown as Commit);
  await store.commit(waits as unknown as Commit);
  expect(await valuesOf(metrics, 'nt2_reminders_total')).toEqual({ 'not-accepted': 1, expiring: 1 });
});

it('T13: hands on what a verb throws, and counts it by its code alone', async () => {
  const metrics = createMetrics();
  const faults = [new Fault('store.unavailable', CANARY), new Fault(CANARY, CANARY), new TypeError(CANARY)];
  let calls = 0;
  const store = measureStore({ load: () => Promise.reject(faults[calls++]!) } as unknown as Store, metrics);
  for (const fault of faults) await expect(store.load('x' as never)).rejects.toBe(fault);
  expect(await valuesOf(metrics, 'nt2_store_faults_total')).toEqual({ 'load store.unavailable': 1, 'load other': 2 });
  expect(await metrics.registry.metrics()).not.toContain(CANARY);
});

it('a store that is silent is down in the metrics, and what it would have told is left out', async () => {
  const metrics = createMetrics();
  const silent = () => Promise.reject(new Fault('store.unavailable', CANARY));
  let refused: boolean | null = null;
  let witnesses: MetricSources['witnesses'] = null;
  const sights = (store: MetricSources['store']): MetricSources => ({
    store,
    logs: { alarms: () => new Map() },
    witnesses,
    endpoints: { ids: async () => ['one', 'other'] },
    adapters: [],
    oldestPendingMs: () => 90_000,
    policyRefused: () => refused,
    folders: { data: '/nowhere/at/all' },
    clock: () => 0,
    files: { ended: 4, orphans: 1, lost: 0 },
    filesTrouble: () => 'It is away.',
  });
  const health = { ok: true, rolledBackTenants: [], keys: 'down' as const, storage: 'sqlite+wal', warnings: [] };
  const entryRange = async () => ({ first: 0, end: 0 });
  const sound = {
    health: async () => health,
    countOutbox: async () => 3,
    logs: async () => [],
    leaves: async () => [],
    entryRange,
    countDeliveries: async () => ({ lanes: 2, dead: 1 }),
    countFiles: async () => ({ files: 2, bytes: 70 }),
  };
  await collectGauges(sights(sound), metrics);
  expect([await valuesOf(metrics, 'nt2_store_up'), await valuesOf(metrics, 'nt2_outbox_shares')]).toEqual([{ '': 1 }, { '': 3 }]);
  expect(await valuesOf(metrics, 'nt2_key_store_up')).toEqual({ '': 0 });
  expect([await valuesOf(metrics, 'nt2_files'), await valuesOf(metrics, 'nt2_file_bytes')]).toEqual([{ '': 2 }, { '': 70 }]);
  // Read again, they are not counted again.
  await collectGauges(sights(sound), metrics);
  expect(await valuesOf(metrics, 'nt2_files_away')).toEqual({ '': 1 });
  expect(await valuesOf(metrics, 'nt2_files_swept_total')).toEqual({ ended: 4, orphans: 1, lost: 0 });
  expect([await valuesOf(metrics, 'nt2_webhook_waiting_shares'), await valuesOf(metrics, 'nt2_webhook_dead_events')]).toEqual([
    { '': 4 },
    { '': 2 },
  ]);
  await collectGauges(
    sights({
      health: silent,
      countOutbox: silent,
      logs: silent,
      leaves: silent,
      entryRange: silent,
      countDeliveries: silent,
      countFiles: silent,
    }),
    metrics,
  );
  expect([await valuesOf(metrics, 'nt2_store_up'), await valuesOf(metrics, 'nt2_outbox_shares')]).toEqual([{ '': 0 }, {}]);
  expect(await valuesOf(metrics, 'nt2_key_store_up')).toEqual({});
  expect([await valuesOf(metrics, 'nt2_webhook_waiting_shares'), await valuesOf(metrics, 'nt2_webhook_dead_events')]).toEqual([{}, {}]);
  expect(await valuesOf(metrics, 'nt2_policy_refused')).toEqual({});
  for (refused of [true, false]) {
    await collectGauges(sights(sound), metrics);
    expect(await valuesOf(metrics, 'nt2_policy_refused')).toEqual({ '': refused ? 1 : 0 });
  }
  expect(await valuesOf(metrics, 'nt2_witnesses_in_trouble')).toEqual({});
  const troubles = new Map([`${CANARY} one`, `${CANARY} two`].map((name) => [name, 'away' as const]));
  witnesses = { troubles: () => troubles };
  await collectGauges(sights(sound), metrics);
  expect(await valuesOf(metrics, 'nt2_witnesses_in_trouble')).toEqual({ away: 2, unknown: 0, forked: 0 });
  expect(await metrics.registry.metrics()).not.toContain(CANARY);
  troubles.clear();
  await collectGauges(sights(sound), metrics);
  expect(await valuesOf(metrics, 'nt2_witnesses_in_trouble')).toEqual({ away: 0, unknown: 0, forked: 0 });
  expect([await valuesOf(metrics, 'nt2_outbox_wait_seconds'), await valuesOf(metrics, 'nt2_disk_free_bytes')]).toEqual([{ '': 90 }, {}]);
});
