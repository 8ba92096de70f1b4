// What a page fetches only when it is needed. A failed fetch is forgotten, so that the next call fetches again.

import type * as List from './words-list.ts';

export type WordsList = typeof List;

export interface Load<T> {
  (): Promise<T>;
  /** Null until it has been fetched. */
  loaded(): T | null;
}

export function lazy<T>(fetchIt: () => Promise<T>): Load<T> {
  let asked: Promise<T> | null = null;
  let arrived: T | null = null;
  const load = (): Promise<T> => {
    asked ??= fetchIt().then(
      (it) => (arrived = it),
      (error: unknown) => {
        asked = null;
        throw error;
      },
    );
    return asked;
  };
  return Object.assign(load, { loaded: () => arrived });
}

const LONGEST_PAUSE_MS = 30_000;

/** For what a screen is not whole without and that no press asks for: fetches again, after 1, 2, 4 … 30 s. Answers with what ends it. */
export function untilLoaded<T>(load: Load<T>, use: (it: T) => void, onFailed?: () => void): () => void {
  let wanted = true;
  let pauseMs = 1_000;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const fetchIt = (): void =>
    void load().then(
      (it) => wanted && use(it),
      () => {
        if (!wanted) return;
        onFailed?.();
        timer = setTimeout(fetchIt, pauseMs);
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      },
    );
  fetchIt();
  return () => {
    wanted = false;
    clearTimeout(timer);
  };
}

export const loadWordsList: Load<WordsList> = lazy(() => import('./words-list.ts'));
