// Starts worker.ts as a process and talks to it.

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Where } from './open.ts';
import type { Order } from './worker.ts';

export interface Worker {
  ask(order: Order): Promise<unknown>;
  /** Gives an order that the worker does not live to answer. */
  askToDie(order: Order): Promise<void>;
  kill(): Promise<void>;
}

export async function startWorker(where: Where): Promise<Worker> {
  const child = fork(fileURLToPath(new URL('./worker.ts', import.meta.url)), { execArgv: ['--no-warnings'] });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));

  function ask(order: Order): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onExit = (): void => reject(new Error('the worker died'));
      child.once('exit', onExit);
      child.once('message', (message: { answer?: unknown; error?: string }) => {
        child.off('exit', onExit);
        if (message.error === undefined) resolve(message.answer);
        else reject(new Error(message.error));
      });
      child.send(order);
    });
  }

  await ask({ do: 'open', where });
  return {
    ask,
    askToDie: async (order) => {
      child.send(order);
      await gone;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
