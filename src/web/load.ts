// What a page fetches only when it is needed. A failed fetch is forgotten, so that the next call fetches again.

import type * as Chunk from './crypto/bundle.ts';
import type * as List from './words-list.ts';

export type CryptoBundle = typeof Chunk;
export type WordsList = typeof List;
export type Load<T> = () => Promise<T>;

export function lazy<T>(fetchIt: () => Promise<T>): Load<T> {
  let asked: Promise<T> | null = null;
  return () => {
    asked ??= fetchIt().catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}

export const loadWordsList: Load<WordsList> = lazy(() => import('./words-list.ts'));
