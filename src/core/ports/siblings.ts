// The other workers of the same instance: processes that share its sockets, its store and its settings, and no memory.
// What one of them caches or counts and the others must know goes through here. See docs/decisions/workers.md.

/** What workers tell and ask each other: the question, and the answer of each. */
export interface SiblingTopics {
  /** A session, or all sessions of a person, are over until then, epoch ms. */
  readonly 'session.ended': readonly [{ readonly key: string; readonly until: number }, null];
  /** The receipt that was last handed out under this name. */
  readonly 'receipt.given': readonly [string, { readonly text: string; readonly at: number } | null];
  /** A workspace was installed or removed. */
  readonly 'installation.changed': readonly [string, null];
  /** An interaction whose token may be answered for a while, and a message that was sent with it. */
  readonly 'interaction.seen': readonly [InteractionSeen, null];
  readonly 'interaction.sent': readonly [InteractionSeen, null];
  /** A person has just written, so that their direct messages are open again. */
  readonly 'direct.open': readonly [string, null];
  /** A worker has died: what it has seen of the store is for the others to remember. */
  readonly 'worker.died': readonly [null, null];
  /** What this worker has measured, as the metrics' library writes it. */
  readonly metrics: readonly [null, unknown];
  readonly health: readonly [null, WorkerHealth];
}

export interface InteractionSeen {
  readonly key: string;
  readonly id: string;
  readonly application: string;
  readonly token: string;
  readonly until: number;
}

export interface HealthPart {
  readonly ok: boolean;
  /** A sentence for the operator. */
  readonly detail: string;
}

export interface WorkerHealth {
  readonly isStoreThere: boolean;
  readonly leaving: boolean;
  readonly parts: Readonly<Record<'store' | 'log' | 'platforms' | 'outbox', HealthPart>> & {
    readonly policy?: HealthPart;
    readonly files?: HealthPart;
  };
}

export type SiblingTopic = keyof SiblingTopics;
type Question<T extends SiblingTopic> = SiblingTopics[T][0];
type Answer<T extends SiblingTopic> = SiblingTopics[T][1];

export interface SiblingAnswers<A> {
  readonly answers: readonly A[];
  /** How many did not answer in time. */
  readonly silent: number;
}

export interface Siblings {
  /** How many workers share the instance, this one included, and the number of this one, from 1. */
  readonly count: number;
  readonly number: number;
  /** Asks all others, or tells them: resolves when each has acted on it, died, or taken too long. Never rejects. */
  ask<T extends SiblingTopic>(topic: T, question: Question<T>): Promise<SiblingAnswers<Answer<T>>>;
  /** What this worker does when another one asks or tells. Of several, the first that does not answer null is the last one asked. */
  answer<T extends SiblingTopic>(topic: T, work: (question: Question<T>) => Answer<T> | Promise<Answer<T>>): void;
}

/** Of a process that shares its instance with no other. */
export const NO_SIBLINGS: Siblings = {
  count: 1,
  number: 1,
  ask: () => Promise.resolve({ answers: [], silent: 0 }),
  answer: () => undefined,
};
