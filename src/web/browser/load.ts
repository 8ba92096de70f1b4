// What is fetched only when somebody needs it. A failed fetch is forgotten, so that trying again tries again.

import type * as Chunk from '../crypto/chunk.ts';
import type * as List from '../words-list.ts';

export type CryptoChunk = typeof Chunk;
export type WordsList = typeof List;
export type Load<T> = () => Promise<T>;

export function lazily<T>(fetchIt: () => Promise<T>): Load<T> {
  let asked: Promise<T> | null = null;
  return () => {
    asked ??= fetchIt().catch((error: unknown) => {
      asked = null;
      throw error;
    });
    return asked;
  };
}

export const loadWordsList: Load<WordsList> = lazily(() => import('../words-list.ts'));
