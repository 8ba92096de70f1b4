// The prekey of a share that is not accepted: asked for once something is entered, of a request from the start, because it was taken when it
// was made; and again whenever the page is loaded anew. The server gives a share the same one each time.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { ShareView } from '../../client/answers/share-view.ts';
import { isSealed } from '../../crypto/share-terms.ts';
import type { Load } from '../load.ts';
import type { SenderCrypto } from './sender-crypto.ts';
import type { AheadKey } from '../crypto/taken-prekey.ts';

export interface Ahead {
  readonly ahead: AheadKey | null | undefined;
  readonly isAheadRefused: boolean;
  /** It counts no more: the server is asked once more, and then the share goes the way without. */
  forgetAhead(): void;
}

export function useAhead({
  view,
  load,
  isEntered,
  isUploaded,
}: {
  readonly view: ShareView;
  readonly load: Load<SenderCrypto>;
  readonly isEntered: boolean;
  /** What was entered in this browser. */
  readonly isUploaded: boolean;
}): Ahead {
  const [ahead, setAhead] = useState<AheadKey | null | undefined>(undefined);
  const [isRefused, setRefused] = useState(false);
  /** Of the one that the server took no seal for. */
  const forgotten = useRef<string | null>(null);
  const isWanted = (isEntered || isUploaded || view.asked !== null) && isSealed(view.mode) && view.status === 'offered';

  const ask = async (): Promise<void> => {
    const taken = await (await load()).takeAhead(view);
    setRefused(taken.isRefused);
    setAhead(taken.ahead?.key === forgotten.current ? null : taken.ahead);
  };
  useEffect(() => {
    if (!isWanted || ahead || (ahead === null && !view.asked)) return;
    setAhead(undefined);
    ask().catch(() => setAhead(null));
    // Of a request there was one: if the form came to none, the press asks once more, before the asker is waited for.
  }, [isWanted, isUploaded && view.asked !== null]);
  const forgetAhead = (): void => {
    if (!ahead || forgotten.current !== null) return setAhead(null);
    forgotten.current = ahead.key;
    setAhead(undefined);
    ask().catch(() => setAhead(null));
  };

  return { ahead: ahead === undefined && !isWanted ? null : ahead, isAheadRefused: isRefused, forgetAhead };
}
