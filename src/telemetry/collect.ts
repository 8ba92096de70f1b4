// Collects the gauges when the metrics are read: store, log, platforms, outbox and disk. One that fails is left out.

import { statfs } from 'node:fs/promises';
import type { Adapter } from '../bot/port.ts';
import type { FileFindings } from '../core/files/sweep.ts';
import type { FileStore } from '../core/ports/file-store.ts';
import type { Sequencer } from '../core/tlog/sequencer.ts';
import { WITNESS_TROUBLES, type WitnessAsker } from '../core/tlog/witness-asker.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { HealthStore } from '../core/ports/store-health.ts';
import type { DeliveryStore } from '../core/ports/delivery-store.ts';
import type { OutboxCount } from '../core/ports/outbox-store.ts';
import type { LeafReader, LogList } from '../core/ports/log-store.ts';
import type { TenantTag } from '../core/share.ts';
import { parseTime } from '../crypto/events/event.ts';
import type { Metrics } from './metrics.ts';

export interface MetricSources {
  readonly store: HealthStore & OutboxCount & LogList & LeafReader & Pick<DeliveryStore, 'countDeliveries'> & Pick<FileStore, 'countFiles'>;
  readonly endpoints: { readonly ids: () => Promise<readonly string[]> };
  readonly logs: Pick<Sequencer, 'alarms'>;
  /** Null: nobody is asked to sign the logs too. */
  readonly witnesses: Pick<WitnessAsker, 'troubles'> | null;
  readonly adapters: readonly Pick<Adapter, 'platform' | 'health'>[];
  /** For how long the oldest message has waited, in ms. */
  readonly oldestPendingMs: () => number;
  /** Whether the last reload of the policy was refused; null: there is no policy. */
  readonly policyRefused: () => boolean | null;
  /** What a folder is for, and where it is. */
  readonly folders: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Null: no files are taken here. */
  readonly files: FileFindings | null;
  /** What is wrong with their place. */
  readonly filesTrouble: () => string | null;
}

const STATES = ['ready', 'connecting', 'down'] as const;
/** For how many logs with waiting events the oldest event is read. */
const LOOKED_AT = 20;

export async function collectGauges(sights: MetricSources, metrics: Metrics): Promise<void> {
  for (const adapter of sights.adapters) {
    const { platform } = adapter;
    const { state: now } = adapter.health();
    for (const state of STATES) metrics.platforms.set({ platform, state }, state === now ? 1 : 0);
  }
  metrics.outboxWait.set(sights.oldestPendingMs() / 1_000);
  metrics.policyRefused.remove();
  const refused = sights.policyRefused();
  if (refused !== null) metrics.policyRefused.set(refused ? 1 : 0);
  metrics.logStopped.set(sights.logs.alarms().size);
  collectWitnesses(sights, metrics);
  await Promise.allSettled([
    collectStore(sights, metrics),
    collectOutbox(sights, metrics),
    collectWebhooks(sights, metrics),
    collectFiles(sights, metrics),
    collectLogs(sights, metrics),
    collectDisk(sights, metrics),
  ]);
}

function collectWitnesses({ witnesses }: MetricSources, metrics: Metrics): void {
  if (witnesses === null) return;
  const troubles = [...witnesses.troubles().values()];
  for (const why of WITNESS_TROUBLES) metrics.witnesses.set({ why }, troubles.filter((one) => one === why).length);
}

async function collectStore({ store }: MetricSources, metrics: Metrics): Promise<void> {
  metrics.storeUp.set(0);
  metrics.keyStoreUp.remove();
  const { ok, rolledBackTenants, keys, warnings } = await store.health();
  metrics.storeUp.set(ok || rolledBackTenants.length > 0 ? 1 : 0);
  if (keys !== undefined) metrics.keyStoreUp.set(keys === 'up' ? 1 : 0);
  metrics.storeBehind.set(rolledBackTenants.length);
  metrics.storeWarnings.set(warnings.length);
}

async function collectOutbox({ store }: MetricSources, metrics: Metrics): Promise<void> {
  metrics.outboxShares.remove();
  metrics.outboxShares.set(await store.countOutbox());
}

async function collectFiles({ store, files: swept, filesTrouble }: MetricSources, metrics: Metrics): Promise<void> {
  if (swept === null) return;
  metrics.filesSwept.reset();
  for (const what of ['ended', 'orphans', 'lost'] as const) metrics.filesSwept.inc({ what }, swept[what]);
  metrics.filesAway.set(filesTrouble() === null ? 0 : 1);
  const { files, bytes } = await store.countFiles();
  metrics.files.set(files);
  metrics.fileBytes.set(bytes);
}

async function collectWebhooks({ store, endpoints }: MetricSources, metrics: Metrics): Promise<void> {
  metrics.webhookLanes.remove();
  metrics.webhookDead.remove();
  const counts = await Promise.all((await endpoints.ids()).map((id) => store.countDeliveries(id)));
  metrics.webhookLanes.set(counts.reduce((sum, { lanes }) => sum + lanes, 0));
  metrics.webhookDead.set(counts.reduce((sum, { dead }) => sum + dead, 0));
}

async function collectLogs({ store, logs, clock }: MetricSources, metrics: Metrics): Promise<void> {
  metrics.logWaiting.remove();
  metrics.logLag.remove();
  const alarms = logs.alarms();
  const waiting = (await store.logs()).filter(({ leaves, size }) => leaves > size);
  metrics.logWaiting.set(waiting.reduce((sum, { leaves, size }) => sum + leaves - size, 0));
  const signed = waiting.filter(({ tag }) => !alarms.has(tag)).slice(0, LOOKED_AT);
  const ages = await Promise.all(signed.map(async ({ tag, size }) => clock() - (await timeOf(store, tag, size, clock()))));
  metrics.logLag.set(Math.max(0, ...ages) / 1_000);
}

async function timeOf(store: MetricSources['store'], tag: TenantTag, position: number, otherwise: number): Promise<number> {
  const [leaf = ''] = await store.leaves(tag, position, 1);
  return parseTime(/\ntime (\S+)\n/.exec(leaf)?.[1] ?? '') ?? otherwise;
}

async function collectDisk({ folders }: MetricSources, metrics: Metrics): Promise<void> {
  metrics.freeBytes.reset();
  const looks = Object.entries(folders).map(async ([folder, path]) => {
    const { bavail, bsize } = await statfs(path);
    metrics.freeBytes.set({ folder }, bavail * bsize);
  });
  await Promise.allSettled(looks);
}
