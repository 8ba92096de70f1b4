// Remembers how the place of files last did: what it refused stands until it does something again.

import { BlobFault, type BlobStore } from '../ports/blob-store.ts';

export interface WatchedBlobs {
  readonly blobs: BlobStore;
  /** One sentence for the operator, without anything secret. Null: nothing is known to be wrong. */
  trouble(): string | null;
}

export function watchBlobs(place: BlobStore): WatchedBlobs {
  let trouble: string | null = null;

  function ill(error: unknown): void {
    if (error instanceof BlobFault) trouble = error.message;
  }
  async function watch<T>(work: () => Promise<T>): Promise<T> {
    try {
      const answer = await work();
      trouble = null;
      return answer;
    } catch (error) {
      ill(error);
      throw error;
    }
  }
  return {
    trouble: () => trouble,
    blobs: {
      place: place.place,
      put: (...args) => watch(() => place.put(...args)),
      get: (...args) => watch(() => place.get(...args)),
      drop: (...args) => watch(() => place.drop(...args)),
      missing: (...args) => watch(() => place.missing(...args)),
      check: () => watch(() => place.check()),
      async *ids(tag) {
        try {
          yield* place.ids(tag);
        } catch (error) {
          ill(error);
          throw error;
        }
      },
    },
  };
}
