// The parts of the log, wired: what a commit queues is taken into the tree, signed, and kept outside the store as well.

import type { Adapter, Finding } from '../bot/port.ts';
import type { AuditChannel } from '../config.ts';
import { createSequencer, type Sequencer, type SequencerWorld } from '../core/log/sequencer.ts';
import { createSigners, type Signers } from '../core/log/book/signers.ts';
import { verifyLog, type Verified } from '../core/log/verify.ts';
import type { Alarm, Keepsake } from '../core/log/ports.ts';
import type { Clock, Store } from '../core/ports.ts';
import type { Tag } from '../core/share.ts';
import { createReceipts, type Receipts } from '../core/use/receipt.ts';
import { Fault } from '../core/refusal.ts';
import type { Log } from '../server/http/log.ts';
import type { LogFiles } from '../server/log/files.ts';
import { createMarks } from '../server/log/marks.ts';
import { createLogRounds, type LogRounds } from '../server/log/rounds.ts';
import { createRounds } from '../server/rounds.ts';
import { checkAudit, openAudit, sayTrouble } from './audit.ts';

/** With the lease of that work: how soon another instance goes on when one has died. */
const AUDIT_MS = 10_000;

/** Called before each commit that queues leaves; what it answers is called behind it, and told what was queued. */
export type Hearing = (tag: Tag) => (queued: 'nothing' | 'leaves' | 'end') => void;

export function hear(store: Store, begin: Hearing): Store {
  return {
    ...store,
    async commit(commit) {
      const { share, leaves } = commit;
      if (leaves.length === 0) return store.commit(commit);
      const over = begin(share.id.slice(0, 6) as Tag);
      let isQueued = false;
      try {
        const done = await store.commit(commit);
        isQueued = done.ok;
        return done;
      } catch (error) {
        // The answer was lost, not necessarily the leaves.
        isQueued = error instanceof Fault && error.code === 'store.unknown';
        throw error;
      } finally {
        over(isQueued ? (share.state.status === 'ended' ? 'end' : 'leaves') : 'nothing');
      }
    },
  };
}

export interface LogParts extends Pick<SequencerWorld, 'keepYears'> {
  readonly store: Store;
  readonly keepsake: Keepsake;
  readonly host: string;
  /** `ServerKeys.log` of the root secret, then of those before it. */
  readonly seeds: readonly [Uint8Array, ...Uint8Array[]];
  readonly clock: Clock;
  readonly owner: string;
  readonly log: Log;
  readonly channel: AuditChannel | null;
}

export interface OpenLog extends Sequencer {
  readonly owner: string;
  readonly signers: Signers;
  readonly keepsake: Keepsake;
  readonly receipts: Receipts;
  /** Looks at the whole of a log; an alarm that has no reason any more is over then. */
  verify(tag: Tag): Promise<Verified>;
  /** What the doctor says of the audit channel. */
  checkAudit(adapters: readonly Adapter[]): Promise<readonly Finding[]>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function openLog({ log, host, seeds, channel, ...parts }: LogParts): OpenLog {
  const world = { ...parts, signers: createSigners({ host, seeds }) };
  const stopped = (tag: Tag, { code }: Alarm): void => {
    const why = code === 'log.address' ? 'Another NT2_PUBLIC_URL than before: this log is signed no more.' : 'This log is signed no more.';
    log({ level: 'error', event: 'log.stopped', code, id: tag, detail: `${why} See: nt2 doctor` });
  };
  return {
    ...createSequencer({ ...world, stopped }),
    owner: parts.owner,
    signers: world.signers,
    keepsake: parts.keepsake,
    receipts: createReceipts({ store: parts.store, signers: world.signers, pause }),
    verify: (tag) => verifyLog(world, tag),
    checkAudit: (adapters) => checkAudit(parts.store, channel, adapters),
  };
}

export interface RunningLogs extends Pick<LogRounds, 'stop'>, Pick<LogFiles, 'trouble'> {
  readonly begin: Hearing;
}

export interface RunParts {
  readonly store: Store;
  readonly logs: OpenLog;
  readonly channel: AuditChannel | null;
  readonly adapters: readonly Adapter[];
  readonly clock: Clock;
  readonly log: Log;
  readonly failed: (event: string) => (error: unknown) => void;
}

/** @throws Fault `server.audit` when the audit channel belongs to no platform that is configured. */
export async function runLogs({ store, logs, channel, adapters, clock, log, failed }: RunParts): Promise<RunningLogs> {
  const audit = channel === null ? null : await openAudit({ store, clock, log, adapters, channel, owner: logs.owner });
  const marks = createMarks({ store, owner: logs.owner });
  const rounds = createLogRounds({ ...logs, marks }, failed('log.failed'));
  const audits = audit && createRounds(() => audit.round().then(() => 0), AUDIT_MS, failed('audit.failed'));
  audits?.nudge();
  return {
    begin(tag) {
      const over = marks.begin(tag);
      return (queued) => {
        over(queued !== 'nothing');
        if (queued !== 'nothing') rounds.committed(tag, queued === 'end');
      };
    },
    trouble() {
      const stopped = logs.alarms().size;
      const trouble = audit?.trouble() ?? null;
      const sentences = [
        stopped > 0 && `Signed no more: the logs of ${stopped} tenants. \`nt2 doctor\` says why and what to do.`,
        trouble !== null && sayTrouble(trouble),
      ];
      return sentences.filter((sentence) => sentence !== false).join(' ') || null;
    },
    async stop() {
      await Promise.all([rounds.stop(), audits?.stop()]);
    },
  };
}
