// How age writes X25519 keys. Apart from age.ts, so that code which only parses or names a key does not load all of age.

import { bech32 } from '@scure/base';

/** The 32 bytes of a canonical X25519 recipient (`age1…`, lower case); null for anything else. */
export function recipientKey(recipient: string): Uint8Array | null {
  const bytes = fromBech32(recipient, 'age');
  return bytes !== null && recipient === bech32.encodeFromBytes('age', bytes) ? bytes : null;
}

/** True for an X25519 age recipient in its one spelling. */
export function isRecipient(recipient: string): boolean {
  return recipientKey(recipient) !== null;
}

/** `age1…` of 32 bytes. */
export function toRecipient(publicKey: Uint8Array): string {
  return bech32.encodeFromBytes('age', publicKey);
}

/** `AGE-SECRET-KEY-1…` of 32 bytes. */
export function toIdentity(scalar: Uint8Array): string {
  return bech32.encodeFromBytes('AGE-SECRET-KEY-', scalar).toUpperCase();
}

/** The 32 bytes of what `toIdentity` writes; null for anything else. */
export function identityKey(identity: string): Uint8Array | null {
  const bytes = fromBech32(identity, 'age-secret-key-');
  return bytes !== null && identity === toIdentity(bytes) ? bytes : null;
}

/** True for what `toIdentity` writes. */
export function isIdentity(identity: string): boolean {
  return identityKey(identity) !== null;
}

function fromBech32(s: string, prefix: string): Uint8Array | null {
  if (s.length > 90) return null;
  try {
    const decoded = bech32.decodeToBytes(s);
    return decoded.prefix === prefix && decoded.bytes.length === 32 ? decoded.bytes : null;
  } catch {
    return null;
  }
}
