// Remembers which shares this instance has messages of that it could not send yet: since when, and until when each conversation waits.

import type { Clock } from '../core/ports/clock.ts';
import type { OutboxMessage, PersonKey, ShareId, Surface } from '../core/share.ts';

/** A platform may say when to try again, but not for hours: a wrong answer would silence a conversation. */
const RETRY_MS = { initial: 5_000, least: 250, most: 15 * 60_000 } as const;
/** A share that was not tried here for this long has ended, or another instance has it. */
const FORGET_MS = 10 * 60_000;

/** One direct message, or the card in the channel. Each keeps its order, and none waits for another. */
type Conversation = Surface | PersonKey | 'rotation';
const conversationOf = (message: OutboxMessage): Conversation =>
  message.kind === 'surface' ? message.surface : message.kind === 'rotation' ? message.kind : message.to;

export interface PendingShare {
  /** The message whose turn it is: of those that need not wait, the one that was put off least. */
  nextOf(outbox: readonly OutboxMessage[]): OutboxMessage | undefined;
  /** When the first of these messages may be tried, epoch ms. */
  nextAttemptAt(outbox: readonly OutboxMessage[]): number;
  putOff(message: OutboxMessage, retryAfterMs: number | undefined): void;
  /** The message is settled: its conversation need not wait. */
  settle(message: OutboxMessage): void;
}

export interface PendingMessages {
  /** An attempt to send what this share has to say begins. */
  attempt(id: ShareId): PendingShare;
  /** Nothing of this share is left for this instance. */
  forget(id: ShareId): void;
  /** Drops the shares that have ended or that another instance has. */
  forgetOld(): void;
  /** For how long the oldest share has waited, in ms; 0: none waits. */
  oldestMs(): number;
}

export function createPendingMessages(clock: Clock): PendingMessages {
  const shares = new Map<ShareId, { readonly since: number; readonly triedAt: number; readonly waits: Map<Conversation, number> }>();

  function forgetOld(): void {
    const now = clock();
    for (const [id, { triedAt }] of shares) if (now - triedAt > FORGET_MS) shares.delete(id);
  }

  return {
    attempt(id) {
      const now = clock();
      const { since, waits } = shares.get(id) ?? { since: now, waits: new Map<Conversation, number>() };
      shares.set(id, { since, triedAt: now, waits });
      const waitsUntil = (message: OutboxMessage): number => waits.get(conversationOf(message)) ?? 0;
      return {
        nextOf: (outbox) => outbox.filter((message) => waitsUntil(message) <= clock()).toSorted((a, b) => waitsUntil(a) - waitsUntil(b))[0],
        nextAttemptAt: (outbox) => Math.min(...outbox.map(waitsUntil)),
        putOff(message, retryAfterMs = RETRY_MS.initial) {
          const waitMs = Math.min(Math.max(retryAfterMs, RETRY_MS.least), RETRY_MS.most);
          waits.set(conversationOf(message), clock() + waitMs);
        },
        settle: (message) => void waits.delete(conversationOf(message)),
      };
    },
    forget: (id) => void shares.delete(id),
    forgetOld,
    oldestMs() {
      forgetOld();
      const now = clock();
      return Math.max(0, ...[...shares.values()].map(({ since }) => now - since));
    },
  };
}
