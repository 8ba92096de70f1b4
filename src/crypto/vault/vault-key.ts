// The key of a vault and what wraps it. AES-256-GCM by WebCrypto and not extractable: no script reads its bytes, and a snapshot of the heap has
// none of them. Each way in (a password, a passkey) wraps the same key. See docs/decisions/vault.md.

import { concat, encodeUtf8, randomBytes, type Bytes } from '../bytes.ts';
import { subtle, type WebKey } from '../webcrypto.ts';

/** Opens and seals what lies in the vault. */
export type VaultKey = WebKey;
/** Wraps a vault key; made of what a person knows or has. */
export type WayKey = WebKey;

export interface WrappedVaultKey {
  /** 12 bytes. */
  readonly nonce: Bytes;
  /** 32 bytes of key and 16 of tag. */
  readonly box: Bytes;
}

const NONCE = 12;
const CIPHER = { name: 'AES-GCM', length: 256 } as const;
/** It wraps the key of the vault's inbox, too. */
const USES = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'] as const;

const bound = (nonce: Bytes, to: string) => ({ name: 'AES-GCM', iv: nonce, additionalData: encodeUtf8(`nt2/v1/vault/${to}`) }) as const;

/** HKDF-SHA-256 (RFC 5869) of 32 secret bytes, which are zeroed. `kind` is the way's: one secret opens no other way. */
export async function deriveWayKey(secret: Bytes, salt: Bytes, kind: string): Promise<WayKey> {
  const base = await subtle().importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  secret.fill(0);
  const info = encodeUtf8(`nt2/v1/vault/way/${kind}`);
  return subtle().deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info }, base, CIPHER, false, ['wrapKey', 'unwrapKey']);
}

/** A new vault's key, already wrapped for its first way in. */
export async function createVaultKey(by: WayKey): Promise<{ readonly key: VaultKey; readonly wrapped: WrappedVaultKey }> {
  const wrapped = await wrap(await subtle().generateKey(CIPHER, true, USES), by);
  const key = await unwrapVaultKey(wrapped, by);
  if (key === null) throw new Error('a vault key could not be unwrapped by what wrapped it');
  return { key, wrapped };
}

/** Null: this is not the way in that wrapped it, or it was changed since. */
export function unwrapVaultKey(wrapped: WrappedVaultKey, by: WayKey): Promise<VaultKey | null> {
  return unwrap(wrapped, by, false);
}

/** The same vault key for a further way in. Null as above. */
export async function wrapAgain(wrapped: WrappedVaultKey, by: WayKey, next: WayKey): Promise<WrappedVaultKey | null> {
  // WebCrypto wraps only a key that may be exported; this one is dropped as soon as it is wrapped.
  const key = await unwrap(wrapped, by, true);
  return key === null ? null : wrap(key, next);
}

/** nonce (12 bytes) then ciphertext and tag. `name` binds it to its place in the vault. */
export async function sealPart(key: VaultKey, name: string, plaintext: Bytes): Promise<Bytes> {
  const nonce = randomBytes(NONCE);
  return concat(nonce, new Uint8Array(await subtle().encrypt(bound(nonce, name), key, plaintext)));
}

/** Null: of another key or another place, or changed since. */
export async function openPart(key: VaultKey, name: string, sealed: Bytes): Promise<Bytes | null> {
  try {
    return new Uint8Array(await subtle().decrypt(bound(sealed.slice(0, NONCE), name), key, sealed.subarray(NONCE)));
  } catch {
    return null;
  }
}

async function wrap(key: VaultKey, by: WayKey): Promise<WrappedVaultKey> {
  const nonce = randomBytes(NONCE);
  return { nonce, box: new Uint8Array(await subtle().wrapKey('raw', key, by, bound(nonce, 'key'))) };
}

async function unwrap({ nonce, box }: WrappedVaultKey, by: WayKey, extractable: boolean): Promise<VaultKey | null> {
  try {
    return await subtle().unwrapKey('raw', box, by, bound(nonce, 'key'), CIPHER, extractable, USES);
  } catch {
    return null;
  }
}
