// Tells people of each step of an envelope, writes down what time has brought, and has what was opened due for a change. What is to be told
// stands in the record before it is told, so that a process which was killed in between has lost nothing.

import type { Clock } from '../core/ports/clock.ts';
import type { DeliveryResult } from '../core/ports/message-sender.ts';
import type { Envelope } from '../core/ports/envelope-store.ts';
import type { LeaseStore } from '../core/ports/lease-store.ts';
import type { Envelopes } from '../core/envelopes/envelopes.ts';
import type { Person, ShareId } from '../core/share.ts';
import { settleEach } from './settle-each.ts';

const BATCH = 50;
/** After this time another instance takes over from one that was killed while it was telling. */
const LEASE_MS = 30_000;
/** For so long those whose people another instance knows are left to that one. */
const LEFT_MS = 10_000;

export interface EnvelopeWatcherDeps {
  readonly envelopes: Pick<Envelopes, 'due' | 'look' | 'advance' | 'told' | 'ownerTold' | 'rotate'>;
  readonly store: LeaseStore;
  readonly clock: Clock;
  readonly sender: {
    tell(envelope: Envelope, to: Person): Promise<DeliveryResult>;
    sealAgain(envelope: Envelope): Promise<DeliveryResult>;
  };
  /** Of this process. */
  readonly owner: string;
}

/** Each call is one round, and answers how many it has done something about. Quiet hours are not asked: it is an emergency. */
export function createEnvelopeWatcher({ envelopes, store, clock, sender, owner }: EnvelopeWatcherDeps): () => Promise<number> {
  const left = new Map<ShareId, number>();

  /** False: only another instance can tell them. */
  async function tell(envelope: Envelope): Promise<boolean> {
    const people = envelope.asking?.untold ?? [];
    if (people.length === 0) return true;
    const answers = await Promise.all(
      people.map((to) => sender.tell(envelope, to).catch((): DeliveryResult => ({ ok: false, reason: 'later' }))),
    );
    if (answers.every((answer) => !answer.ok && answer.reason === 'elsewhere')) return false;
    await envelopes.told(
      envelope,
      people.filter((_, at) => answers[at]?.ok !== true),
    );
    return true;
  }

  async function tellOwner(envelope: Envelope): Promise<boolean> {
    if (envelope.stale !== 'untold') return true;
    const sent = await sender.sealAgain(envelope);
    if (!sent.ok && sent.reason !== 'refused') return false;
    await envelopes.ownerTold(envelope);
    return true;
  }

  async function one(id: ShareId): Promise<boolean> {
    const lease = `envelope:${id}`;
    if ((await store.acquireLease(lease, owner, clock(), clock() + LEASE_MS)) === null) return false;
    try {
      await envelopes.advance(id);
      const found = await envelopes.look(id);
      if (found === null || found.nextAt === null || found.nextAt > clock()) return false;
      await envelopes.rotate(found);
      const next = (await envelopes.look(id)) ?? found;
      const isTold = await tell(next);
      const isOwnerTold = await tellOwner((await envelopes.look(id)) ?? next);
      if (!isTold || !isOwnerTold) left.set(id, clock() + LEFT_MS);
      return isTold && isOwnerTold;
    } finally {
      await store.releaseLease(lease, owner);
    }
  }

  return async () => {
    const now = clock();
    for (const [id, until] of left) if (until <= now || until > now + LEFT_MS) left.delete(id);
    const due = (await envelopes.due(BATCH + left.size)).filter((id) => !left.has(id)).slice(0, BATCH);
    let count = 0;
    await settleEach(due, async (id) => {
      if (await one(id)) count += 1;
    });
    return count;
  };
}
