// From what was typed to a sealed share: at once where no one must accept first, else in two steps, with the payload key kept in this browser in between.

import { useEffect, useRef, useState } from 'preact/hooks';
import { limits } from '../../core/limits.ts';
import type { Items } from '../../crypto/capsule/items.ts';
import { assetUrl } from '../browser/address.ts';
import type { Answer } from '../../client/wire/answer.ts';
import type { ShareApi } from '../../client/calls/share-api.ts';
import type { Load } from '../load.ts';
import type { SenderCrypto } from './sender-crypto.ts';
import { withRetry } from '../../client/wire/retry.ts';
import { serverNow } from '../api/use-share.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { isLink, isSealed } from '../../crypto/share-terms.ts';
import { errorCodeOf } from '../ui/error-screens.ts';
import { coverLines } from '../../client/crypto/cover-lines.ts';
import type { AheadKey } from '../crypto/taken-prekey.ts';
import { idOf, type Subject } from './subject.ts';
import { useAhead } from './use-ahead.ts';
import { useHandover, type Handover } from './status/use-handover.ts';
import type { DeviceTrust } from '../crypto/device-trust.ts';
import type { Passphrase, PendingSecret } from '../crypto/pending.ts';

type WordsKey = Awaited<ReturnType<SenderCrypto['passphraseKeys']>>;
type Body = Awaited<ReturnType<SenderCrypto['sealHere']>>;

export interface Sealing {
  readonly busy: boolean;
  /** 0 to 1 while words are turned into a key. */
  readonly progress: number | null;
  readonly fault: string | null;
  readonly handover: Handover | null;
  readonly pending: PendingSecret | null;
  /** The prekey to which it can be sealed before anyone accepts. Undefined while the server is asked; null: there is none. */
  readonly ahead: AheadKey | null | undefined;
  /** The server came with a prekey that does not add up; nothing is sealed to it. */
  readonly isAheadRefused: boolean;
  /** First step, or all of it. */
  enter(items: Items, passphrase: Passphrase | null): void;
  /** First step, and the second by itself at the first acceptance. */
  enterToSend(items: Items): void;
  /** Whether it goes to this acceptance by itself, as was chosen. Whatever it does not go to ends the choice. */
  goesByItself(subject: Subject, trust: DeviceTrust['kind']): Promise<boolean>;
  /** Both steps by one press, for the acceptance whose words stand beside the form. */
  enterFor(sent: { readonly items: Items; readonly passphrase: Passphrase | null; readonly subject: Subject }): void;
  /** Both steps are under way. */
  readonly isDirect: boolean;
  /** Something is wrong: from here on it is sent by a press. */
  endChoice(): Promise<void>;
  /** Second step, for the acceptance that was looked at and no other. */
  seal(subject: Subject): void;
  /** The step that failed, once more. */
  retry: (() => void) | null;
  /** What was said of a step that no longer counts. */
  forgetFault(): void;
  taken(): void;
}

const OK: Answer<null> = { ok: true, value: null };

export function useSeal({
  view,
  api,
  load,
  kept,
  isEntered = false,
  refresh,
}: {
  view: ShareView;
  api: ShareApi;
  load: Load<SenderCrypto>;
  kept: PendingSecret | null;
  /** Something stands in the form, and nobody was told: whether there is a prekey decides what happens next. */
  isEntered?: boolean;
  refresh: () => Promise<void>;
}): Sealing {
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isDirect, setDirect] = useState(false);
  const again = useRef<(() => Promise<Answer<null>>) | null>(null);
  /** The one body made for what is to be sealed: whatever becomes of its answer, it is the same capsule that is sent again. */
  const made = useRef<{ readonly of: string; readonly body: Body } | null>(null);
  const hand = useHandover({
    view,
    load,
    kept,
    onArrived() {
      setFault(null);
      again.current = null;
    },
  });
  const { pending } = hand;
  const { ahead, isAheadRefused, forgetAhead } = useAhead({
    view,
    load,
    isEntered,
    isUploaded: pending !== null && pending.identity !== null && view.payload?.hash === pending.hash,
  });

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
      .catch(async (error: unknown) => setFault(await errorCodeOf(error)))
      .finally(() => {
        setBusy(false);
        setDirect(false);
        setProgress(null);
      });
  };

  async function keyOf(chunk: SenderCrypto, words: string | null): Promise<WordsKey | null> {
    if (words === null) return null;
    setProgress(0);
    return chunk.passphraseKeys({ words, share: view.id, worker: assetUrl('words-worker'), onProgress: setProgress });
  }

  /** The body for `of`, made by `make` when there is not one yet. */
  async function bodyOf(of: string, make: () => Promise<Body>): Promise<Body> {
    if (made.current?.of !== of) made.current = { of, body: await make() };
    return made.current.body;
  }

  async function send(body: Body, handover: Handover | null): Promise<Answer<null>> {
    hand.sending(body.note, handover);
    const answer = await withRetry(() => api.seal(body));
    if (answer.ok) hand.arrived(body.note);
    // Too old to be taken now. If it had been taken before, the share says so, and this answer counts for nothing.
    else if (answer.code === 'proof.stale') made.current = null;
    return answer;
  }

  /** `subject`: it is sealed for this one as well. */
  async function enterSealed(
    items: Items,
    rest: Pick<PendingSecret, 'words' | 'isKnown' | 'whenAccepted'>,
    subject?: Subject,
  ): Promise<Answer<null>> {
    const locked = await (await load()).encryptItems(items);
    const next = { identity: locked.identity, hash: locked.hash, size: locked.bytes.length, files: locked.files, ...rest };
    // Kept before it is sent: an upload whose key is nowhere would be lost.
    await hand.keep(next);
    const upload = async (): Promise<Answer<null>> => {
      const put = await withRetry(() => api.putPayload(locked.bytes));
      return put.ok && subject ? sealPending(next, subject) : put;
    };
    again.current = upload;
    return upload();
  }

  async function enterAndSeal(chunk: SenderCrypto, items: Items, words: string | null): Promise<Answer<null>> {
    const locked = await chunk.encryptItems(items);
    const facts = { identity: locked.identity, hash: locked.hash, size: locked.bytes.length, files: locked.files };
    const key = await keyOf(chunk, words);
    const link = isLink(view.mode) ? chunk.newLink(view.id) : null;
    // Words that belong to no link are all that there is to tell: a page that is loaded again must still have them.
    if (words !== null && link === null) await hand.keep({ ...facts, identity: null, words });
    const inline = locked.bytes.length <= limits.inlinePayloadBytes;
    const handover = { url: link === null ? null : `${location.origin}/s/${view.id}#${link.fragment}`, words };
    const make = (): Promise<Body> =>
      chunk.sealHere({
        view,
        at: serverNow(),
        locked: facts,
        payload: inline ? locked.bytes : null,
        link: link?.key ?? null,
        words: key,
        says: coverLines(view),
      });
    const seal = async (): Promise<Answer<null>> => {
      const body = await bodyOf(locked.hash, make);
      const put = inline ? OK : await withRetry(() => api.putPayload(locked.bytes));
      return put.ok ? send(body, handover) : put;
    };
    again.current = seal;
    return seal();
  }

  async function sealPending(pending: PendingSecret | null, subject: Subject): Promise<Answer<null>> {
    const chunk = await load();
    const { acceptance } = subject;
    const identity = pending?.identity ?? null;
    if (pending === null || identity === null || !(await chunk.verifySubject(view, subject)))
      return { ok: false, code: 'acceptance', triesLeft: null, retryAfterMs: null };
    const body = await bodyOf(`${idOf(subject)} ${pending.hash}`, async () =>
      chunk.sealHere({
        view: { ...view, acceptance },
        at: serverNow(),
        locked: { ...pending, identity },
        payload: null,
        prekey: subject.prekey === null ? null : { device: subject.device, hash: chunk.prekeyHash(subject.prekey) },
        link: null,
        words: await keyOf(chunk, pending.words),
        says: null,
      }),
    );
    const isTold = pending.words === null || pending.told === true;
    const answer = await send(body, isTold ? null : { url: null, words: pending.words });
    if (answer.ok || answer.code !== 'share.not_yet' || subject.prekey === null) return answer;
    // Its device was withdrawn meanwhile: the recipient accepts first.
    forgetAhead();
    return OK;
  }

  const { whenAccepted } = pending ?? {};
  async function endChoice(): Promise<void> {
    hand.byPress();
    if (whenAccepted) await (await load()).dropWhenAccepted(view.id);
  }
  async function goesByItself(subject: Subject, trust: DeviceTrust['kind']): Promise<boolean> {
    if (pending === null || !whenAccepted) return false;
    const chunk = await load();
    // A prekey is no acceptance: its words stand on the screen while the person is still there.
    const isTaken =
      subject.prekey === null && (await chunk.takeWhenAccepted(view.id, { hash: pending.hash, acceptance: idOf(subject), trust }));
    if (isTaken) return true;
    await endChoice();
    return false;
  }
  // A key that does not add up is a warning, and what warns ends the choice.
  useEffect(() => {
    if (isAheadRefused) void endChoice().catch(() => {});
  }, [isAheadRefused]);

  const repeat = again.current;
  return {
    busy,
    progress,
    fault,
    handover: hand.handover,
    pending,
    ahead,
    isAheadRefused,
    enter: (items, passphrase) =>
      act(async () =>
        isSealed(view.mode)
          ? enterSealed(items, passphrase ?? { words: null })
          : enterAndSeal(await load(), items, passphrase?.words ?? null),
      ),
    enterToSend: (items) => act(() => enterSealed(items, { words: null, whenAccepted: true })),
    enterFor: ({ items, passphrase, subject }) =>
      act(() => {
        setDirect(true);
        return enterSealed(items, passphrase ?? { words: null }, subject);
      }),
    isDirect,
    goesByItself,
    endChoice,
    seal: (subject) => act(() => sealPending(pending, subject)),
    retry: fault !== null && repeat !== null ? () => act(repeat) : null,
    forgetFault: () => setFault(null),
    taken: hand.taken,
  };
}
