// A share as it changes: the server tells that something did, the client looks. A stream that is cut is opened again; where there is none,
// the client looks now and then.

import type { Cause } from '../../crypto/share-terms.ts';
import { ApiError, taken } from '../api-error.ts';
import type { ShareView } from '../answers/share-view.ts';
import type { ClientCall } from '../call.ts';
import { createShareApi } from '../calls/share-api.ts';
import { readChanges } from '../wire/event-stream.ts';
import { sleep } from '../wire/sleep.ts';

const FIRST_MS = 500;
const MOST_MS = 15_000;

/** The share as it stands, then after each change, until its end. */
export async function* followChanges(call: ClientCall, id: string): AsyncGenerator<ShareView> {
  const api = createShareApi(call.connection, id);
  let seen = -1;
  for (let cuts = 0; ; cuts += 1) {
    for await (const view of looks()) {
      if (view.version !== seen || view.status === 'ended') yield view;
      if (view.status === 'ended') return;
      if (seen !== -1 && view.version !== seen) cuts = 0;
      seen = view.version;
    }
    await sleep(Math.random() * Math.min(MOST_MS, FIRST_MS * 2 ** cuts), call.signal);
    call.signal.throwIfAborted();
  }

  /** One at once, and one for each change that the stream tells of. */
  async function* looks(): AsyncGenerator<ShareView> {
    yield taken(await api.view());
    const response = await api.events(call.signal).catch(() => null);
    if (!response?.ok || response.body === null) return;
    // The end of the call ends the stream, also where what fetches does not.
    const body = response.body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal: call.signal });
    for await (const _ of changesIn(body)) yield taken(await api.view());
  }
}

/** One for all changes that the stream told of since the last one was taken. */
async function* changesIn(body: ReadableStream<Uint8Array>): AsyncGenerator<void, void> {
  let [isChanged, isOver] = [false, false];
  let wake = (): void => {};
  const note = (): void => {
    isChanged = true;
    wake();
  };
  const end = (): void => {
    isOver = true;
    wake();
  };
  void readChanges(body, note).then(end, end);
  for (;;) {
    if (!isChanged && !isOver) await new Promise<void>((resolve) => (wake = resolve));
    if (!isChanged) return;
    isChanged = false;
    yield;
  }
}

/** The first look of which this holds. */
export async function viewWhen(call: ClientCall, id: string, holds: (view: ShareView) => boolean): Promise<ShareView> {
  for await (const view of followChanges(call, id)) if (holds(view)) return view;
  throw new ApiError('answer');
}

const ENDED: Readonly<Record<Cause, string>> = {
  delivered: 'It has been opened.',
  unconfirmed: 'It was opened, and nobody confirmed it.',
  broken: 'It could not be decrypted.',
  declined: 'It was declined.',
  revoked: 'It was taken back.',
  expired: 'Its time is over.',
  locked: 'It was locked after too many wrong passphrases.',
  'rolled-back': 'It was ended, because the store of the server went back to an older state.',
};

/** `ended.declined` and so on: what was waited for does not come any more. */
export function endedError({ cause, asked }: ShareView): ApiError {
  const reason = cause === 'declined' && asked !== null && asked.reason !== '' ? ` They say: ${asked.reason}` : '';
  return cause === null ? new ApiError('share.gone') : new ApiError(`ended.${cause}`, { detail: ENDED[cause] + reason });
}
