// One call of a method: its connection, its end by deadline or abort, and the tries in between. When it is over, nothing of it goes on.

import type { Scrypt } from '../crypto/age/scrypt.ts';
import { ApiError } from './api-error.ts';
import type { Signing } from './crypto/signing.ts';
import type { DeviceKeyStore } from './keys/key-store.ts';
import { loadDevice } from './keys/own-keys.ts';
import { pauseWithin } from './wire/backoff.ts';
import type { Connection } from './wire/connection.ts';
import { withRetry } from './wire/retry.ts';

export interface CallOptions {
  /** Ends the call with the code `aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** The longest that the whole call may take, tries and pauses included, in ms. Over it, the call ends with the code `deadline`. */
  readonly deadlineMs?: number | undefined;
}

export interface CallDeps {
  readonly url: URL;
  readonly headers: Connection['headers'];
  readonly fetch: Connection['fetch'];
  readonly deadlineMs: number;
  readonly retries: number;
  readonly keys: DeviceKeyStore;
  readonly scrypt: Scrypt;
}

/** What a method works with while it runs. */
export interface ClientCall {
  readonly url: URL;
  readonly connection: Connection;
  readonly signal: AbortSignal;
  readonly keys: DeviceKeyStore;
  readonly scrypt: Scrypt;
  readonly signing: () => Promise<Signing>;
}

export type Run = <T>(options: CallOptions | undefined, act: (call: ClientCall) => Promise<T>) => Promise<T>;

/** What a timer takes; `Infinity` is no deadline. */
const LONGEST_MS = 2 ** 31 - 1;

export function createRun({ url, headers, fetch, deadlineMs: usual, retries, keys, scrypt }: CallDeps): Run {
  return async ({ signal, deadlineMs = usual } = {}, act) => {
    const ending = new AbortController();
    const abort = (): void => ending.abort(new ApiError('aborted', { cause: signal?.reason }));
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const until = performance.now() + deadlineMs;
    const timer = deadlineMs <= LONGEST_MS ? setTimeout(() => ending.abort(new ApiError('deadline')), deadlineMs) : undefined;
    const over = new Promise<never>((_, reject) => {
      const end = (): void => reject(ending.signal.reason as ApiError);
      if (ending.signal.aborted) end();
      else ending.signal.addEventListener('abort', end, { once: true });
    });
    const pauseOf = pauseWithin({ retries, leftMs: () => (ending.signal.aborted ? 0 : until - performance.now()) });
    const connection: Connection = {
      origin: url.origin,
      headers,
      fetch,
      signal: ending.signal,
      repeat: (ask) => withRetry(ask, pauseOf, (ms) => sleep(ms, ending.signal)),
    };
    const signing = async (): Promise<Signing> => ({ host: url.host, signer: await loadDevice(keys) });
    try {
      const acting = ending.signal.aborted ? over : act({ url, connection, signal: ending.signal, keys, scrypt, signing });
      return await Promise.race([acting, over]);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      over.catch(() => {});
    }
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
}
