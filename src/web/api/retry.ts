// A lost answer is asked for again: the same request from the same device gets the same result.

import type { Answer } from './api.ts';

const PAUSES_MS = [600, 1_800];

/** Repeats while there is no answer at all. */
export async function withRetry<T>(ask: () => Promise<Answer<T>>): Promise<Answer<T>> {
  let answer = await ask();
  for (const pause of PAUSES_MS) {
    if (answer.ok || answer.code !== 'network') return answer;
    await new Promise((resolve) => setTimeout(resolve, pause));
    answer = await ask();
  }
  return answer;
}
