// Wires the transparency log: queued leaves are integrated into the tree, signed, and pinned outside the store as well.

import type { Adapter, Finding } from '../bot/port.ts';
import type { AuditChannel } from '../config/audit-channel.ts';
import { createSequencer, type Sequencer, type SequencerDeps } from '../core/tlog/sequencer.ts';
import { createSigners, type Signers } from '../core/tlog/state/signers.ts';
import type { PublisherStore } from '../jobs/checkpoint-publisher.ts';
import { loadLogState } from '../core/tlog/inclusion-proofs.ts';
import { fsck, type FsckResult } from '../core/tlog/fsck.ts';
import type { Alarm, CheckpointPins } from '../core/ports/checkpoint-pins.ts';
import type { LogHintStore } from '../core/ports/log-hints.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Store } from '../core/ports/store.ts';
import type { TenantTag } from '../core/share.ts';
import { createReceipts, type Receipts } from '../core/receipts.ts';
import type { Logger } from '../logging/logger.ts';
import { createPendingLogHints } from '../jobs/pending-log-hints.ts';
import { createLogScheduler, type LogScheduler } from '../jobs/log-scheduler.ts';
import { createPollLoop } from '../jobs/poll-loop.ts';
import type { WitnessAsker } from '../core/tlog/witness-asker.ts';
import type { CommitFeed } from '../store/layers/commit-hook.ts';
import { checkPublisher, openCheckpointPublisher, describeError } from './checkpoint-publisher.ts';
import { describeWitness } from './witnesses.ts';

/** Together with the lease of that work: how soon another instance goes on after one has died. */
const AUDIT_MS = 10_000;
/** How soon witnesses are asked after an end. */
const WITNESS_MS = 500;

interface LogDeps extends Pick<SequencerDeps, 'keepYears'> {
  readonly store: Store;
  readonly pins: CheckpointPins;
  readonly host: string;
  /** `ServerKeys.log` of the root secret, then of those before it. */
  readonly seeds: readonly [Uint8Array, ...Uint8Array[]];
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  readonly owner: string;
  readonly log: Logger;
  readonly channel: AuditChannel | null;
}

export interface OpenLog extends Sequencer {
  readonly owner: string;
  readonly signers: Signers;
  readonly pins: CheckpointPins;
  readonly receipts: Receipts;
  /** Name of a tenant's log, of the generation that is being written. */
  nameOf(tag: TenantTag): Promise<string>;
  /** Checks a whole log, and clears an alarm whose cause is gone. */
  verify(tag: TenantTag): Promise<FsckResult>;
  /** What the doctor says of the audit channel. */
  checkAudit(adapters: readonly Adapter[]): Promise<readonly Finding[]>;
}

export function openLog({ log, host, seeds, channel, pause, ...parts }: LogDeps): OpenLog {
  const deps = { ...parts, signers: createSigners({ host, seeds }) };
  const stopped = (tag: TenantTag, { code }: Alarm): void => {
    const why =
      code === 'log.address' ? 'Another NT2_PUBLIC_URL than before: this log is no longer signed.' : 'This log is no longer signed.';
    log({ level: 'error', event: 'log.stopped', code, id: tag, detail: `${why} See: nt2 doctor` });
  };
  return {
    ...createSequencer({ ...deps, stopped }),
    owner: parts.owner,
    signers: deps.signers,
    pins: parts.pins,
    receipts: createReceipts({ store: parts.store, signers: deps.signers, pause }),
    nameOf: async (tag) => deps.signers.origin({ tag, generation: (await loadLogState(parts.store, tag))?.generation ?? 1 }),
    verify: (tag) => fsck(deps, tag),
    checkAudit: (adapters) => checkPublisher(parts.store, channel, adapters),
  };
}

export interface RunningLogs extends Pick<LogScheduler, 'stop'> {
  /** What the operator should look at, without naming any tenant; null: nothing. */
  readonly trouble: () => string | null;
}

export interface RunDeps {
  readonly store: PublisherStore & LogHintStore;
  readonly logs: OpenLog;
  readonly commits: Pick<CommitFeed, 'subscribe'>;
  readonly channel: AuditChannel | null;
  /** Null: nobody is asked to sign the logs too. */
  readonly witnesses: WitnessAsker | null;
  readonly adapters: readonly Adapter[];
  readonly clock: Clock;
  readonly log: Logger;
  readonly failed: (event: string) => (error: unknown) => void;
}

/** @throws Fault `server.audit` when the audit channel belongs to no platform that is configured. */
export async function runLogs({ store, logs, commits, channel, witnesses, adapters, clock, log, failed }: RunDeps): Promise<RunningLogs> {
  const audit = channel === null ? null : await openCheckpointPublisher({ store, clock, log, adapters, channel, owner: logs.owner });
  const hints = createPendingLogHints({ store, owner: logs.owner });
  const rounds = createLogScheduler({ ...logs, hints }, failed('log.failed'));
  const audits = audit && createPollLoop(() => audit.round().then(() => 0), AUDIT_MS, failed('audit.failed'));
  audits?.wake();
  const asking = witnesses && createPollLoop(() => witnesses.round().then(() => 0), WITNESS_MS, failed('witness.failed'));
  asking?.wake();
  commits.subscribe((tag) => {
    const over = hints.begin(tag);
    return (queued) => {
      over(queued !== 'nothing');
      if (queued !== 'nothing') rounds.committed(tag, queued === 'end');
      if (queued === 'end') witnesses?.ended(tag);
    };
  });
  return {
    trouble() {
      const stopped = logs.alarms().size;
      const trouble = audit?.trouble() ?? null;
      const sentences = [
        stopped > 0 && `No longer signed: the logs of ${stopped} tenants. \`nt2 doctor\` says why and what to do.`,
        trouble !== null && describeError(trouble),
        ...Array.from(witnesses?.troubles() ?? [], ([name, why]) => describeWitness(name, why)),
      ];
      return sentences.filter((sentence) => sentence !== false).join(' ') || null;
    },
    async stop() {
      await Promise.all([rounds.stop(), audits?.stop(), asking?.stop()]);
    },
  };
}
