// The hash of a file: SHA-256 over the SHA-256 of each chunk of its ciphertext, in order. Made while the chunks pass, in whatever order they come.

import { backend } from '../backend.ts';
import { sha256, type Bytes } from '../bytes.ts';

/** What the header Content-Digest says of a chunk, and what `GET /api/files/:id` answers for one that is there. */
export const chunkHash = (sealed: Uint8Array): Bytes => sha256(sealed);

export interface FileHash {
  /** Of a chunk, in any order; said twice is said once. */
  add(index: number, hash: Uint8Array): void;
  /** base64; null while one is missing. */
  read(): string | null;
}

/** Holds 32 bytes for each chunk. @throws RangeError where one is added that the file does not have, or a second time and other. */
export function createFileHash(chunks: number): FileHash {
  const all = new Uint8Array(chunks * 32);
  const known = new Set<number>();
  return {
    add(index, hash) {
      if (!Number.isSafeInteger(index) || index < 0 || index >= chunks || hash.length !== 32)
        throw new RangeError('not a chunk of the file');
      if (known.has(index) && hash.some((byte, at) => byte !== all[index * 32 + at])) throw new RangeError('another chunk than before');
      all.set(hash, index * 32);
      known.add(index);
    },
    read: () => (known.size === chunks ? backend.hashBase64([all]) : null),
  };
}
