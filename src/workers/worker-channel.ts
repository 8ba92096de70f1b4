// A worker's part of the conversation: asks its siblings and the primary, and answers what it is asked.

import type { SiblingAnswers, Siblings } from '../core/ports/siblings.ts';
import type { WorkerAssignment, Channel, PrimaryTopic, ToPrimary, ToWorker } from './messages.ts';

export interface WorkerChannel extends Siblings {
  /** Asks the primary. @throws Error when it does not answer in time; `late` then gets the answer, should one come. */
  askPrimary(topic: PrimaryTopic, body: unknown, late?: (answer: unknown) => void): Promise<unknown>;
}

/** Answers null where it knows nothing. */
type Work = (question: unknown) => unknown;

/** Longer than the primary waits for a worker. */
const PATIENCE_MS = 3_000;

export interface ChannelDeps {
  readonly channel: Channel<ToPrimary, ToWorker>;
  readonly assignment: Pick<WorkerAssignment, 'count' | 'number'>;
  /** Calls back after so many ms, unless the function that it returns is called before. */
  readonly after: (ms: number, work: () => void) => () => void;
  readonly onLeave: () => void;
  readonly onClose: () => void;
  readonly onPolicy: (text: string | null) => void;
}

export function createWorkerChannel({ channel, assignment, after, onLeave, onClose, onPolicy }: ChannelDeps): WorkerChannel {
  const works = new Map<string, Work[]>();
  const waiting = new Map<number, (heard: SiblingAnswers<unknown>) => void>();
  let asked = 0;

  function send(to: 'siblings' | 'primary', topic: string, body: unknown, hear: (heard: SiblingAnswers<unknown>) => void): void {
    const id = (asked += 1);
    waiting.set(id, hear);
    channel.send({ kind: 'ask', id, topic, body, to });
  }

  async function reply(id: number, topic: string, body: unknown): Promise<void> {
    try {
      let answer: unknown = null;
      for (const work of works.get(topic) ?? []) answer ??= await work(body);
      channel.send({ kind: 'answer', id, body: answer });
    } catch {
      // Who asked counts this worker as silent.
    }
  }

  channel.listen((message) => {
    switch (message.kind) {
      case 'ping':
        return channel.send({ kind: 'pong' });
      case 'policy':
        return onPolicy(message.text);
      case 'leave':
        return onLeave();
      case 'close':
        return onClose();
      case 'asked':
        return void reply(message.id, message.topic, message.body);
      case 'answered': {
        const hear = waiting.get(message.id);
        waiting.delete(message.id);
        return hear?.(message);
      }
      case 'assignment':
        return undefined;
    }
  });

  return {
    count: assignment.count,
    number: assignment.number,
    ask: (topic, question) =>
      new Promise<SiblingAnswers<never>>((resolve) => {
        const cancel = after(PATIENCE_MS, () => resolve({ answers: [], silent: assignment.count - 1 }));
        send('siblings', topic, question, ({ answers, silent }) => {
          cancel();
          resolve({ answers: answers as readonly never[], silent });
        });
      }),
    answer: (topic, work) => void works.set(topic, [...(works.get(topic) ?? []), work as Work]),
    askPrimary: (topic, body, late) =>
      new Promise((resolve, reject) => {
        let isLate = false;
        const cancel = after(PATIENCE_MS, () => {
          isLate = true;
          reject(new Error(`The primary process did not answer: ${topic}.`));
        });
        send('primary', topic, body, ({ answers: [answer] }) => {
          cancel();
          if (isLate) late?.(answer);
          else resolve(answer);
        });
      }),
  };
}
