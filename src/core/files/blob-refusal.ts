// What a person is told when the place of files does not do what it should.

import { BlobFault } from '../ports/blob-store.ts';
import { refuse, type Refusal } from '../refusal.ts';

export function refusalOfBlob(error: unknown): Refusal {
  if (!(error instanceof BlobFault)) throw error;
  return error.code === 'full' ? refuse('file.full') : refuse('file.busy', { retryAfterMs: 2_000 });
}

/** Null: it was done. */
export async function refusedBy(work: () => Promise<unknown>): Promise<Refusal | null> {
  try {
    await work();
    return null;
  } catch (error) {
    return refusalOfBlob(error);
  }
}
