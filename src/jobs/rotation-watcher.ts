// Asks people in time to change what they have handed over. Every instance does it: a lease gives each rotation to one of them, and what was
// asked is written down with its version, so that a question is asked once over instances, pauses and processes that were killed.

import type { DeliveryResult } from '../core/ports/message-sender.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import type { Rotation, RotationStore } from '../core/ports/rotation-store.ts';
import { ok } from '../core/refusal.ts';
import { changeRotation, type RotationDeps } from '../core/rotations/change.ts';
import { afterAsking, afterTelling, putOff } from '../core/rotations/rules.ts';
import { hasChat, type ShareId } from '../core/share.ts';
import type { AskQuiet } from '../core/shares/expire.ts';
import { settleEach } from './settle-each.ts';

const BATCH = 50;
/** After this time another instance takes over from one that was killed while it was asking. */
const LEASE_MS = 30_000;
/** For so long one whose owner another instance knows is left to that one. */
const LEFT_MS = 60_000;
const RETRY_MS = { least: 5_000, initial: 60_000, most: 15 * 60_000 } as const;

export interface RotationWatcherDeps extends Omit<RotationDeps, 'store'> {
  readonly store: RotationStore & LeaseStore;
  readonly sender: {
    ask(rotation: Rotation, now: number): Promise<DeliveryResult>;
    close(rotation: Rotation): Promise<DeliveryResult>;
  };
  /** Of this process. */
  readonly owner: string;
  readonly askQuiet?: AskQuiet;
}

/** Each call is one round, and answers how many it has asked about or told. */
export function createRotationWatcher(deps: RotationWatcherDeps): () => Promise<number> {
  const { store, clock, sender, owner, askQuiet = async () => null } = deps;
  /** Those that only another instance can ask about, and when this one looks at them again. */
  const left = new Map<ShareId, number>();

  /** What the next version is; null: nothing, another instance has to. */
  async function act(rotation: Rotation): Promise<Rotation | null> {
    const now = clock();
    if (rotation.closed !== null) {
      const shown = await sender.close(rotation);
      if (shown.ok || shown.reason === 'refused') return afterTelling(rotation);
      return shown.reason === 'elsewhere' ? null : putOff(rotation, now + pauseOf(shown));
    }
    // A program is asked by nobody; webhooks and lists have it all the same.
    if (!hasChat(rotation.owner)) return afterAsking(rotation, null, now);
    const quiet = await askQuiet(rotation.owner.key);
    if (quiet === 'elsewhere') return null;
    if (quiet !== null) return putOff(rotation, quiet);
    const sent = await sender.ask(rotation, now);
    if (sent.ok) return afterAsking(rotation, sent.ref, now);
    if (sent.reason === 'elsewhere') return null;
    return sent.reason === 'refused' ? afterAsking(rotation, null, now) : putOff(rotation, now + pauseOf(sent));
  }

  async function one(id: ShareId): Promise<boolean> {
    const lease = `rotation:${id}`;
    if ((await store.acquireLease(lease, owner, clock(), clock() + LEASE_MS)) === null) return false;
    try {
      const rotation = await store.rotation(id);
      if (rotation === null || rotation.nextAt === null || rotation.nextAt > clock()) return false;
      const next = await act(rotation);
      if (next === null) {
        left.set(id, clock() + LEFT_MS);
        return false;
      }
      // If it has moved on meanwhile, the next round looks at it as it is then: the same question has the same key in chat.
      await changeRotation(deps, id, (now) => (now.version === rotation.version ? ok(next) : null));
      return true;
    } finally {
      await store.releaseLease(lease, owner);
    }
  }

  return async () => {
    const now = clock();
    for (const [id, until] of left) if (until <= now || until > now + LEFT_MS) left.delete(id);
    // They stay due and stand first, so without room of their own they would keep all others waiting.
    const due = (await store.dueRotations(now, BATCH + left.size)).filter((id) => !left.has(id)).slice(0, BATCH);
    let count = 0;
    await settleEach(due, async (id) => {
      if (await one(id)) count += 1;
    });
    return count;
  };
}

function pauseOf({ retryAfterMs = RETRY_MS.initial }: Extract<DeliveryResult, { readonly ok: false }>): number {
  return Math.min(RETRY_MS.most, Math.max(RETRY_MS.least, retryAfterMs));
}
