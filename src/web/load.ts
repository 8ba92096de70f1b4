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

export const loadWordsList: Load<WordsList> = lazy(() => import('./words-list.ts'));
