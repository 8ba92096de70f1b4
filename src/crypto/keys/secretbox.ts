// Sealed boxes for what the server gives out and takes back: XChaCha20-Poly1305 with a random nonce in front.

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concat, randomBytes, type Bytes } from '../bytes.ts';

const NONCE = 24;

/** nonce (24 bytes) then ciphertext. `key` has 32 bytes. */
export function sealBox(key: Uint8Array, plaintext: Uint8Array, random: (length: number) => Uint8Array = randomBytes): Bytes {
  const nonce = random(NONCE);
  return concat(nonce, xchacha20poly1305(key, nonce).encrypt(plaintext));
}

/** The plaintext, or null when the box was not sealed with this key or was changed since. */
export function openBox(key: Uint8Array, sealed: Uint8Array): Bytes | null {
  if (sealed.length < NONCE + 16) return null;
  try {
    return xchacha20poly1305(key, sealed.subarray(0, NONCE)).decrypt(sealed.subarray(NONCE));
  } catch {
    return null;
  }
}
