// From what was typed to a sealed share: at once where nobody must accept first, else in two steps with F kept in this browser in between.

import { useEffect, useRef, useState } from 'preact/hooks';
import { limits } from '../../core/limits.ts';
import type { Items } from '../../crypto/capsule/items.ts';
import { builtFile } from '../browser/address.ts';
import type { Answer, Api } from '../api/api.ts';
import type { CryptoChunk, Load } from '../browser/load.ts';
import { withRetry } from '../api/retry.ts';
import { serverNow } from '../api/use-share.ts';
import { isLink, isSealed, type ShareView } from '../api/view.ts';
import { faultOf } from '../api/faults.ts';

type Pending = NonNullable<Awaited<ReturnType<CryptoChunk['readPending']>>>;
type WordsKey = Awaited<ReturnType<CryptoChunk['wordsKey']>>;

/** What only this page knows and the sender must take along. */
export interface Handover {
  readonly url: string | null;
  readonly words: string | null;
}

export interface Sealing {
  readonly busy: boolean;
  /** 0 to 1 while words are turned into a key. */
  readonly progress: number | null;
  readonly fault: string | null;
  readonly handover: Handover | null;
  readonly pending: Pending | null;
  /** First step, or all of it. */
  enter(items: Items, words: string | null): void;
  /** Second step. */
  seal(): void;
  /** The step that failed, once more. */
  retry: (() => void) | null;
  taken(): void;
}

const OK: Answer<null> = { ok: true, value: null };

export function useSeal({
  view,
  api,
  load,
  kept,
  refresh,
}: {
  view: ShareView;
  api: Api;
  load: Load<CryptoChunk>;
  kept: Pending | null;
  refresh: () => Promise<void>;
}): Sealing {
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [handover, setHandover] = useState<Handover | null>(null);
  const [pending, setPending] = useState<Pending | null>(kept);
  const again = useRef<(() => Promise<Answer<null>>) | null>(null);
  const sent = useRef<{ readonly note: string; readonly handover: Handover | null } | null>(null);

  /** Said by the answer or, should that be lost for good, by the share itself; the link exists nowhere but here. */
  const arrived = (note: string | undefined): void => {
    if (sent.current === null || sent.current.note !== note) return;
    setHandover(sent.current.handover);
    setFault(null);
    sent.current = null;
    again.current = null;
  };
  useEffect(() => arrived(view.seal?.statement), [view]);

  const act = (ask: () => Promise<Answer<null>>): void => {
    if (busy) return;
    setBusy(true);
    setFault(null);
    again.current = ask;
    ask()
      .then(async (answer) => {
        if (answer.ok) again.current = null;
        else setFault(answer.code);
        await refresh();
      })
      .catch(async (error: unknown) => setFault(await faultOf(error)))
      .finally(() => {
        setBusy(false);
        setProgress(null);
      });
  };

  async function keyOf(chunk: CryptoChunk, words: string | null): Promise<WordsKey | null> {
    if (words === null) return null;
    setProgress(0);
    return chunk.wordsKey({ words, share: view.id, worker: builtFile('words-worker'), onProgress: setProgress });
  }

  async function enterSealed(chunk: CryptoChunk, items: Items, words: string | null): Promise<Answer<null>> {
    const locked = await chunk.lockItems(items);
    const next = { identity: locked.identity, words, hash: locked.hash, size: locked.bytes.length };
    // Kept before it is sent: an upload whose key is nowhere would be lost.
    await chunk.keepPending(view.id, next);
    const send = async (): Promise<Answer<null>> => {
      const answer = await withRetry(() => api.putPayload(locked.bytes));
      if (answer.ok) setPending(next);
      return answer;
    };
    again.current = send;
    return send();
  }

  async function enterAndSeal(chunk: CryptoChunk, items: Items, words: string | null): Promise<Answer<null>> {
    const locked = await chunk.lockItems(items);
    const key = await keyOf(chunk, words);
    const link = isLink(view.mode) ? chunk.newLink(view.id) : null;
    const inline = locked.bytes.length <= limits.inlinePayloadBytes;
    const facts = { identity: locked.identity, hash: locked.hash, size: locked.bytes.length };
    const body = await chunk.sealBody({
      view,
      at: serverNow(),
      locked: facts,
      payload: inline ? locked.bytes : null,
      link: link?.key ?? null,
      words: key,
    });
    const handover = { url: link === null ? null : `${location.origin}/s/${view.id}#${link.fragment}`, words };
    const send = async (): Promise<Answer<null>> => {
      sent.current = { note: body.note, handover };
      const put = inline ? OK : await withRetry(() => api.putPayload(locked.bytes));
      const answer = put.ok ? await withRetry(() => api.seal(body)) : put;
      if (answer.ok) arrived(body.note);
      return answer;
    };
    // The very same capsule again, should the answer be lost: the server knows it and the link stays right.
    again.current = send;
    return send();
  }

  async function sealPending(): Promise<Answer<null>> {
    const chunk = await load();
    if (pending === null || !(await chunk.checkAcceptance(view)))
      return { ok: false, code: 'acceptance', triesLeft: null, retryAfterMs: null };
    const key = await keyOf(chunk, pending.words);
    const body = await chunk.sealBody({ view, at: serverNow(), locked: pending, payload: null, link: null, words: key });
    sent.current = { note: body.note, handover: pending.words === null ? null : { url: null, words: pending.words } };
    const answer = await withRetry(() => api.seal(body));
    if (answer.ok) {
      arrived(body.note);
      await chunk.forgetPending(view.id);
    }
    return answer;
  }

  const repeat = again.current;
  return {
    busy,
    progress,
    fault,
    handover,
    pending,
    enter: (items, words) => act(async () => (isSealed(view.mode) ? enterSealed : enterAndSeal)(await load(), items, words)),
    seal: () => act(sealPending),
    retry: fault !== null && repeat !== null ? () => act(repeat) : null,
    taken: () => setHandover(null),
  };
}
