// The six words that stand for an accepting browser.

import { useEffect, useState } from 'preact/hooks';
import { loadWordsList, untilLoaded } from '../load.ts';
import type { AcceptanceView } from '../../client/answers/share-view.ts';

/** The six words of an acceptance, or of a prekey; null while the list is fetched, or when there is nothing to compare. */
export function useSafetyWords(share: string, acceptance: Pick<AcceptanceView, 'device' | 'key'> | null): readonly string[] | null {
  const [words, setWords] = useState<readonly string[] | null>(null);
  const device = acceptance?.device ?? null;
  const key = acceptance?.key ?? null;
  useEffect(() => {
    setWords(null);
    if (device === null || key === null) return undefined;
    return untilLoaded(loadWordsList, (list) => setWords(list.safetyWords({ share, device, recipient: key })));
  }, [share, device, key]);
  return words;
}
