// How a file lies in chunks: each of 1 MiB of ciphertext but the last, so that a chunk is encrypted, sent and read alone, by its index.

/** Bytes of a whole chunk of ciphertext, and what ChaCha20-Poly1305 adds to its plaintext. */
export const CHUNK_BYTES = 1_048_576;
const TAG_BYTES = 16;
/** Bytes of the plaintext of a whole chunk. */
export const PLAIN_BYTES = CHUNK_BYTES - TAG_BYTES;

/** The most that the format takes, whatever a server allows: 1 GiB of ciphertext, and what is said of a file in its payload. */
export const FILE_LIMITS = { chunks: 1_024, files: 20, name: 255, type: 127 } as const;

/** The most bytes that a file can have. */
export const MOST_BYTES = FILE_LIMITS.chunks * PLAIN_BYTES;

/** Of the ciphertext. */
export interface FileSize {
  readonly bytes: number;
  readonly chunks: number;
}

/** True for what a file can have: 0 up to `MOST_BYTES`. */
export const isPlainSize = (bytes: unknown): bytes is number =>
  Number.isSafeInteger(bytes) && (bytes as number) >= 0 && (bytes as number) <= MOST_BYTES;

/** The ciphertext of a file of `bytes` bytes. An empty file has one chunk, of the tag alone; no other chunk is empty. */
export function sealedSize(bytes: number): FileSize {
  const chunks = Math.max(1, Math.ceil(bytes / PLAIN_BYTES));
  return { bytes: bytes + chunks * TAG_BYTES, chunks };
}

/** Null: no file has a ciphertext of this size. */
export function plainSize({ bytes, chunks }: FileSize): number | null {
  const plain = bytes - chunks * TAG_BYTES;
  return isPlainSize(plain) && Number.isSafeInteger(chunks) && sealedSize(plain).chunks === chunks ? plain : null;
}

/** Bytes of the ciphertext of one chunk; 0: the file has no such chunk. */
export function chunkSize({ bytes, chunks }: FileSize, index: number): number {
  if (!Number.isSafeInteger(index) || index < 0 || index >= chunks) return 0;
  return index === chunks - 1 ? bytes - index * CHUNK_BYTES : CHUNK_BYTES;
}

/** Where the plaintext of one chunk lies in a file of `bytes` bytes. */
export function plainRange(bytes: number, index: number): { readonly start: number; readonly end: number } {
  return { start: index * PLAIN_BYTES, end: Math.min(bytes, (index + 1) * PLAIN_BYTES) };
}
