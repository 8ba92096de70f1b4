// Ciphertext as a store with a key store keeps it: sealed once more under the share's own key, with a header that says so.

import { concat, encodeUtf8 } from '../../crypto/bytes.ts';
import { openBox, sealBox } from '../../crypto/keys/secretbox.ts';
import type { Random } from '../../core/ports/clock.ts';

/** No age file begins like this. */
const HEAD = encodeUtf8('nt2/shred/v1\n');

export function isWrapped(bytes: Uint8Array | null | undefined): bytes is Uint8Array {
  return bytes instanceof Uint8Array && bytes.length > HEAD.length && HEAD.every((byte, at) => bytes[at] === byte);
}

/** By how much it grows: head, nonce and tag. */
export const WRAPPING = HEAD.length + 40;

export function wrap(key: Uint8Array, bytes: Uint8Array, random: Random): Uint8Array {
  return concat(HEAD, sealBox(key, bytes, random));
}

/** Bytes stored without a key come back as they are. Undefined: this key does not open them, or there is no key. */
export function unwrap(key: Uint8Array | null, bytes: Uint8Array | null): Uint8Array | null | undefined {
  if (!isWrapped(bytes)) return bytes;
  return key === null ? undefined : (openBox(key, bytes.subarray(HEAD.length)) ?? undefined);
}
