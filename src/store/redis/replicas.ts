// Waits until replicas hold a commit, on its own connection so that no other command waits with it. What is not on a replica is gone
// after a fail-over, so no secret leaves on the strength of it. See docs/decisions/claims-wait-for-a-replica.md.

import type { Commit } from '../../core/ports/share-store.ts';
import { Fault } from '../../core/refusal.ts';
import { tagOf, type Share, type ShareId } from '../../core/share.ts';
import { keys } from './keys.ts';
import { CONFIRM_CLAIM } from './scripts.ts';
import type { Connection } from './connection/connection.ts';

export interface Replicas {
  /**
   * After a commit. A claim that the replicas do not confirm in time is a Fault `store.unknown`: it stands on the primary, and the same
   * device gets its capsule as soon as they do. A seal or an end that they do not confirm stands as well, and health says so.
   */
  waitForReplicas(commit: Commit): Promise<void>;
  /** Before a secret leaves on the strength of a claim that was loaded. @throws Fault `store.unavailable` when they do not confirm it. */
  ensureReplicated(share: Share): Promise<void>;
  warnings(): string[];
  close(): Promise<void>;
}

export interface ReplicasDeps {
  readonly connection: Connection;
  /** One WAIT covers one node, so its commands must all belong to one tenant. */
  readonly isCluster: boolean;
  readonly count: number;
  readonly timeoutMs: number;
  /** Perhaps the primary is alive but cut off, and another has taken over: time to ask which one it is. Not called often. */
  readonly onQuorumLost: () => void;
}

interface Waiting {
  readonly id: ShareId;
  /** Who claimed it, when that is what matters. */
  readonly device: string;
  readonly tell: (isHeld: boolean) => void;
}

/** After a miss, what may go on without the replicas does so for this long. */
const SPARE_MS = 5_000;
const ASK_MS = 30_000;
/** A miss is shown in health for this long. */
const SHOW_MS = 60_000;

export function createReplicas({ connection, isCluster, count, timeoutMs, onQuorumLost }: ReplicasDeps): Replicas {
  // A caller that comes while a WAIT is under way shares the next one.
  const lanes = new Map<string, Waiting[]>();
  let missedAt = -Infinity;
  let askedAt = -Infinity;
  const sinceMiss = (): number => performance.now() - missedAt;

  async function ask(batch: readonly Waiting[]): Promise<boolean[]> {
    try {
      const answers = await connection.call((client) => {
        const pipeline = client.pipeline();
        for (const { id, device } of batch) pipeline.eval(CONFIRM_CLAIM, 2, keys.share(id), keys.history(tagOf(id)), device);
        return pipeline.wait(count, timeoutMs).exec();
      });
      const values = (answers ?? []).map(([error, value]) => (error ? 0 : Number(value)));
      const isReached = (values.at(-1) ?? 0) >= count;
      // The other connection has perhaps met the new primary already, and this one not.
      if (values.slice(0, -1).includes(0)) connection.renew();
      return batch.map((_, at) => isReached && values[at] === 1);
    } catch {
      return batch.map(() => false);
    }
  }

  async function run(lane: string, first: Waiting): Promise<void> {
    for (let batch = [first]; batch.length > 0;) {
      const answers = await ask(batch);
      batch.forEach(({ tell }, at) => tell(answers[at] === true));
      batch = lanes.get(lane) ?? [];
      lanes.set(lane, []);
    }
    lanes.delete(lane);
  }

  async function confirm({ id, state }: Share): Promise<boolean> {
    const device = state.status === 'claimed' ? state.claim.device : '';
    const isHeld = await new Promise<boolean>((tell) => {
      const lane = isCluster ? tagOf(id) : '';
      const waiting = lanes.get(lane);
      if (waiting) waiting.push({ id, device, tell });
      else {
        lanes.set(lane, []);
        void run(lane, { id, device, tell });
      }
    });
    if (isHeld) return true;
    missedAt = performance.now();
    if (missedAt - askedAt > ASK_MS) {
      askedAt = missedAt;
      onQuorumLost();
    }
    return false;
  }

  return {
    waitForReplicas: async ({ share, ciphertext, releasesCapsule }) => {
      if (releasesCapsule) {
        if (!(await confirm(share))) throw new Fault('store.unknown', 'The replicas of Redis have not confirmed the claim yet.');
        return;
      }
      const matters = share.state.status === 'ended' || ciphertext.capsule !== undefined;
      if (matters && sinceMiss() > SPARE_MS) await confirm(share);
    },
    ensureReplicated: async (share) => {
      if (await confirm(share)) return;
      throw new Fault('store.unavailable', 'The replicas of Redis have not confirmed the claim yet.');
    },
    warnings: () =>
      sinceMiss() > SHOW_MS
        ? []
        : [`Redis has fewer than ${count} replicas that keep up: claims wait for them, and nothing is handed out meanwhile.`],
    close: () => connection.close(),
  };
}
