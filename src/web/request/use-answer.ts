// The one answer that a request's link takes: sealed here, sent, and never a second one by accident. While it is not known whether the first
// one arrived, the page asks before it makes another: a second answer alarms the person who asked.

import { useRef, useState } from 'preact/hooks';
import type { Items } from '../../crypto/capsule/items.ts';
import { generateDeviceKey } from '../../crypto/keys/device.ts';
import { signerFromKey } from '../../crypto/note/signer.ts';
import type { RequestApi } from '../../client/calls/request-api.ts';
import { withRetry } from '../../client/wire/retry.ts';
import { serverNow } from '../api/use-share.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { markAnswered } from '../browser/answered-here.ts';
import { takeKeptLink } from '../browser/address.ts';
import { encryptItems, sealBody } from '../../client/crypto/seal.ts';
import { errorCodeOf } from '../ui/error-screens.ts';

/** `already`: someone else was first. `unsure`: an answer was lost, and the link takes no other. */
type End = 'sent' | 'gone' | 'already' | 'unsure';

export interface Answering {
  readonly busy: boolean;
  readonly fault: string | null;
  readonly end: End | null;
  send(items: Items): void;
}

export function useAnswer({ view, api }: { view: ShareView; api: RequestApi }): Answering {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [end, setEnd] = useState<End | null>(null);
  /** What was made for these items. */
  const made = useRef<{ readonly of: string; readonly body: object } | null>(null);
  /** An answer was lost: what was sent may have arrived. */
  const isUnsure = useRef(false);

  async function attempt(items: Items): Promise<End | { readonly code: string }> {
    const of = JSON.stringify(items);
    if (made.current?.of !== of) made.current = null;
    if (made.current === null && isUnsure.current) {
      const look = await withRetry(() => api.view());
      if (!look.ok) return look.code === 'share.gone' ? 'unsure' : look;
      isUnsure.current = false;
    }
    const { body } = (made.current ??= { of, body: await bodyOf(view, items) });
    const answer = await withRetry(() => api.answer(body));
    if (answer.ok) return 'sent';
    const { code } = answer;
    if (code === 'share.already_sealed') return 'already';
    if (code === 'share.gone') return 'gone';
    if (code === 'network') isUnsure.current = true;
    // Too old to be taken now: it is made anew.
    if (code === 'proof.stale') made.current = null;
    return answer;
  }

  const send = (items: Items): void => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    // Up to here a reload finds the link again; from here on only where the press came to nothing.
    const putBack = takeKeptLink();
    void attempt(items)
      .catch(async (error: unknown) => ({ code: await errorCodeOf(error) }))
      .then(async (result) => {
        if (typeof result !== 'string') {
          putBack();
          return setFault(result.code);
        }
        if (result === 'sent') await markAnswered(view.id, Date.now());
        made.current = null;
        setEnd(result);
      })
      .finally(() => setBusy(false));
  };
  return { busy, fault, end, send };
}

/** Signed by a key of this answer alone: nothing stays in this browser, and two answers of one person share no name in a log. */
async function bodyOf(view: ShareView, items: Items): Promise<object> {
  const { identity, hash, bytes } = await encryptItems(items);
  const signer = signerFromKey(await generateDeviceKey());
  const locked = { identity, hash, size: bytes.length };
  const { openers: _none, ...body } = await sealBody({
    view,
    at: serverNow(),
    locked,
    payload: bytes,
    link: null,
    words: null,
    says: null,
    host: location.host,
    signer,
  });
  return body;
}
