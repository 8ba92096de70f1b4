// The work that nobody presses a button for: ending what is due, and saying in chat what the commits left to be said.
// Any instance may do it, any number at once; app.ts calls it on a timer.

import type { Clock, Store } from './ports.ts';
import type { Message, MessageRef, Share, ShareId } from './share.ts';
import type { Shares } from './shares.ts';

/** `refused`: for good. `later`: ask again. */
export type Couriered =
  | { readonly ok: true; readonly ref: MessageRef }
  | { readonly ok: false; readonly why: 'refused' | 'later'; readonly retryAfterMs?: number };

/** Says one message in chat, as the share stands now. `message.id` is the key under which saying it twice is saying it once. */
export interface Courier {
  send(share: Share, message: Message): Promise<Couriered>;
}

const BATCH = 50;
// An instance that was killed while it spoke is followed by another one after this time.
const LEASE_MS = 15_000;
/** Nobody goes on speaking for longer: one message more (a platform is given 5 s) still fits into the lease. */
const SPEAK_MS = 8_000;
const RETRY_MS = 5_000;
/** A platform that has been away for so long will not be told about a share that is over. */
const GIVE_UP_MS = 24 * 60 * 60_000;
/** A share that was not looked at here for so long is another instance's now, or over. */
const FORGET_MS = 10 * 60_000;

export interface KeeperWorld {
  readonly store: Store;
  readonly shares: Shares;
  readonly courier: Courier;
  readonly clock: Clock;
  /** Shares whose ciphertext perhaps can never be opened again. */
  readonly lost?: (limit: number) => Promise<readonly ShareId[]>;
}

export function createKeeper({ store, shares, courier, clock, lost = () => Promise.resolve([]) }: KeeperWorld) {
  /** Shares that this instance was given to speak for and has not finished: since when, and when it last tried. */
  const unsaid = new Map<ShareId, { readonly since: number; readonly at: number }>();

  async function sayAll(id: ShareId): Promise<void> {
    const now = clock();
    const until = now + SPEAK_MS;
    unsaid.set(id, { since: unsaid.get(id)?.since ?? now, at: now });
    let share = await store.load(id);
    while (share !== null && clock() < until) {
      const message = share.outbox[0];
      if (message === undefined) break;
      const sent = await courier.send(share, message);
      if (!sent.ok && sent.why === 'later' && !stale(share, clock())) {
        await store.releaseOutbox(id, clock() + (sent.retryAfterMs ?? RETRY_MS));
        return;
      }
      const noted = sent.ok ? await shares.sent(id, message, sent.ref) : await shares.unsent(id, message);
      if (!noted.ok) break;
      share = noted.value;
    }
    unsaid.delete(id);
    await store.releaseOutbox(id, null);
  }

  return {
    /** For how long the oldest message has waited that this instance could not yet say, in ms; 0: none does. */
    waitsMs(): number {
      const now = clock();
      for (const [id, { at }] of unsaid) if (now - at > FORGET_MS) unsaid.delete(id);
      return Math.max(0, ...[...unsaid.values()].map(({ since }) => now - since));
    },

    /** Ends what is due, and what nobody can open any more. Returns how many shares were looked at. */
    async sweep(): Promise<number> {
      const ended = await each(await store.due(clock(), BATCH), (id) => shares.tick(id));
      return ended + (await each(await lost(BATCH), (id) => shares.look(id)));
    },

    /** Says what is to be said. Returns how many shares had something to say. */
    async drain(): Promise<number> {
      const ids = await store.leaseOutbox(clock(), LEASE_MS, BATCH);
      return each(ids, sayAll);
    },
  };
}

/** Does the work for every share, also behind one that fails; then hands on the first fault. */
async function each(ids: readonly ShareId[], work: (id: ShareId) => Promise<unknown>): Promise<number> {
  const done = await Promise.allSettled(ids.map(work));
  const failed = done.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return ids.length;
}

function stale(share: Share, now: number): boolean {
  return share.state.status === 'ended' && now - share.state.at > GIVE_UP_MS;
}
