// Turns of work that only one worker may do at a time.

import { expect, it } from 'vitest';
import { createWorkerTurns } from '../../src/workers/turns.ts';

const settled = async (): Promise<void> => {
  for (let n = 0; n < 5; n += 1) await Promise.resolve();
};

it('one at a time, in the order in which they came', async () => {
  const turns = createWorkerTurns();
  const begun: string[] = [];
  const take = (worker: number, name: string): Promise<number> =>
    turns.take(worker).then((turn) => {
      begun.push(name);
      return turn;
    });
  const [first] = [take(1, 'a'), take(2, 'b'), take(1, 'c')];
  await settled();
  expect(begun).toEqual(['a']);
  turns.give(await first);
  await settled();
  expect(begun).toEqual(['a', 'b']);
  // Over already: nothing begins twice.
  turns.give(await first);
  await settled();
  expect(begun).toEqual(['a', 'b']);
});

it('a worker that dies in its turn, or while it waits, holds up no other', async () => {
  const turns = createWorkerTurns();
  const begun: number[] = [];
  for (const worker of [1, 2, 1, 3]) void turns.take(worker).then(() => begun.push(worker));
  turns.forget(2);
  await settled();
  expect(begun).toEqual([1]);
  turns.forget(1);
  await settled();
  expect(begun).toEqual([1, 3]);
});
