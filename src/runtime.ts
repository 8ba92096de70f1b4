// What Node does faster than JavaScript: randomness, hashes, spellings, scrypt. Handed to crypto at the start.

import { createHash, randomBytes, scrypt as nodeScrypt } from 'node:crypto';
import { useNative } from './crypto/native.ts';
import type { Scrypt } from './crypto/words/scrypt.ts';

export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
/** SHA-256 as base64url. */
export const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
const coder = (name: 'base64' | 'base64url') => ({
  encode: (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(name),
  decode: (text: string): Uint8Array => Buffer.from(text, name),
});
useNative({
  sha256: (bytes) => createHash('sha256').update(bytes).digest(),
  base64: coder('base64'),
  base64url: coder('base64url'),
});

/** scrypt on the runtime's own threads. */
export const scrypt: Scrypt = (password, salt, { N, r, p, dkLen }) =>
  new Promise((resolve, reject) => {
    nodeScrypt(password, salt, dkLen, { N, r, p, maxmem: 256 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(new Uint8Array(key)),
    );
  });
