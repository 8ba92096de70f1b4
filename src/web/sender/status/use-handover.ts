// What only the sender's browser knows and the sender must take along: shown when the seal has arrived, however that became known, and let go of only then.

import { useEffect, useRef, useState } from 'preact/hooks';
import { forgetFileKeys, forgetPending, savePending, type PendingSecret } from '../../crypto/pending.ts';
import type { Load } from '../../load.ts';
import type { SenderCrypto } from '../sender-crypto.ts';
import type { ShareView } from '../../../client/answers/share-view.ts';

export interface Handover {
  readonly url: string | null;
  readonly words: string | null;
}

export interface Handing {
  readonly handover: Handover | null;
  /** What this browser keeps for the share; null until it has reached the drawer. */
  readonly pending: PendingSecret | null;
  /** @throws DOMException when this browser does not keep it. */
  keep(pending: PendingSecret): Promise<void>;
  /** The first acceptance is no longer waited for: from here on it is sent by a press. */
  byPress(): void;
  /** A seal with this note is on its way. */
  sending(note: string, handover: Handover | null): void;
  /** The seal with this note lies with the server. */
  arrived(note: string | undefined): void;
  taken(): void;
}

export function useHandover({
  view,
  load,
  kept,
  onArrived,
}: {
  view: ShareView;
  load: Load<SenderCrypto>;
  kept: PendingSecret | null;
  onArrived: () => void;
}): Handing {
  const [handover, setHandover] = useState<Handover | null>(null);
  const [pending, setPending] = useState<PendingSecret | null>(kept);
  /** By note. A seal that came too late to be taken may be followed by another one with the same link and words. */
  const sent = useRef(new Map<string, Handover | null>());
  const isTaken = useRef(false);

  const forget = (): void => {
    setPending(null);
    void forgetPending(view.id).catch(() => {});
  };

  /** Said by the answer or, should that be lost for good, by the share itself; the link exists nowhere but here. */
  const arrived = (note: string | undefined): void => {
    if (note === undefined || !sent.current.has(note)) return;
    setHandover(sent.current.get(note) ?? null);
    sent.current.clear();
    void forgetFileKeys(view.id).catch(() => {});
    onArrived();
  };
  useEffect(() => arrived(view.seal?.statement), [view]);

  /** Sealed to a prekey, it may have to be sealed anew to another browser: what that needs is kept until it is opened or ends. */
  const isAhead = Boolean(view.seal?.prekey);
  const forgetUnlessAhead = (kept: PendingSecret | null): void => {
    if (!isAhead || kept === null) return forget();
    const next: PendingSecret = { ...kept, told: true };
    setPending(next);
    void savePending(view.id, next, view.expiresAt).catch(() => {});
  };

  /** Loaded again before the words were taken along. The payload key is in the capsule by now, and is no longer kept here. */
  const findAgain = async (kept: PendingSecret): Promise<void> => {
    const { words, hash, identity, told } = kept;
    const chunk = await load();
    if (!(await chunk.wasSealedHere(view, hash)) || (words === null && !isAhead)) return forget();
    if (words === null || told) return undefined;
    if (identity !== null && !isAhead) await savePending(view.id, { ...kept, identity: null }, view.expiresAt);
    if (isTaken.current) return forgetUnlessAhead(kept);
    setHandover((shown) => shown ?? { url: null, words });
  };

  const { status } = view;
  useEffect(() => {
    // A recipient who opens it has the words by now, and an ended share needs none.
    if (status === 'claimed' || status === 'ended') forget();
    else if (pending !== null && (status === 'sealed' || status === 'ready')) void findAgain(pending).catch(() => {});
  }, [status]);

  return {
    handover,
    pending,
    async keep(next) {
      await savePending(view.id, next, view.expiresAt);
      setPending(next);
    },
    byPress: () => setPending((kept) => kept && { ...kept, whenAccepted: undefined }),
    sending: (note, next) => void sent.current.set(note, next),
    arrived,
    taken() {
      isTaken.current = true;
      setHandover(null);
      forgetUnlessAhead(pending);
    },
  };
}
