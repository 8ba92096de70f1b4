// What workers ask each other, through the real relay and the real channel, with nothing between them but function calls.

import { beforeEach, describe, expect, it } from 'vitest';
import { ANSWER_MS, createRelay, type Relay } from '../../src/workers/relay.ts';
import type { ToPrimary, ToWorker } from '../../src/workers/messages.ts';
import { createWorkerChannel, type WorkerChannel } from '../../src/workers/worker-channel.ts';

describe('workers that ask each other', () => {
  let timers: { ms: number; work: () => void }[];
  let relay: Relay;
  let heard: Map<number, (message: ToWorker) => void>;
  let served: ToPrimary[];
  let orders: string[];

  const after = (ms: number, work: () => void): (() => void) => {
    const timer = { ms, work };
    timers.push(timer);
    return () => void (timers = timers.filter((one) => one !== timer));
  };
  const expire = (ms: number): void => {
    for (const { work } of timers.filter((one) => one.ms <= ms)) work();
  };
  beforeEach(() => {
    [timers, heard, served, orders] = [[], new Map(), [], []];
    relay = createRelay(after);
  });

  const send = (to: number) => (message: ToWorker) => heard.get(to)?.(message);

  function join(number: number): WorkerChannel {
    relay.join(number, send(number));
    return createWorkerChannel({
      assignment: { number, count: 3 },
      after,
      onLeave: () => void orders.push(`${number} leaves`),
      onPolicy: (text) => void orders.push(`${number} takes the policy ${text}`),
      onClose: () => void orders.push(`${number} closes`),
      channel: {
        send(message) {
          if (message.kind === 'ask' && message.to === 'siblings') void relay.pass(number, message, send(number));
          else if (message.kind === 'answer') relay.take(number, message);
          else served.push(message);
        },
        listen: (hear) => void heard.set(number, hear),
      },
    });
  }

  it('one hears the answers of all others, and not its own', async () => {
    const [one, two, three] = [join(1), join(2), join(3)];
    for (const [at, worker] of [one, two, three].entries())
      worker.answer('receipt.given', (name) => ({ text: `${name} of ${at + 1}`, at }));
    expect(await two.ask('receipt.given', 'r')).toEqual({
      answers: [
        { text: 'r of 1', at: 0 },
        { text: 'r of 3', at: 2 },
      ],
      silent: 0,
    });
  });

  it('of several works for one topic the first that knows something answers, and all before it are done', async () => {
    const [one, two] = [join(1), join(2)];
    two.answer('receipt.given', () => null);
    two.answer('receipt.given', () => ({ text: 'mine', at: 1 }));
    expect((await one.ask('receipt.given', 'r')).answers).toEqual([{ text: 'mine', at: 1 }]);
  });

  it('one that fails, hangs or dies is silent, and no answer waits for it', async () => {
    const [one, two, three] = [join(1), join(2), join(3)];
    two.answer('worker.died', () => Promise.reject(new Error('a defect')));
    three.answer('worker.died', () => null);
    const asked = one.ask('worker.died', null);
    await Promise.resolve();
    expire(ANSWER_MS);
    expect(await asked).toEqual({ answers: [null], silent: 1 });

    const again = one.ask('worker.died', null);
    relay.leave(2);
    expect(await again).toEqual({ answers: [null], silent: 0 });
  });

  it('an answer that comes too late, or twice, changes nothing', async () => {
    const one = join(1);
    relay.join(2, () => undefined);
    const asked = one.ask('worker.died', null);
    relay.take(2, { kind: 'answer', id: 1, body: 'first' });
    relay.take(2, { kind: 'answer', id: 1, body: 'second' });
    relay.take(9, { kind: 'answer', id: 1, body: 'of a stranger' });
    expect(await asked).toEqual({ answers: ['first'], silent: 0 });
  });

  it('a primary that does not answer is given up, and what it says late is heard apart', async () => {
    const one = join(1);
    const late: unknown[] = [];
    const asked = one.askPrimary('streams.open', [], (answer) => late.push(answer));
    const [question] = served;
    if (question?.kind !== 'ask') throw new Error('nothing was asked');
    expire(60_000);
    await expect(asked).rejects.toThrow('streams.open');
    send(1)({ kind: 'answered', id: question.id, answers: [7], silent: 0 });
    expect(late).toEqual([7]);
  });

  it('a question to siblings ends even when the primary hangs', async () => {
    const one = createWorkerChannel({
      assignment: { number: 1, count: 3 },
      after,
      onLeave: () => undefined,
      onClose: () => undefined,
      onPolicy: () => undefined,
      channel: { send: () => undefined, listen: () => undefined },
    });
    const asked = one.ask('health', null);
    expire(60_000);
    expect(await asked).toEqual({ answers: [], silent: 2 });
  });

  it('does what the primary orders, and shows that it lives', () => {
    join(1);
    for (const kind of ['leave', 'close', 'ping'] as const) send(1)({ kind });
    expect(orders).toEqual(['1 leaves', '1 closes']);
    expect(served).toEqual([{ kind: 'pong' }]);
  });
});
