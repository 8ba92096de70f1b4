// The one press that opens: words to keys, claim, decrypt, show, confirm. Asked again by this device, it goes on where an answer was lost.
// See docs/decisions/show-it-is-pressed-first.md.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, ShareApi } from '../../api/api.ts';
import type { ClaimAnswer } from '../../api/view.ts';
import { loadWordsList, type CryptoBundle, type Load } from '../../load.ts';
import { assetUrl } from '../../browser/address.ts';
import { markOpened, openedHere } from '../../browser/opened-here.ts';
import { withRetry } from '../../api/retry.ts';
import { syncClock, serverNow } from '../../api/use-share.ts';
import type { ShareView } from '../../api/view.ts';
import { needsPassphrase } from '../../../crypto/share-terms.ts';
import { errorCodeOf } from '../../ui/error-screens.ts';

type WordsKey = Awaited<ReturnType<CryptoBundle['passphraseKeys']>>;
type Opened = Awaited<ReturnType<CryptoBundle['openClaim']>>;

export type Delivery = 'sending' | 'sent' | 'unsent';

/** Of a link: the key, or what the address said, to be read before anything is asked. In one place, so that it can be let go of. */
export interface LinkBox {
  current: Uint8Array<ArrayBuffer> | string | null;
}

/** How often they can be wrong before words have to wait; or how long they have to, now. */
export type Wrong = { readonly kind: 'tries'; readonly left: number | null } | { readonly kind: 'wait'; readonly waitMs: number };

export type Step =
  | { readonly status: 'ask'; readonly wrong: Wrong | null }
  | { readonly status: 'words'; readonly done: number }
  | { readonly status: 'opening' }
  | {
      readonly status: 'shown';
      readonly opened: Opened;
      /** What is said of it beside the secret; capsule and payload have done their part. */
      readonly claimed: Pick<ClaimAnswer, 'label' | 'note' | 'sender'>;
      readonly delivery: Delivery;
    }
  /** It was looked into this browser's drawer, to say what happened. */
  | { readonly status: 'looking' }
  /** This browser has opened it before: when, epoch ms. */
  | { readonly status: 'opened'; readonly when: number }
  /** The sender has been told that it was another person. */
  | { readonly status: 'told' }
  | { readonly status: 'over' }
  | { readonly status: 'damaged' }
  | { readonly status: 'fault'; readonly code: string };

export interface Opening {
  readonly step: Step;
  /** The share as the page knows it by now. */
  readonly view: ShareView | null;
  open(words: string): void;
  /** Shows the question again, after a fault. */
  back(): void;
  confirm(): void;
  /** Lets go of all that could show the secret again: values, acknowledgement, the link's key. */
  clear(): void;
  /** Another person opened it here: alerts the sender. Null where no one could be told. */
  readonly disown: (() => void) | null;
}

export function useOpen({
  share,
  view: first,
  link: box,
  api,
  load,
}: {
  share: string;
  view: ShareView | null;
  link: LinkBox;
  api: ShareApi;
  load: Load<CryptoBundle>;
}): Opening {
  const mayBeOver = first === null || first.status === 'ended';
  const [step, setStep] = useState<Step>(mayBeOver ? { status: 'looking' } : { status: 'ask', wrong: null });
  const [found, setFound] = useState<ShareView | null>(null);
  const derived = useRef<{ words: string; salt: string; key: WordsKey } | null>(null);
  /** What these words did not mean: asked once, counted once. */
  const refuted = useRef<{ typed: string; spellings: readonly string[] }>({ typed: '', spellings: [] });

  useEffect(() => {
    if (!mayBeOver) return;
    void openedHere(share).then((when) =>
      setStep((now) => (now.status !== 'looking' ? now : when === null ? { status: 'ask', wrong: null } : { status: 'opened', when })),
    );
  }, [mayBeOver, share]);

  async function deriveKey(chunk: CryptoBundle, words: string, salt: string): Promise<WordsKey> {
    const kept = derived.current;
    if (kept?.words === words && kept.salt === salt) return kept.key;
    setStep({ status: 'words', done: 0 });
    const key = await chunk.passphraseKeys({
      words,
      salt,
      share,
      worker: assetUrl('words-worker'),
      onProgress: (done) => setStep({ status: 'words', done }),
    });
    derived.current = { words, salt, key };
    return key;
  }

  /** One claim; with words that can be read in two ways, a second one when the first was not what is meant. */
  async function claim(
    chunk: CryptoBundle,
    link: Uint8Array<ArrayBuffer> | null,
    salt: string | null,
    typed: string,
  ): Promise<{ readonly answer: Answer<ClaimAnswer>; readonly key: WordsKey | null; readonly secret: string }> {
    if (refuted.current.typed !== typed) refuted.current = { typed, spellings: [] };
    const meant = salt === null ? [null] : await meantBy(chunk, typed);
    for (;;) {
      const words = meant.shift() ?? null;
      const key = salt === null || words === null ? null : await deriveKey(chunk, words, salt);
      setStep({ status: 'opening' });
      const body = await chunk.claimBody({ share, at: serverNow(), link, words: key?.opener ?? null });
      const answer = await withRetry(() => api.claim(body));
      const { secret } = body;
      if (answer.ok || answer.code !== 'proof.failed' || words === null) return { answer, key, secret };
      const { spellings } = refuted.current;
      // All of it was wrong: another press asks again.
      refuted.current = { typed, spellings: meant.length === 0 ? [] : [...spellings, words] };
      if (meant.length === 0) return { answer, key, secret };
    }
  }

  async function meantBy(chunk: CryptoBundle, typed: string): Promise<string[]> {
    if (chunk.isPlain(typed)) return [typed];
    const list = await loadWordsList();
    return list.spellingsOfTold(typed).filter((words) => !refuted.current.spellings.includes(words));
  }

  async function run(words: string): Promise<Step> {
    const chunk = await load();
    const read = linkKey(chunk);
    if (!read.ok) return { status: 'damaged' };
    const link = read.key;
    // Opened here, and no lease of it runs: asking again would tell the sender of an intruder.
    const when = await openedHere(share);
    if (when !== null && (await chunk.loadClaimSecret(share)) === null) return { status: 'opened', when };
    const known = first ?? found;
    const looked = known === null ? await lookAgain() : { ok: true as const, view: known };
    if (!looked.ok) return looked.step;
    const { view } = looked;
    const salt = (view !== null && needsPassphrase(view.mode) && view.seal?.scryptSalt) || null;
    const { answer, key, secret } = await claim(chunk, link, salt, words);
    if (!answer.ok) {
      const wrong: Wrong =
        answer.code === 'proof.wait' ? { kind: 'wait', waitMs: answer.retryAfterMs ?? 0 } : { kind: 'tries', left: answer.triesLeft };
      return refused(answer.code, wrong, key !== null);
    }
    if (view === null) return { status: 'over' };
    const { value: claimed } = answer;
    const payload = claimed.payload === null ? await withRetry(() => api.payload(secret)) : { ok: true as const, value: claimed.payload };
    if (!payload.ok) return refused(payload.code, { kind: 'tries', left: null }, false);
    try {
      const opened = await chunk.openClaim({ view, capsule: claimed.capsule, payload: payload.value, link, words: key });
      await markOpened(share, Date.now());
      const { label, note, sender } = claimed;
      return { status: 'shown', opened, claimed: { label, note, sender }, delivery: 'sending' };
    } catch (error) {
      if (!(error instanceof chunk.OpenError)) throw error;
      const { fault } = error;
      if (fault === 'words') return { status: 'ask', wrong: { kind: 'tries', left: null } };
      if (fault !== 'no_key') await withRetry(async () => api.broken(await chunk.brokenBody(share, fault)));
      return { status: 'fault', code: fault };
    }
  }

  function linkKey(chunk: CryptoBundle): { readonly ok: true; readonly key: Uint8Array<ArrayBuffer> | null } | { readonly ok: false } {
    const { current } = box;
    return typeof current === 'string' ? chunk.parseLinkKey(current, share, false) : { ok: true, key: current };
  }

  /** A claim that shows nothing of this browser's earlier one: the server takes it for another person's, and tells the sender. */
  async function disown(): Promise<Step> {
    const chunk = await load();
    const read = linkKey(chunk);
    await chunk.forgetClaimSecret(share);
    const body = await chunk.claimBody({ share, at: serverNow(), link: read.ok ? read.key : null, words: null });
    const answer = await withRetry(() => api.claim(body));
    await chunk.forgetClaimSecret(share);
    return answer.ok || answer.code === 'share.gone' || answer.code === 'share.taken'
      ? { status: 'told' }
      : { status: 'fault', code: answer.code };
  }

  /** Nothing was known of this share when the page was opened. What is claimed must be readable, so this is asked first. */
  async function lookAgain(): Promise<
    { readonly ok: true; readonly view: ShareView | null } | { readonly ok: false; readonly step: Step }
  > {
    const answer = await withRetry(() => api.view());
    if (!answer.ok) {
      return answer.code === 'share.gone'
        ? { ok: true, view: null }
        : { ok: false, step: refused(answer.code, { kind: 'tries', left: null }, false) };
    }
    syncClock(answer.value);
    setFound(answer.value);
    return needsPassphrase(answer.value.mode) ? { ok: false, step: { status: 'ask', wrong: null } } : { ok: true, view: answer.value };
  }

  function refused(code: string, wrong: Wrong, words: boolean): Step {
    if (code === 'share.gone') return { status: 'over' };
    if (code === 'proof.wait') return { status: 'ask', wrong };
    if (code === 'proof.failed' || code === 'proof.missing') {
      derived.current = null;
      return words ? { status: 'ask', wrong } : { status: 'damaged' };
    }
    return { status: 'fault', code };
  }

  async function confirm(ack: string): Promise<void> {
    const tell = (delivery: Delivery): void => setStep((now) => (now.status === 'shown' ? { ...now, delivery } : now));
    tell('sending');
    try {
      const chunk = await load();
      const body = await chunk.deliverBody(share, serverNow(), ack);
      const answer = await withRetry(() => api.deliver(body));
      if (answer.ok) {
        await chunk.forgetRecipientKey(share);
        await chunk.forgetClaimSecret(share);
      }
      tell(answer.ok ? 'sent' : 'unsent');
    } catch {
      tell('unsent');
    }
  }

  return {
    step,
    view: first ?? found,
    open(words) {
      setStep({ status: 'opening' });
      void run(words)
        .catch(async (error: unknown): Promise<Step> => ({ status: 'fault', code: await errorCodeOf(error) }))
        .then((next) => {
          setStep(next);
          if (next.status !== 'shown') return;
          derived.current = null;
          refuted.current = { typed: '', spellings: [] };
          void confirm(next.opened.ack);
        });
    },
    back: () => setStep({ status: 'ask', wrong: null }),
    confirm() {
      if (step.status === 'shown') void confirm(step.opened.ack);
    },
    clear() {
      // The engine keeps the last text that matched, for RegExp.input, and that was a value.
      /.?/.test('');
      if (box.current instanceof Uint8Array) box.current.fill(0);
      box.current = null;
      setStep((now) => (now.status === 'shown' ? { ...now, opened: { items: { v: 1, items: [] }, ack: '' } } : now));
    },
    disown:
      first?.role === 'recipient' || box.current !== null
        ? () => {
            setStep({ status: 'opening' });
            void disown()
              .catch(async (error: unknown): Promise<Step> => ({ status: 'fault', code: await errorCodeOf(error) }))
              .then(setStep);
          }
        : null,
  };
}
