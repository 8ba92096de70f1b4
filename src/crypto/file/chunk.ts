// One chunk of a file: age's STREAM, keyed for this one file. Its place and whether it is the last are in the nonce, so a chunk that was cut
// off, moved, repeated or taken from another file does not open.

import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { randomBytes, type Bytes } from '../bytes.ts';
import { CHUNK_BYTES, FILE_LIMITS, PLAIN_BYTES } from './sizes.ts';

const TAG_BYTES = CHUNK_BYTES - PLAIN_BYTES;

export interface ChunkPlace {
  /** 32 bytes, drawn for this file alone. Two contents under one key would give both away. */
  readonly key: Uint8Array;
  readonly index: number;
  /** How many the file has. */
  readonly chunks: number;
}

export const generateFileKey = (random: (length: number) => Bytes = randomBytes): Bytes => random(32);

/** @throws RangeError when the bytes or the place are not those of a chunk. */
export function encryptChunk(plain: Uint8Array, { key, index, chunks }: ChunkPlace): Bytes {
  if (!isPlace(index, chunks) || !isPlainLength(plain.length, { index, chunks })) throw new RangeError('not a chunk of a file');
  return chacha20poly1305(key, nonceOf(index, chunks)).encrypt(plain);
}

/** Null: not what was sealed for this place of this file. */
export function decryptChunk(sealed: Uint8Array, { key, index, chunks }: ChunkPlace): Bytes | null {
  if (!isPlace(index, chunks) || !isPlainLength(sealed.length - TAG_BYTES, { index, chunks })) return null;
  try {
    return chacha20poly1305(key, nonceOf(index, chunks)).decrypt(sealed);
  } catch {
    return null;
  }
}

function isPlace(index: number, chunks: number): boolean {
  return Number.isSafeInteger(chunks) && chunks <= FILE_LIMITS.chunks && Number.isSafeInteger(index) && index >= 0 && index < chunks;
}

/** All but the last are whole; the last is empty only where it is the only one. */
function isPlainLength(length: number, { index, chunks }: Omit<ChunkPlace, 'key'>): boolean {
  if (index < chunks - 1) return length === PLAIN_BYTES;
  return length <= PLAIN_BYTES && length >= (chunks === 1 ? 0 : 1);
}

/** Eleven bytes of the index, big-endian, and one that says whether it is the last. */
function nonceOf(index: number, chunks: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(7, index);
  nonce[11] = index === chunks - 1 ? 1 : 0;
  return nonce;
}
