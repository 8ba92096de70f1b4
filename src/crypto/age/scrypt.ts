// scrypt, and nothing else: the whole job of a page's Worker.

import { scryptAsync } from '@noble/hashes/scrypt.js';

/** The only work factor that nt2 writes or reads: N = 2^17. */
export const SCRYPT_LOG_N = 17;

export interface ScryptParams {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly dkLen: number;
}

/** @param onProgress is told the part that is done, 0 to 1. */
export type Scrypt = (
  password: Uint8Array,
  salt: Uint8Array,
  params: ScryptParams,
  onProgress?: (done: number) => void,
) => Promise<Uint8Array>;

/** In this thread, giving way to other work every few milliseconds. */
export const scryptInThread: Scrypt = (password, salt, params, onProgress) =>
  scryptAsync(password, salt, onProgress === undefined ? params : { ...params, onProgress });
