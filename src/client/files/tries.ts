// How each request of a file is made: with an end in time, and again after what passes by itself. A client's own repeating stays out of it.

import type { Answer, ApiFailure } from '../wire/answer.ts';
import { PASSING, pauseWithin } from '../wire/backoff.ts';
import type { Connection } from '../wire/connection.ts';
import { withRetry, type PauseOf } from '../wire/retry.ts';
import { sleep } from '../wire/sleep.ts';

export interface TransferOptions {
  /** Ends it with the code `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes of the content that are where they should be, and of how many. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  /** Chunks at the same time, each with its buffer. */
  readonly slots?: number | undefined;
  /** Of tests. */
  readonly pauseOf?: PauseOf | undefined;
}

/** A MiB at 9 KiB a second. What takes longer has stalled. */
const STALLED_MS = 120_000;
/** Of 8 tries, half a minute at most. A server that asks for more is told to the person. */
const RETRIES = 8;
const MOST_WAIT_MS = 60_000;

export const failedWith = (code: string): ApiFailure => ({ ok: false, code, triesLeft: null, retryAfterMs: null });

export type AskServer = <T>(act: (connection: Connection) => Promise<Answer<T>>) => Promise<Answer<T>>;

/** A later try may go on where this one stopped. */
export const isPassing = ({ code, retryAfterMs }: ApiFailure): boolean =>
  PASSING.includes(code) || retryAfterMs !== null || code === 'session.required' || code === 'token.invalid';

export function createAsk({ repeat: _once, ...bare }: Connection, signal: AbortSignal, pauseOf?: PauseOf): AskServer {
  const pause = pauseOf ?? pauseWithin({ retries: RETRIES, leftMs: () => MOST_WAIT_MS });
  return async (act) => {
    if (signal.aborted) return failedWith('aborted');
    const answer = await withRetry(
      () => inTime(signal, (within) => act({ ...bare, signal: within })),
      (failure, tries) => (signal.aborted ? null : pause(ofProxy(failure), tries)),
      (ms) => sleep(ms, signal),
    );
    return signal.aborted && !answer.ok ? failedWith('aborted') : answer;
  };
}

/** A proxy in between may ask to wait in no words of ours. */
const ofProxy = (failure: ApiFailure): ApiFailure =>
  failure.code === 'answer' && failure.status === 429 ? { ...failure, code: 'rate.limited' } : failure;

/** Once, also after the end of everything else, and whatever becomes of it. */
export const askOnce = async ({ repeat: _once, ...bare }: Connection, act: (connection: Connection) => Promise<unknown>): Promise<void> =>
  inTime(null, async (signal) => void (await act({ ...bare, signal })), 5_000);

async function inTime<T>(over: AbortSignal | null, act: (signal: AbortSignal) => Promise<T>, ms = STALLED_MS): Promise<T> {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  if (over?.aborted) end();
  over?.addEventListener('abort', end, { once: true });
  const timer = setTimeout(end, ms);
  try {
    return await act(ending.signal);
  } finally {
    clearTimeout(timer);
    over?.removeEventListener('abort', end);
  }
}
