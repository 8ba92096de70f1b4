// The device that claimed a share fetches its files by its claim secret, chunk by chunk, until its lease is over or it says that it has them.

import { chunkSize } from '../../crypto/file/sizes.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { filesUntil } from '../lifecycle/files.ts';
import type { Blob, BlobStore } from '../ports/blob-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { FileStore } from '../ports/file-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { isFileId, isShareId, type FileId, type Share } from '../share.ts';
import { refusalOfBlob } from './blob-refusal.ts';

export interface Wanted {
  readonly file: string;
  readonly index: number;
  /** The claim secret. */
  readonly secret: string;
  /** Asked before anything is read: bytes of the chunk, and of the whole file. */
  readonly allow?: (file: FileId, size: { readonly bytes: number; readonly whole: number }) => Result<null>;
}

export interface FileReading {
  fetch(share: string, wanted: Wanted): Promise<Result<Blob>>;
  /** Every file of the share goes. Again: nothing more. */
  done(share: string, secret: string): Promise<Result<null>>;
}

interface ReadingDeps {
  readonly store: FileStore & ShareReader;
  readonly blobs: BlobStore | null;
  readonly clock: Clock;
}

export function createReading({ store, blobs, clock }: ReadingDeps): FileReading {
  /** Null: it is not the one who asks, or their time is over. To both it is as gone as an unknown share. */
  async function leased(id: string, secret: string): Promise<Share | null> {
    const lease = claimSecretHash(secret);
    const share = lease !== null && isShareId(id) ? await store.load(id) : null;
    if (share === null || !('claim' in share.state) || share.state.claim?.lease !== lease) return null;
    return clock() < (filesUntil(share.state) ?? 0) ? share : null;
  }

  return {
    async fetch(id, { file: name, index, secret, allow }) {
      if (blobs === null) return refuse('file.off');
      const share = await leased(id, secret);
      if (share === null) return refuse('share.gone');
      const bound = isFileId(name) && share.files?.includes(name) ? await store.loadFile(name) : null;
      if (bound?.share !== share.id) return refuse('file.gone');
      const hash = bound.hashes.get(index);
      if (hash === undefined) return refuse('input.invalid', { field: 'index' });
      const allowed = allow?.(bound.id, { bytes: chunkSize(bound, index), whole: bound.bytes });
      if (allowed?.ok === false) return allowed;
      try {
        const found = await blobs.get(bound.id, { index, hash });
        return found === null ? refuse('file.lost') : ok(found);
      } catch (error) {
        return refusalOfBlob(error);
      }
    },
    async done(id, secret) {
      const share = await leased(id, secret);
      if (share === null) return refuse('share.gone');
      try {
        for (const file of share.files ?? []) {
          // First the bytes: what dies in between is due, and found.
          if ((await store.loadFile(file))?.share !== share.id) continue;
          await store.putOffFile(file, clock());
          await blobs?.drop(file);
          await store.dropFile(file);
        }
      } catch (error) {
        return refusalOfBlob(error);
      }
      return ok(null);
    },
  };
}
