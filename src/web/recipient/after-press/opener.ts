// What the one press does: words to keys, claim, decrypt, then confirm. Asked again by this device, it goes on where an answer was lost.
// See docs/decisions/show-it-is-pressed-first.md.

import { needsPassphrase } from '../../../crypto/share-terms.ts';
import { isPlain } from '../../../crypto/passphrase/normalize.ts';
import type { Signer } from '../../../crypto/note/signer.ts';
import type { PassphraseKeys } from '../../../crypto/passphrase/passphrase.ts';
import type { Answer } from '../../../client/wire/answer.ts';
import type { ShareApi } from '../../../client/calls/share-api.ts';
import { withRetry } from '../../../client/wire/retry.ts';
import { serverNow, syncClock } from '../../api/use-share.ts';
import type { ClaimAnswer, ShareView } from '../../../client/answers/share-view.ts';
import { assetUrl } from '../../browser/address.ts';
import { markOpened, openedHere } from '../../browser/opened-here.ts';
import { forgetClaimSecret, getOrCreateClaimSecret, loadClaimSecret } from '../../crypto/claim-secret.ts';
import { claimBody, deliverBody, parseLinkKey, type LinkKey } from '../../../client/crypto/claim.ts';
import { acceptBody, signingHere } from '../../crypto/here.ts';
import { forgetOpeningKey, loadOpeningKey } from '../../crypto/opening-key.ts';
import { forgetRecipientKey } from '../../crypto/keys.ts';
import { openClaim, OpenError } from '../../../client/crypto/open.ts';
import { passphraseKeys } from '../../crypto/passphrase-keys.ts';
import { loadWordsList } from '../../load.ts';
import type { Delivery, LinkBox, Step, Wrong } from '../step.ts';

export interface OpenerDeps {
  readonly share: string;
  readonly link: LinkBox;
  readonly api: ShareApi;
  /** How far it has come, while a press is at work. */
  readonly onProgress: (step: Step) => void;
  /** The share, where the server said nothing about it when the page was opened. */
  readonly onView: (view: ShareView) => void;
}

export interface Opener {
  /** `view`: the share as the page knows it; null when the server has said nothing about it. */
  open(words: string, view: ShareView | null): Promise<Step>;
  confirm(ack: string): Promise<Delivery>;
  /** A claim that shows nothing of this browser's earlier one: the server takes it for another person's, and tells the sender. */
  disown(): Promise<Step>;
}

const tries = (left: number | null): Wrong => ({ kind: 'tries', left });

export function createOpener({ share, link: box, api, onProgress, onView }: OpenerDeps): Opener {
  let derived: { readonly words: string; readonly salt: string; readonly key: PassphraseKeys } | null = null;
  let opened: ShareView | null = null;
  /** What these words did not mean: asked once, counted once. */
  let refuted: { readonly typed: string; readonly spellings: readonly string[] } = { typed: '', spellings: [] };

  async function deriveKey(words: string, salt: string): Promise<PassphraseKeys> {
    if (derived?.words === words && derived.salt === salt) return derived.key;
    onProgress({ status: 'words', done: 0 });
    const key = await passphraseKeys({
      words,
      salt,
      share,
      worker: assetUrl('words-worker'),
      onProgress: (done) => onProgress({ status: 'words', done }),
    });
    derived = { words, salt, key };
    return key;
  }

  const claimOf = async (link: LinkKey | null, words: Signer | null): ReturnType<typeof claimBody> =>
    claimBody({ share, at: serverNow(), link, words, secret: await getOrCreateClaimSecret(share), ...(await signingHere()) });

  /** One claim; with words that can be read in two ways, a second one when the first was not what is meant. */
  async function claim(
    link: LinkKey | null,
    salt: string | null,
    typed: string,
  ): Promise<{ readonly answer: Answer<ClaimAnswer>; readonly key: PassphraseKeys | null; readonly secret: string }> {
    if (refuted.typed !== typed) refuted = { typed, spellings: [] };
    const meant = salt === null ? [null] : await meantBy(typed);
    for (;;) {
      const words = meant.shift() ?? null;
      const key = salt === null || words === null ? null : await deriveKey(words, salt);
      onProgress({ status: 'opening' });
      const body = await claimOf(link, key?.opener ?? null);
      const answer = await withRetry(() => api.claim(body));
      const { secret } = body;
      if (answer.ok || answer.code !== 'proof.failed' || words === null) return { answer, key, secret };
      // All of it was wrong: another press asks again.
      refuted = { typed, spellings: meant.length === 0 ? [] : [...refuted.spellings, words] };
      if (meant.length === 0) return { answer, key, secret };
    }
  }

  async function meantBy(typed: string): Promise<string[]> {
    if (isPlain(typed)) return [typed];
    const list = await loadWordsList();
    return list.spellingsOfTold(typed).filter((words) => !refuted.spellings.includes(words));
  }

  function linkKey(): { readonly ok: true; readonly key: LinkKey | null } | { readonly ok: false } {
    const { current } = box;
    return typeof current === 'string' ? parseLinkKey(current, share, false) : { ok: true, key: current };
  }

  /** Nothing was known of this share when the page was opened. What is claimed must be readable, so this is asked first. */
  async function lookAgain(): Promise<
    { readonly ok: true; readonly view: ShareView | null } | { readonly ok: false; readonly step: Step }
  > {
    const answer = await withRetry(() => api.view());
    if (!answer.ok)
      return answer.code === 'share.gone' ? { ok: true, view: null } : { ok: false, step: refused(answer.code, tries(null), false) };
    syncClock(answer.value);
    onView(answer.value);
    return needsPassphrase(answer.value.mode) ? { ok: false, step: { status: 'ask', wrong: null } } : { ok: true, view: answer.value };
  }

  function refused(code: string, wrong: Wrong, words: boolean): Step {
    if (code === 'share.gone') return { status: 'over' };
    if (code === 'proof.wait') return { status: 'ask', wrong };
    if (code === 'proof.failed' || code === 'proof.missing') {
      derived = null;
      return words ? { status: 'ask', wrong } : { status: 'damaged' };
    }
    return { status: 'fault', code };
  }

  return {
    async open(words, known) {
      const read = linkKey();
      if (!read.ok) return { status: 'damaged' };
      const link = read.key;
      // Opened here, and no lease of it runs: asking again would tell the sender of an intruder.
      const when = await openedHere(share);
      if (when !== null && (await loadClaimSecret(share)) === null) return { status: 'opened', when };
      const looked = known === null ? await lookAgain() : { ok: true as const, view: known };
      if (!looked.ok) return looked.step;
      const { view } = looked;
      const salt = (view !== null && needsPassphrase(view.mode) && view.seal?.scryptSalt) || null;
      if (view?.status === 'sealed') {
        // Sealed to a prekey of this browser: one press accepts and opens.
        const body = await acceptBody(view, serverNow());
        const accepted = await withRetry(() => api.accept(body));
        if (!accepted.ok) return refused(accepted.code, tries(null), false);
      }
      const { answer, key, secret } = await claim(link, salt, words);
      if (!answer.ok) {
        const wrong: Wrong = answer.code === 'proof.wait' ? { kind: 'wait', waitMs: answer.retryAfterMs ?? 0 } : tries(answer.triesLeft);
        return refused(answer.code, wrong, key !== null);
      }
      if (view === null) return { status: 'over' };
      const { value: claimed } = answer;
      const payload = claimed.payload === null ? await withRetry(() => api.payload(secret)) : { ok: true as const, value: claimed.payload };
      if (!payload.ok) return refused(payload.code, tries(null), false);
      try {
        const shown = await openClaim({
          view,
          capsule: claimed.capsule,
          payload: payload.value,
          link,
          words: key,
          host: location.host,
          loadKey: () => loadOpeningKey(view),
        });
        await markOpened(share, Date.now());
        derived = null;
        refuted = { typed: '', spellings: [] };
        const { label, note, sender, files } = claimed;
        opened = view;
        return { status: 'shown', opened: shown, claimed: { label, note, sender, files }, secret, delivery: 'sending' };
      } catch (error) {
        if (!(error instanceof OpenError)) throw error;
        const { fault } = error;
        if (fault === 'words') return { status: 'ask', wrong: tries(null) };
        if (fault !== 'no_key')
          await withRetry(async () => api.broken({ device: (await signingHere()).signer.publicKey, secret, reason: fault }));
        return { status: 'fault', code: fault };
      }
    },

    async confirm(ack) {
      try {
        const body = await deliverBody({ share, at: serverNow(), ack, secret: await loadClaimSecret(share), ...(await signingHere()) });
        const answer = await withRetry(() => api.deliver(body));
        if (!answer.ok) return 'unsent';
        await (opened === null ? forgetRecipientKey(share) : forgetOpeningKey(opened));
        await forgetClaimSecret(share);
        return 'sent';
      } catch {
        return 'unsent';
      }
    },

    async disown() {
      const read = linkKey();
      await forgetClaimSecret(share);
      const body = await claimOf(read.ok ? read.key : null, null);
      const answer = await withRetry(() => api.claim(body));
      await forgetClaimSecret(share);
      const told = answer.ok || answer.code === 'share.gone' || answer.code === 'share.taken';
      return told ? { status: 'told' } : { status: 'fault', code: answer.code };
    },
  };
}
