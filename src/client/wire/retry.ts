// A lost answer is asked for again: the same request from the same device gets the same result.

import type { Answer, ApiFailure } from './answer.ts';

/** How long to wait before the next try, in ms; null: this failure is the answer. `failed`: how many tries have failed, from 1. */
export type PauseOf = (failure: ApiFailure, failed: number) => number | null;

export type Repeat = <T>(ask: () => Promise<Answer<T>>) => Promise<Answer<T>>;

const PAUSES_MS = [600, 1_800];

/** Of pages: a person waits, and has a button to go on with. */
const pauseOfPages: PauseOf = ({ code }, failed) => (code === 'network' ? (PAUSES_MS[failed - 1] ?? null) : null);

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Repeats while there is no answer at all. */
export async function withRetry<T>(ask: () => Promise<Answer<T>>, pauseOf = pauseOfPages, pause = sleep): Promise<Answer<T>> {
  for (let failed = 1; ; failed += 1) {
    const answer = await ask();
    const ms = answer.ok ? null : pauseOf(answer, failed);
    if (ms === null) return answer;
    await pause(ms);
  }
}
