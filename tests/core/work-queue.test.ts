import { describe, expect, it } from 'vitest';

import { createWorkQueue } from '../../src/core/shares/work-queue.ts';

/** Another person each time. */
let people = 0;
const another = (deadline = { aborted: false }) => ({ who: `person ${(people += 1)}`, deadline });

/** A clock that only work moves, and work that a test ends. */
function stage() {
  let now = 0;
  let running = 0;
  let most = 0;
  const queue = createWorkQueue({ clock: () => now, waitMs: 2_200, firstMs: 400 });
  const ends: (() => void)[] = [];
  const work =
    (takes: number, fails = false) =>
    async (): Promise<string> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => ends.push(resolve));
      now += takes;
      running -= 1;
      if (fails) throw new Error('broken');
      return 'done';
    };
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    queue,
    work,
    settle,
    most: () => most,
    begun: () => ends.length,
    async next() {
      await settle();
      ends.shift()?.();
      await settle();
    },
  };
}

describe('the queue in front of scrypt', () => {
  it('C1, P4: one at a time, in order, and who would wait too long is told so at once', async () => {
    const { queue, work, next, most } = stage();
    const order: number[] = [];
    const queued = Array.from({ length: 10 }, (_, n) => queue.run(work(400), another()).then((done) => (done && order.push(n), done)));
    // Five at 400 ms are two seconds; the sixth would be 2.4.
    expect(await Promise.all(queued.slice(5))).toEqual([null, null, null, null, null]);
    for (let n = 0; n < 5; n += 1) await next();
    expect(await Promise.all(queued.slice(0, 5))).toEqual(['done', 'done', 'done', 'done', 'done']);
    expect(order).toEqual([0, 1, 2, 3, 4]);
    expect(most()).toBe(1);
  });

  it('C1: what one takes is measured: a faster machine takes more, a slower one fewer, and always one', async () => {
    for (const [takes, fit] of [
      [100, 20],
      [1_000, 2],
      [9_000, 1],
    ] as const) {
      const { queue, work, next, settle } = stage();
      for (let n = 0; n < 8; n += 1) {
        const one = queue.run(work(takes), another());
        await next();
        expect(await one).toBe('done');
      }
      const answers: unknown[] = [];
      for (let n = 0; n < 30; n += 1) void queue.run(work(takes), another()).then((answer) => answers.push(answer));
      await settle();
      expect(30 - answers.length).toBeGreaterThanOrEqual(fit);
      expect(30 - answers.length).toBeLessThanOrEqual(fit + 1);
    }
  });

  it('C1: who was told meanwhile that it took too long costs nothing, and a failure holds up nobody', async () => {
    const { queue, work, next, begun, settle } = stage();
    const late = { aborted: false };
    const first = queue.run(work(100, true), another());
    const second = queue.run(work(100), another(late));
    const third = queue.run(work(100), another());
    await settle();
    expect(begun()).toBe(1);
    late.aborted = true;
    const failed = first.catch((error: unknown) => (error as Error).message);
    await next();
    expect(await failed).toBe('broken');
    expect(await second).toBeNull();
    await next();
    expect(await third).toBe('done');
  });

  it('P19: one person who sends again and again leaves the last place to others, of whatever tenant', async () => {
    for (const takes of [400, 1_000]) {
      const { queue, work, next, settle } = stage();
      for (let n = 0; n < 8; n += 1) {
        const one = queue.run(work(takes), another());
        await next();
        await one;
      }
      const refused: unknown[] = [];
      const eve = { ...another(), who: 'eve' };
      for (let n = 0; n < 30; n += 1) void queue.run(work(takes), eve).then((answer) => answer === null && refused.push(answer));
      await settle();
      expect(refused.length).toBeLessThan(30);
      const other = queue.run(work(takes), another());
      for (let n = 0; n < 30; n += 1) await next();
      expect([takes, await other]).toEqual([takes, 'done']);
    }
  });
});
