// The six words that stand for an accepting browser.

import { useEffect, useState } from 'preact/hooks';
import { loadWordsList } from '../browser/load.ts';
import type { ShareView } from '../api/view.ts';

/** The six words of an acceptance; null while the list is fetched, or when there is nothing to compare. */
export function useCode(view: ShareView): readonly string[] | null {
  const [words, setWords] = useState<readonly string[] | null>(null);
  const device = view.acceptance?.device ?? null;
  const key = view.acceptance?.key ?? null;
  useEffect(() => {
    setWords(null);
    if (device === null || key === null) return;
    loadWordsList().then(
      (list) => setWords(list.codeWords({ share: view.id, device, recipient: key })),
      () => setWords(null),
    );
  }, [view.id, device, key]);
  return words;
}
