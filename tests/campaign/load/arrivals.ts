// An open loop: lives begin at a rate, whether those before them are done or not.

import { setTimeout as sleep } from 'node:timers/promises';

/** Answers when the last of them has come to its end. */
export async function arrive<T>(
  { rate, ms }: { readonly rate: number; readonly ms: number },
  begin: (n: number) => Promise<T>,
): Promise<T[]> {
  const started = performance.now();
  const lives: Promise<T>[] = [];
  for (let n = 0; n < (rate * ms) / 1_000; n += 1) {
    const due = started + (n * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    const life = begin(n);
    // Told of below; until then nobody looks.
    life.catch(() => undefined);
    lives.push(life);
  }
  const settled = await Promise.allSettled(lives);
  const broken = settled.find((one) => one.status === 'rejected');
  if (broken !== undefined) throw broken.reason;
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}
