// The one press that opens: words to keys, claim, decrypt, show, confirm. Asked again by this device, it goes on where an answer was lost.

import { useRef, useState } from 'preact/hooks';
import type { Answer, Api, Claimed } from '../../api/api.ts';
import { loadWordsList, type CryptoChunk, type Load } from '../../browser/load.ts';
import { builtFile } from '../../browser/address.ts';
import { withRetry } from '../../api/retry.ts';
import { keepTime, serverNow } from '../../api/use-share.ts';
import { needsWords, type ShareView } from '../../api/view.ts';
import { faultOf } from '../../api/faults.ts';

type WordsKey = Awaited<ReturnType<CryptoChunk['wordsKey']>>;
type Opened = Awaited<ReturnType<CryptoChunk['openClaim']>>;

export type Delivery = 'sending' | 'sent' | 'unsent';

/** Of a link: the key, or what the address said, to be read before anything is asked. */
export type LinkKey = Uint8Array<ArrayBuffer> | string | null;

/** How often they can be wrong before words have to wait; or how long they have to, now. */
export type Wrong = { readonly left: number | null } | { readonly waitMs: number };

export type Step =
  | { readonly at: 'ask'; readonly wrong: Wrong | null }
  | { readonly at: 'words'; readonly done: number }
  | { readonly at: 'opening' }
  | { readonly at: 'shown'; readonly opened: Opened; readonly claimed: Claimed; readonly delivery: Delivery }
  | { readonly at: 'over' }
  | { readonly at: 'damaged' }
  | { readonly at: 'fault'; readonly code: string };

export interface Opening {
  readonly step: Step;
  /** The share as the page knows it by now. */
  readonly view: ShareView | null;
  open(words: string): void;
  /** Shows the question again, after a fault. */
  back(): void;
  confirm(): void;
  /** Lets go of the secret; what is left can still confirm the delivery. */
  clear(): void;
}

export function useOpen({
  share,
  view: first,
  link: given,
  api,
  load,
}: {
  share: string;
  view: ShareView | null;
  link: LinkKey;
  api: Api;
  load: Load<CryptoChunk>;
}): Opening {
  const [step, setStep] = useState<Step>({ at: 'ask', wrong: null });
  const [found, setFound] = useState<ShareView | null>(null);
  const derived = useRef<{ words: string; salt: string; key: WordsKey } | null>(null);
  /** What these words did not mean: asked once, counted once. */
  const refuted = useRef<{ typed: string; spellings: readonly string[] }>({ typed: '', spellings: [] });

  async function deriveKey(chunk: CryptoChunk, words: string, salt: string): Promise<WordsKey> {
    const kept = derived.current;
    if (kept?.words === words && kept.salt === salt) return kept.key;
    setStep({ at: 'words', done: 0 });
    const key = await chunk.wordsKey({
      words,
      salt,
      share,
      worker: builtFile('words-worker'),
      onProgress: (done) => setStep({ at: 'words', done }),
    });
    derived.current = { words, salt, key };
    return key;
  }

  /** One claim; with words that can be read in two ways, a second one when the first was not what is meant. */
  async function claim(
    chunk: CryptoChunk,
    link: Uint8Array<ArrayBuffer> | null,
    salt: string | null,
    typed: string,
  ): Promise<{ readonly answer: Answer<Claimed>; readonly key: WordsKey | null }> {
    if (refuted.current.typed !== typed) refuted.current = { typed, spellings: [] };
    const meant = salt === null ? [null] : await meantBy(chunk, typed);
    for (;;) {
      const words = meant.shift() ?? null;
      const key = salt === null || words === null ? null : await deriveKey(chunk, words, salt);
      setStep({ at: 'opening' });
      const body = await chunk.claimBody({ share, at: serverNow(), link, words: key?.opener ?? null });
      const answer = await withRetry(() => api.claim(body));
      if (answer.ok || answer.code !== 'proof.failed' || words === null) return { answer, key };
      const { spellings } = refuted.current;
      // All of it was wrong: whoever presses again asks again.
      refuted.current = { typed, spellings: meant.length === 0 ? [] : [...spellings, words] };
      if (meant.length === 0) return { answer, key };
    }
  }

  async function meantBy(chunk: CryptoChunk, typed: string): Promise<string[]> {
    if (chunk.isPlain(typed)) return [typed];
    const list = await loadWordsList();
    return list.toldWords(typed).filter((words) => !refuted.current.spellings.includes(words));
  }

  async function run(words: string): Promise<Step> {
    const chunk = await load();
    const read = typeof given === 'string' ? chunk.readKey(given, share, false) : { ok: true as const, key: given };
    if (!read.ok) return { at: 'damaged' };
    const link = read.key;
    const view = first ?? found ?? (await lookAgain());
    if (view !== null && 'at' in view) return view;
    const salt = (view !== null && needsWords(view.mode) && view.seal?.scryptSalt) || null;
    const { answer, key } = await claim(chunk, link, salt, words);
    if (!answer.ok) {
      const wrong: Wrong = answer.code === 'proof.wait' ? { waitMs: answer.retryAfterMs ?? 0 } : { left: answer.triesLeft };
      return refused(answer.code, wrong, key !== null);
    }
    if (view === null) return { at: 'over' };
    const { value: claimed } = answer;
    const payload =
      claimed.payload === null ? await withRetry(() => api.payload(claimed.lease.token)) : { ok: true as const, value: claimed.payload };
    if (!payload.ok) return refused(payload.code, { left: null }, false);
    try {
      const opened = await chunk.openClaim({ view, capsule: claimed.capsule, payload: payload.value, link, words: key });
      return { at: 'shown', opened, claimed, delivery: 'sending' };
    } catch (error) {
      if (!(error instanceof chunk.OpenError)) throw error;
      const { fault } = error;
      if (fault === 'words') return { at: 'ask', wrong: { left: null } };
      if (fault !== 'no_key') await withRetry(async () => api.broken(await chunk.brokenBody(fault), claimed.lease.token));
      return { at: 'fault', code: fault };
    }
  }

  /** Nothing was known of this share when the page was opened. What is claimed must be readable, so this is asked first. */
  async function lookAgain(): Promise<ShareView | Step | null> {
    const answer = await withRetry(() => api.view());
    if (!answer.ok) return answer.code === 'share.gone' ? null : refused(answer.code, { left: null }, false);
    keepTime(answer.value);
    setFound(answer.value);
    return needsWords(answer.value.mode) ? { at: 'ask', wrong: null } : answer.value;
  }

  function refused(code: string, wrong: Wrong, words: boolean): Step {
    if (code === 'share.gone') return { at: 'over' };
    if (code === 'proof.wait') return { at: 'ask', wrong };
    if (code === 'proof.failed' || code === 'proof.missing') {
      derived.current = null;
      return words ? { at: 'ask', wrong } : { at: 'damaged' };
    }
    return { at: 'fault', code };
  }

  async function confirm(opened: Opened): Promise<void> {
    const tell = (delivery: Delivery): void => setStep((now) => (now.at === 'shown' ? { ...now, delivery } : now));
    tell('sending');
    try {
      const chunk = await load();
      const body = await chunk.deliverBody(share, serverNow(), opened.ack);
      const answer = await withRetry(() => api.deliver(body));
      if (answer.ok) await chunk.forgetAcceptKey(share);
      tell(answer.ok ? 'sent' : 'unsent');
    } catch {
      tell('unsent');
    }
  }

  return {
    step,
    view: first ?? found,
    open(words) {
      setStep({ at: 'opening' });
      void run(words)
        .catch(async (error: unknown): Promise<Step> => ({ at: 'fault', code: await faultOf(error) }))
        .then((next) => {
          setStep(next);
          if (next.at !== 'shown') return;
          derived.current = null;
          void confirm(next.opened);
        });
    },
    back: () => setStep({ at: 'ask', wrong: null }),
    confirm() {
      if (step.at === 'shown') void confirm(step.opened);
    },
    clear() {
      setStep((now) => (now.at === 'shown' ? { ...now, opened: { ...now.opened, items: { v: 1, items: [] } } } : now));
    },
  };
}
