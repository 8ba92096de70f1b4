// A private key in the one form that every browser gives back from IndexedDB: PKCS #8, wrapped by an AES-GCM key that cannot be read out.
// WebKit takes an X25519 CryptoKey as it is without a word, and gives back null. See docs/decisions/keys-are-wrapped.md.

import { randomBytes, encodeUtf8, type Bytes } from '../bytes.ts';
import { subtle, type WebKey } from '../webcrypto.ts';

/** Structured-cloneable. */
export interface WrappedKey {
  /** Wraps this one key only, so that both are forgotten together. */
  readonly by: WebKey;
  readonly iv: Bytes;
  readonly box: ArrayBuffer;
}

const USAGES = { Ed25519: ['sign'], X25519: ['deriveBits'] } as const;

const cipher = (iv: Bytes, name: string) => ({ name: 'AES-GCM', iv, additionalData: encodeUtf8(`nt2/v1/key\n${name}`) }) as const;

/** @param name what the key is kept under; it opens under no other. @throws DOMException when `key` may not be exported. */
export async function wrapKey(key: WebKey, name: string): Promise<WrappedKey> {
  const by = await subtle().generateKey({ name: 'AES-GCM', length: 256 }, false, ['wrapKey', 'unwrapKey']);
  const iv = randomBytes(12);
  return { by, iv, box: await subtle().wrapKey('pkcs8', key, by, cipher(iv, name)) };
}

/** The key again, and from now on it cannot be exported. @throws DOMException when it was changed, or kept under another name. */
export function unwrapKey({ by, iv, box }: WrappedKey, name: string, curve: keyof typeof USAGES): Promise<WebKey> {
  return subtle().unwrapKey('pkcs8', box, by, cipher(iv, name), { name: curve }, false, USAGES[curve]);
}
