// The parts of the log, wired: what a commit queues is taken into the tree, signed, and kept outside the store as well.

import { createSequencer, type Sequencer } from './core/log/sequencer.ts';
import { createSigners, type Signers } from './core/log/book/signers.ts';
import { verifyLog, type Verified } from './core/log/verify.ts';
import type { Alarm, Keepsake } from './core/log/ports.ts';
import type { Clock, Commit, Store } from './core/ports.ts';
import type { Tag } from './core/share.ts';
import { createReceipts, type Receipts } from './core/use/receipt.ts';
import type { Log } from './server/http/log.ts';

/** Calls back after each commit that has queued leaves. */
export function hear(store: Store, committed: (tag: Tag, ended: boolean) => void): Store {
  const tagOf = ({ share }: Commit): Tag => share.id.slice(0, 6) as Tag;
  return {
    ...store,
    async commit(commit) {
      const done = await store.commit(commit);
      if (done.ok && commit.leaves.length > 0) committed(tagOf(commit), commit.share.state.status === 'ended');
      return done;
    },
  };
}

export interface LogParts {
  readonly store: Store;
  readonly keepsake: Keepsake;
  readonly host: string;
  /** `ServerKeys.log` of the root secret, then of those before it. */
  readonly seeds: readonly [Uint8Array, ...Uint8Array[]];
  readonly clock: Clock;
  readonly owner: string;
  readonly log: Log;
}

export interface OpenLog extends Sequencer {
  readonly signers: Signers;
  readonly keepsake: Keepsake;
  readonly receipts: Receipts;
  /** Looks at the whole of a log; an alarm that has no reason any more is over then. */
  verify(tag: Tag): Promise<Verified>;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function openLog({ log, host, seeds, ...parts }: LogParts): OpenLog {
  const world = { ...parts, signers: createSigners({ host, seeds }) };
  const stopped = (tag: Tag, { code }: Alarm): void =>
    log({ level: 'error', event: 'log.stopped', code, id: tag, detail: 'This log is signed no more. See: nt2 doctor' });
  return {
    ...createSequencer({ ...world, stopped }),
    signers: world.signers,
    keepsake: parts.keepsake,
    receipts: createReceipts({ store: parts.store, signers: world.signers, pause }),
    verify: (tag) => verifyLog(world, tag),
  };
}
