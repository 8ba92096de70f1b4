// One call of a method: its connection, its end by deadline or abort, and the tries in between. When it is over, nothing of it goes on.

import type { Scrypt } from '../crypto/age/scrypt.ts';
import { ApiError } from './api-error.ts';
import type { Signing } from './crypto/signing.ts';
import type { DeviceKeyStore } from './keys/key-store.ts';
import { loadDevice } from './keys/own-keys.ts';
import { pauseWithin } from './wire/backoff.ts';
import type { Connection } from './wire/connection.ts';
import { withRetry } from './wire/retry.ts';
import { sleep } from './wire/sleep.ts';

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
  /** A call of its own, for what goes on when this one is over. */
  readonly later: Run;
  /** Takes back what was begun and came to nothing, also after the end of the call. Whether that succeeds is nobody's concern any more. */
  readonly undo: (act: (connection: Connection) => Promise<unknown>) => Promise<void>;
}

/** Runs a method to its end, or to that of its deadline or signal. */
export type Run = <T>(options: CallOptions | undefined, act: (call: ClientCall) => Promise<T>) => Promise<T>;
/** The same for what goes on: without a deadline, unless one is given, and over when nobody asks for more. */
export type RunStream = <T>(options: CallOptions | undefined, act: (call: ClientCall) => AsyncGenerator<T>) => AsyncGenerator<T>;

interface Life {
  readonly call: ClientCall;
  /** Rejects when the call is over before it is done. */
  readonly over: Promise<never>;
  /** Whatever still goes on ends here. */
  close(): void;
}

/** What a timer takes; `Infinity` is no deadline. */
const LONGEST_MS = 2 ** 31 - 1;
const UNDO_MS = 5_000;

export function createRuns(deps: CallDeps): { readonly run: Run; readonly runStream: RunStream } {
  const run: Run = async (options, act) => {
    const { call, over, close } = openLife(deps, run, options);
    try {
      return await Promise.race([over, call.signal.aborted ? over : act(call)]);
    } finally {
      close();
    }
  };
  return {
    run,
    async *runStream(options, act) {
      const { call, over, close } = openLife({ ...deps, deadlineMs: Infinity }, run, options);
      try {
        const stream = act(call);
        for (;;) {
          const next = await Promise.race([over, stream.next()]);
          if (next.done) return;
          yield next.value;
        }
      } finally {
        close();
      }
    },
  };
}

function openLife(
  { url, headers, fetch, deadlineMs: usual, retries, keys, scrypt }: CallDeps,
  later: Run,
  options: CallOptions = {},
): Life {
  const { signal, deadlineMs = usual } = options;
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
  // Where nobody waits for it any more, it is no fault of anybody.
  over.catch(() => {});
  const pauseOf = pauseWithin({ retries, leftMs: () => (ending.signal.aborted ? 0 : until - performance.now()) });
  const connection: Connection = {
    origin: url.origin,
    headers,
    fetch,
    signal: ending.signal,
    repeat: (ask) => withRetry(ask, pauseOf, (ms) => sleep(ms, ending.signal)),
  };
  const signing = async (): Promise<Signing> => ({ host: url.host, signer: await loadDevice(keys) });
  const undo: ClientCall['undo'] = async (act) => {
    const bare: Connection = { origin: url.origin, headers, fetch, signal: AbortSignal.timeout(UNDO_MS) };
    await act(bare).catch(() => {});
  };
  return {
    call: { url, connection, signal: ending.signal, keys, scrypt, signing, later, undo },
    over,
    close() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      ending.abort(new ApiError('aborted'));
    },
  };
}
