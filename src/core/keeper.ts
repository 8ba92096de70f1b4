// The work that nobody presses a button for: ending what is due, and saying in chat what the commits left to be said.
// Any instance may do it, any number at once; app.ts calls it on a timer.

import type { Clock } from './ports/clock.ts';
import type { OutboxStore } from './ports/outbox-store.ts';
import type { DueShares, ShareReader } from './ports/share-store.ts';
import { tagOf, type OutboxMessage, type MessageRef, type Share, type ShareId, type Surface, type TenantTag } from './share.ts';
import type { Shares } from './shares.ts';

/** `refused`: for good. `later`: ask again. `elsewhere`: another instance has that platform, this one has not. */
export type DeliveryResult =
  | { readonly ok: true; readonly ref: MessageRef }
  | { readonly ok: false; readonly reason: 'refused' | 'later' | 'elsewhere'; readonly retryAfterMs?: number };

/** Says one message in chat, as the share stands now. `message.id` is the key under which saying it twice is saying it once. */
export interface MessageSender {
  send(share: Share, message: OutboxMessage): Promise<DeliveryResult>;
}

const BATCH = 50;
// An instance that was killed while it spoke is followed by another one after this time.
const LEASE_MS = 15_000;
/** Whoever lives says so that often: one message may take longer than the lease, where a platform hangs in several calls. */
const EXTEND_MS = 5_000;
/** Nobody begins another message after that time: the next one is for whoever looks next. */
const SPEAK_MS = 8_000;
const MOST_AT_ONCE = 200;
/** A platform may say when to ask again, but not for hours: who is wrong about that would silence a conversation. */
const RETRY_MS = { initial: 5_000, least: 250, most: 15 * 60_000 } as const;
/** A platform that has been away for so long will not be told about a share that is over. */
const GIVE_UP_MS = 24 * 60 * 60_000;
/** A share that was not looked at here for so long is another instance's now, or over. */
const FORGET_MS = 10 * 60_000;
/** For so long what is to be said to a tenant of a platform that is not here is left to the others; then it is looked whether they took it. */
const LEAVE_MS = 60_000;

export interface KeeperDeps {
  readonly store: ShareReader & DueShares & OutboxStore;
  readonly shares: Shares;
  readonly sender: MessageSender;
  readonly clock: Clock;
  /** Shares whose ciphertext perhaps can never be opened again. */
  readonly findUnrecoverable?: (limit: number) => Promise<readonly ShareId[]>;
  /** Ends when a round has waited long enough for a platform that hangs. Without it a round waits for all. */
  readonly roundTimeout?: () => Promise<unknown>;
  /** Does it again and again, until the answer is called. */
  readonly repeat?: (ms: number, work: () => Promise<unknown>) => () => void;
}

export function createKeeper({
  store,
  shares,
  sender,
  clock,
  findUnrecoverable = () => Promise.resolve([]),
  roundTimeout,
  repeat,
}: KeeperDeps) {
  /** Shares that this instance was given to speak for and has not finished: since when, when it last tried, and what waits until when. */
  const unsaid = new Map<ShareId, { readonly since: number; readonly at: number; readonly waits: Map<Conversation, number> }>();
  /** Tenants whose messages are left to other instances, until when; and the messages that were seen there, since when, and when last. */
  const left = new Map<TenantTag, number>();
  const untaken = new Map<string, { readonly since: number; readonly at: number }>();
  const speaking = new Map<ShareId, Promise<void>>();
  /** What broke after its round was over: the next round tells of it. */
  const broken: unknown[] = [];
  const stopping = { now: false };

  async function sayAll(id: ShareId): Promise<void> {
    const now = clock();
    const until = now + SPEAK_MS;
    const { since, waits } = unsaid.get(id) ?? { since: now, waits: new Map<Conversation, number>() };
    unsaid.set(id, { since, at: now, waits });
    const waitsUntil = (message: OutboxMessage): number => waits.get(conversationOf(message)) ?? 0;
    let share = await store.load(id);
    while (share !== null && clock() < until && !stopping.now) {
      // Each conversation keeps its order, and none waits for another one: whoever was put off least goes first.
      const [message] = share.outbox.filter((one) => waitsUntil(one) <= clock()).toSorted((a, b) => waitsUntil(a) - waitsUntil(b));
      if (message === undefined) break;
      const sent = await sender.send(share, message);
      if (!sent.ok && sent.reason === 'elsewhere' && !stale(share, clock())) return leave(share);
      if (!sent.ok && sent.reason === 'later' && !stale(share, clock())) {
        waits.set(
          conversationOf(message),
          clock() + Math.min(Math.max(sent.retryAfterMs ?? RETRY_MS.initial, RETRY_MS.least), RETRY_MS.most),
        );
        continue;
      }
      waits.delete(conversationOf(message));
      const noted = sent.ok ? await shares.markSent(id, message, sent.ref) : await shares.markUndeliverable(id, message);
      share = noted.ok ? noted.value : null;
    }
    if (share === null || share.outbox.length === 0) unsaid.delete(id);
    await store.releaseOutbox(id, share && (await nextLook(share, waitsUntil)));
  }

  /** To whoever has that platform, at once. */
  async function leave({ id, outbox }: Share): Promise<void> {
    const now = clock();
    unsaid.delete(id);
    left.set(tagOf(id), now + LEAVE_MS);
    for (const message of outbox) untaken.set(message.id, { since: untaken.get(message.id)?.since ?? now, at: now });
    await store.releaseOutbox(id, null);
  }

  /** Null: at once. Also when somebody committed meanwhile: what he has to say must not wait for what waits here. */
  async function nextLook({ id, version, outbox }: Share, waitsUntil: (message: OutboxMessage) => number): Promise<number | null> {
    const next = Math.min(...outbox.map(waitsUntil));
    if (!Number.isFinite(next) || next <= clock()) return null;
    return (await store.load(id))?.version === version ? next : null;
  }

  function speak(id: ShareId): Promise<void> {
    const rest = repeat?.(EXTEND_MS, () => store.extendOutbox(id, clock() + LEASE_MS));
    const work = sayAll(id).finally(() => {
      rest?.();
      speaking.delete(id);
    });
    speaking.set(id, work);
    return work;
  }

  function forgetOld(): void {
    for (const [id, { at }] of unsaid) if (clock() - at > FORGET_MS) unsaid.delete(id);
    // Seen once and not again: somebody took it.
    for (const [id, { at }] of untaken) if (clock() - at > 2 * LEAVE_MS) untaken.delete(id);
    for (const [tag, until] of left) if (until <= clock()) left.delete(tag);
  }

  return {
    /** For how long the oldest message has waited that this instance could not yet say, in ms; 0: none does. */
    oldestPendingMs(): number {
      forgetOld();
      const now = clock();
      return Math.max(0, ...[...unsaid.values()].map(({ since }) => now - since));
    },

    /** For how long the oldest message has waited that no instance with its platform has taken, in ms; 0: none does. */
    oldestUnclaimedMs(): number {
      forgetOld();
      return Math.max(0, ...[...untaken.values()].map(({ since }) => clock() - since));
    },

    /** Ends what is due, and what nobody can open any more. Returns how many shares were looked at. */
    async sweep(): Promise<number> {
      const ended = await each(await store.due(clock(), BATCH), (id) => shares.expireIfDue(id));
      return ended + (await each(await findUnrecoverable(BATCH), (id) => shares.expireIfUnrecoverable(id)));
    },

    /** Says what is to be said. Returns how many shares had something to say; what takes long goes on behind it. */
    async drain(): Promise<number> {
      const room = Math.min(BATCH, MOST_AT_ONCE - speaking.size);
      forgetOld();
      const ids = room > 0 ? await store.leaseOutbox(clock(), LEASE_MS, room, new Set(left.keys())) : [];
      // Whoever outlived his lease here is not joined by himself.
      const round = each(
        ids.filter((id) => !speaking.has(id)),
        speak,
      ).catch((error: unknown) => void broken.push(error));
      await (roundTimeout ? Promise.race([round, roundTimeout()]) : round);
      if (broken.length > 0) throw broken.splice(0)[0];
      return ids.length;
    },

    /** After the messages under way; what is left is for whoever looks next. */
    async stop(): Promise<void> {
      stopping.now = true;
      await Promise.allSettled(speaking.values());
    },
  };
}

/** One direct message, or the card in the channel. */
type Conversation = Surface;
const conversationOf = (message: OutboxMessage): Conversation => (message.kind === 'surface' ? message.surface : message.to);

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
