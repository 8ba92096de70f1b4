// The share as the server sees it, kept fresh while a person waits for it.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../../client/wire/answer.ts';
import type { ShareApi } from '../../client/calls/share-api.ts';
import type { ShareView } from '../../client/answers/share-view.ts';

let offset = 0;

/** The server's time, epoch ms, as far as its last answer tells. */
export const serverNow = (): number => Math.round(Date.now() + offset);

/** Notes the server's clock from an answer. */
export function syncClock(view: ShareView): void {
  offset = view.now - Date.now();
}

export interface SharePicture {
  readonly view: ShareView;
  /** False after a change could not be fetched: what is shown may be old. */
  readonly online: boolean;
  readonly refresh: () => Promise<void>;
}

/** Calls back on each change of the share; returns what stops it. */
export type Follow = (api: ShareApi, changed: () => void) => () => void;

/** `live`: whether changes are waited for; `follow`: how. */
export function useShare({
  api,
  first,
  live,
  follow,
}: {
  api: ShareApi;
  first: ShareView;
  live: (view: ShareView) => boolean;
  follow: Follow;
}): SharePicture {
  const [view, setView] = useState(first);
  const [online, setOnline] = useState(true);
  const asked = useRef(0);
  const refresh = useCallback(async () => {
    asked.current += 1;
    const mine = asked.current;
    const answer: Answer<ShareView> = await api.view();
    // Answers may overtake each other: only the newest question's counts.
    if (mine !== asked.current) return;
    setOnline(answer.ok);
    if (!answer.ok) return;
    syncClock(answer.value);
    setView(answer.value);
  }, [api]);
  const on = live(view);
  useEffect(() => (on ? follow(api, () => void refresh()) : undefined), [api, on, follow, refresh]);
  return { view, online, refresh };
}
