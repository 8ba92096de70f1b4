// The one door to what browsers and Node share beyond the language: WebCrypto and UTF-8. Typed by hand, so that nothing else of either leaks in.

/** Any `CryptoKey`, of a browser or of Node. Structured-cloneable: it may lie in IndexedDB. */
export interface WebKey {
  readonly type: string;
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string };
  readonly usages: readonly string[];
}

export interface WebKeyPair {
  readonly privateKey: WebKey;
  readonly publicKey: WebKey;
}

interface Jwk {
  readonly x?: string;
}

type Usage = 'sign' | 'verify' | 'deriveBits';
type VaultUsage = 'encrypt' | 'decrypt' | 'wrapKey' | 'unwrapKey';
interface Aes {
  readonly name: 'AES-GCM';
  readonly length: 256;
}
type Curve = 'Ed25519' | 'X25519';

interface Cipher {
  readonly name: 'AES-GCM';
  readonly iv: Uint8Array;
  readonly additionalData: Uint8Array;
}

/** The part of SubtleCrypto that nt2 uses. */
interface Subtle {
  generateKey(algorithm: { name: Curve }, extractable: boolean, usages: readonly Usage[]): Promise<WebKeyPair>;
  generateKey(algorithm: Aes, extractable: boolean, usages: readonly VaultUsage[]): Promise<WebKey>;
  importKey(
    format: 'raw' | 'pkcs8',
    data: Uint8Array,
    algorithm: { name: Curve },
    extractable: boolean,
    usages: readonly Usage[],
  ): Promise<WebKey>;
  importKey(format: 'raw', data: Uint8Array, algorithm: 'HKDF', extractable: false, usages: readonly ['deriveKey']): Promise<WebKey>;
  deriveKey(
    algorithm: { name: 'HKDF'; hash: 'SHA-256'; salt: Uint8Array; info: Uint8Array },
    base: WebKey,
    derived: Aes,
    extractable: false,
    usages: readonly VaultUsage[],
  ): Promise<WebKey>;
  encrypt(cipher: Cipher, key: WebKey, data: Uint8Array): Promise<ArrayBuffer>;
  decrypt(cipher: Cipher, key: WebKey, data: Uint8Array): Promise<ArrayBuffer>;
  wrapKey(format: 'pkcs8' | 'raw', key: WebKey, by: WebKey, cipher: Cipher): Promise<ArrayBuffer>;
  unwrapKey(
    format: 'pkcs8',
    box: ArrayBuffer,
    by: WebKey,
    cipher: Cipher,
    algorithm: { name: Curve },
    extractable: false,
    usages: readonly Usage[],
  ): Promise<WebKey>;
  unwrapKey(
    format: 'raw',
    box: Uint8Array,
    by: WebKey,
    cipher: Cipher,
    algorithm: Aes,
    extractable: boolean,
    usages: readonly VaultUsage[],
  ): Promise<WebKey>;
  deriveBits(algorithm: { name: 'X25519'; public: WebKey }, key: WebKey, length: 256): Promise<ArrayBuffer>;
  exportKey(format: 'raw', key: WebKey): Promise<ArrayBuffer>;
  exportKey(format: 'jwk', key: WebKey): Promise<Jwk>;
  sign(algorithm: { name: Curve }, key: WebKey, data: Uint8Array): Promise<ArrayBuffer>;
  verify(algorithm: { name: Curve }, key: WebKey, signature: Uint8Array, data: Uint8Array): Promise<boolean>;
}

interface WebCrypto {
  readonly crypto: { readonly subtle: Subtle; getRandomValues(bytes: Uint8Array): unknown };
  readonly TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };
  readonly TextDecoder: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string };
}

const platform = globalThis as unknown as WebCrypto;

export const encoder = /* @__PURE__ */ new platform.TextEncoder();
// A byte order mark is content here: what is hashed must be what is read.
export const decoder = /* @__PURE__ */ new platform.TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** WebCrypto. Looked up at each call, since pages outside a secure context have none and should fail where they use it. */
export function subtle(): Subtle {
  return platform.crypto.subtle;
}

/** Fills `bytes` from the system's generator, in pieces that `getRandomValues` takes. */
export function fillRandom(bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += 65_536) platform.crypto.getRandomValues(bytes.subarray(at, at + 65_536));
}
