// The primary's part of a conversation between workers: it hands a question to all others and brings their answers back.
// A worker that dies or hangs is left out, so that no answer waits for it.

import type { ToPrimary, ToWorker } from './messages.ts';

type Send = (message: ToWorker) => void;
type Question = Extract<ToPrimary, { kind: 'ask' }>;

export interface Relay {
  /** A worker that can be asked. */
  join(worker: number, send: Send): void;
  /** It is gone: what waited for its answers waits no longer. */
  leave(worker: number): void;
  /** Asks every worker but one; null: all of them. */
  askAll(
    topic: string,
    body: unknown,
    but: number | null,
  ): Promise<{ readonly answers: ReadonlyMap<number, unknown>; readonly silent: number }>;
  /** Takes a question of a worker to the others, and answers it. */
  pass(from: number, question: Question, send: Send): Promise<void>;
  /** An answer of a worker has come. */
  take(worker: number, answer: Extract<ToPrimary, { kind: 'answer' }>): void;
}

interface Round {
  readonly waitingFor: Set<number>;
  readonly answers: Map<number, unknown>;
  readonly finish: () => void;
}

/** Longer than a worker believes what it has cached (1 s), so that one that did not answer believes it no longer either. */
export const ANSWER_MS = 1_500;

/** @param after calls back after so many ms, unless the function that it returns is called before. */
export function createRelay(after: (ms: number, work: () => void) => () => void): Relay {
  const workers = new Map<number, Send>();
  const rounds = new Map<number, Round>();
  let asked = 0;

  function settle(round: Round, worker: number): void {
    if (round.waitingFor.delete(worker) && round.waitingFor.size === 0) round.finish();
  }

  function askAll(topic: string, body: unknown, but: number | null): ReturnType<Relay['askAll']> {
    const others = [...workers].filter(([worker]) => worker !== but);
    const id = (asked += 1);
    return new Promise((resolve) => {
      const cancel = after(ANSWER_MS, () => round.finish());
      const round: Round = {
        waitingFor: new Set(others.map(([worker]) => worker)),
        answers: new Map(),
        finish() {
          cancel();
          rounds.delete(id);
          resolve({ answers: round.answers, silent: round.waitingFor.size });
        },
      };
      rounds.set(id, round);
      for (const [, send] of others) send({ kind: 'asked', id, topic, body });
      if (others.length === 0) round.finish();
    });
  }

  return {
    join: (worker, send) => void workers.set(worker, send),
    leave(worker) {
      workers.delete(worker);
      for (const round of rounds.values()) settle(round, worker);
    },
    askAll,
    async pass(from, { id, topic, body }, send) {
      const { answers, silent } = await askAll(topic, body, from);
      send({ kind: 'answered', id, answers: [...answers.values()], silent });
    },
    take(worker, { id, body }) {
      const round = rounds.get(id);
      if (round === undefined || !round.waitingFor.has(worker)) return;
      round.answers.set(worker, body);
      settle(round, worker);
    },
  };
}
