// Sends what the commits left in the outboxes of shares. Every instance may do it at any time: a lease gives each share to one of them.
// See docs/decisions/outbox-in-the-share.md.

import type { Clock } from '../core/ports/clock.ts';
import type { MessageSender } from '../core/ports/message-sender.ts';
import type { OutboxStore } from '../core/ports/outbox-store.ts';
import type { ShareReader } from '../core/ports/share-store.ts';
import type { Share, ShareId } from '../core/share.ts';
import type { Shares } from '../core/shares.ts';
import { createPendingMessages } from './pending-messages.ts';
import { settleEach } from './settle-each.ts';
import { createUnclaimedMessages } from './unclaimed-messages.ts';

const BATCH = 50;
const MOST_AT_ONCE = 200;
/** After this time another instance takes over from one that was killed while it was sending. */
const LEASE_MS = 15_000;
/** A living instance extends its lease this often: one message may take longer than the lease, where a platform hangs in several calls. */
const EXTEND_MS = 5_000;
/** After this time no further message of a share is begun. The next one is for the instance that leases the share next. */
const SEND_MS = 8_000;
/** A platform that has been away for this long is not told about a share that has ended. */
const GIVE_UP_MS = 24 * 60 * 60_000;

export interface OutboxDispatcherDeps {
  readonly store: ShareReader & OutboxStore;
  readonly shares: Pick<Shares, 'markSent' | 'markUndeliverable'>;
  readonly sender: MessageSender;
  readonly clock: Clock;
  /** Ends when a round has waited long enough for a platform that hangs. Without it a round waits for all. */
  readonly roundTimeout?: () => Promise<unknown>;
  /** Repeats the work until the returned function is called. */
  readonly repeat?: (ms: number, work: () => Promise<unknown>) => () => void;
}

export interface OutboxDispatcher {
  /** One round. Answers how many shares had messages; what takes long goes on after it. */
  dispatch(): Promise<number>;
  /** For how long the oldest message has waited that this instance could not send, in ms; 0: none does. */
  oldestPendingMs(): number;
  /** The same for messages that no instance with their platform has taken. */
  oldestUnclaimedMs(): number;
  /** Waits for the messages that are being sent; the rest is for other instances. */
  stop(): Promise<void>;
}

export function createOutboxDispatcher(deps: OutboxDispatcherDeps): OutboxDispatcher {
  const { store, shares, sender, clock, roundTimeout, repeat } = deps;
  const pending = createPendingMessages(clock);
  const unclaimed = createUnclaimedMessages(clock);
  const sending = new Map<ShareId, Promise<void>>();
  /** Thrown after their round was over: the next round throws them. */
  const faults: unknown[] = [];
  const stopping = { now: false };

  async function sendOutbox(id: ShareId): Promise<void> {
    const until = clock() + SEND_MS;
    const attempt = pending.attempt(id);
    let share = await store.load(id);
    while (share !== null && clock() < until && !stopping.now) {
      const message = attempt.nextOf(share.outbox);
      if (message === undefined) break;
      const sent = await sender.send(share, message);
      if (!sent.ok && sent.reason !== 'refused' && !isStale(share, clock())) {
        if (sent.reason === 'elsewhere') return leaveToOthers(share);
        attempt.putOff(message, sent.retryAfterMs);
        continue;
      }
      attempt.settle(message);
      const marked = sent.ok ? await shares.markSent(id, message, sent.ref) : await shares.markUndeliverable(id, message);
      share = marked.ok ? marked.value : null;
      if (sent.ok) for (const other of sent.also ?? []) await shares.markSent(other, message, sent.ref);
    }
    if (share === null || share.outbox.length === 0) pending.forget(id);
    await store.releaseOutbox(id, share && (await nextLookAt(share, attempt.nextAttemptAt(share.outbox))));
  }

  async function leaveToOthers(share: Share): Promise<void> {
    pending.forget(share.id);
    unclaimed.leave(share);
    await store.releaseOutbox(share.id, null);
  }

  /** Null: at once. That includes a share that was committed meanwhile: its new messages must not wait for what waits here. */
  async function nextLookAt({ id, version }: Share, nextAttemptAt: number): Promise<number | null> {
    if (!Number.isFinite(nextAttemptAt) || nextAttemptAt <= clock()) return null;
    return (await store.load(id))?.version === version ? nextAttemptAt : null;
  }

  function start(id: ShareId): Promise<void> {
    const stopExtending = repeat?.(EXTEND_MS, () => store.extendOutbox(id, clock() + LEASE_MS));
    const work = sendOutbox(id).finally(() => {
      stopExtending?.();
      sending.delete(id);
    });
    sending.set(id, work);
    return work;
  }

  return {
    async dispatch() {
      pending.forgetOld();
      const leftToOthers = unclaimed.leftTags();
      const room = Math.min(BATCH, MOST_AT_ONCE - sending.size);
      const ids = room > 0 ? await store.leaseOutbox(clock(), LEASE_MS, room, leftToOthers) : [];
      // A share that is still being sent here is not started again, even if its lease has expired.
      const fresh = ids.filter((id) => !sending.has(id));
      const round = settleEach(fresh, start).catch((error: unknown) => void faults.push(error));
      await (roundTimeout ? Promise.race([round, roundTimeout()]) : round);
      if (faults.length > 0) throw faults.splice(0)[0];
      return ids.length;
    },
    oldestPendingMs: pending.oldestMs,
    oldestUnclaimedMs: unclaimed.oldestMs,
    async stop() {
      stopping.now = true;
      await Promise.allSettled(sending.values());
    },
  };
}

function isStale(share: Share, now: number): boolean {
  return share.state.status === 'ended' && now - share.state.at > GIVE_UP_MS;
}
