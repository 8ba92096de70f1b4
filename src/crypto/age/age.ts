// age v1 files, one recipient each. Only this file writes and reads them with age-encryption; it knows nothing of shares.

import { base64nopad } from '@scure/base';
import { Decrypter, Encrypter, type Identity } from 'age-encryption';
import { isIdentity, recipientKey } from './recipients.ts';
import type { Bytes } from '../bytes.ts';
import { takenIdentity } from './identity.ts';
import { untilTaken } from '../refused-keys.ts';
import type { WebKey } from '../webcrypto.ts';
import { SCRYPT_LOG_N } from './scrypt.ts';
import { scryptIdentity, scryptRecipient } from './scrypt-stanza.ts';

/** What scrypt made of the words, for the standard age scrypt stanza. */
export interface PassphraseKey {
  /** 16 bytes. */
  readonly salt: Uint8Array;
  /** 32 bytes: x[0:32]. */
  readonly stanzaKey: Uint8Array;
}

/**
 * `key`: the header is sound but this key is not the one.
 * `stanza`: not the one stanza that was expected (other type, several, other work factor or salt).
 * `damaged`: anything else.
 */
export type Decrypted =
  | { readonly ok: true; readonly bytes: Bytes }
  | { readonly ok: false; readonly reason: 'key' | 'stanza' | 'damaged' };

const HEADER = 'age-encryption.org/v1\n';
const LONGEST_HEADER = 1_024;

/** Encrypts to one X25519 recipient (`age1…`) or to words. @throws Error when the recipient is malformed. */
export async function encryptTo(plaintext: Uint8Array, to: string | PassphraseKey): Promise<Bytes> {
  const recipient = typeof to === 'string' ? to : scryptRecipient(to);
  if (typeof recipient === 'string' && recipientKey(recipient) === null) throw new RangeError('not an X25519 age recipient');
  // age draws a key for this one file; where it is refused, it draws another.
  return untilTaken(async () => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(recipient);
    return (await encrypter.encrypt(plaintext)) as Bytes;
  });
}

/**
 * Decrypts with an X25519 key, as `AGE-SECRET-KEY-1…` or non-extractable `CryptoKey`.
 * @throws KeysRefused, or what the platform has thrown, when it does not take the key: the file is not to blame.
 */
export async function decryptWithKey(file: Uint8Array, key: WebKey | string): Promise<Decrypted> {
  const stanza = onlyStanza(file);
  if (stanza === null) return { ok: false, reason: 'damaged' };
  if (stanza[0] !== 'X25519') return { ok: false, reason: 'stanza' };
  if (typeof key !== 'string' && (key.algorithm.name !== 'X25519' || !key.usages.includes('deriveBits')))
    throw new TypeError('not an X25519 key');
  // The library's type is the browser's CryptoKey, which this room does not know by name.
  if (typeof key !== 'string') return decrypt(file, key as never);
  // Taken before the library has it, which would answer a refusal with a promise that is never awaited.
  return isIdentity(key) ? decrypt(file, (await takenIdentity(key)).identity) : { ok: false, reason: 'damaged' };
}

/** Decrypts with words. Only a scrypt stanza with this salt and work factor 17 is tried. */
export async function decryptWithPassphrase(file: Uint8Array, words: PassphraseKey): Promise<Decrypted> {
  const stanza = onlyStanza(file);
  if (stanza === null) return { ok: false, reason: 'damaged' };
  const [type, salt, logN, ...rest] = stanza;
  if (type !== 'scrypt' || rest.length > 0 || logN !== String(SCRYPT_LOG_N) || salt !== base64nopad.encode(words.salt)) {
    return { ok: false, reason: 'stanza' };
  }
  return decrypt(file, scryptIdentity(words));
}

/** `scrypt`, `X25519`, …: of a file with one stanza, as nt2 writes them; null for any other. */
export function stanzaType(file: Uint8Array): string | null {
  return onlyStanza(file)?.[0] ?? null;
}

/** The salt of a file that opens by words; null where it has none, or another work factor than ours. */
export function passphraseSalt(file: Uint8Array): Uint8Array | null {
  const [type, salt = '', logN, ...rest] = onlyStanza(file) ?? [];
  if (type !== 'scrypt' || rest.length > 0 || logN !== String(SCRYPT_LOG_N)) return null;
  try {
    const bytes = base64nopad.decode(salt);
    return bytes.length === 16 ? bytes : null;
  } catch {
    return null;
  }
}

/** True for the first bytes of an age file. */
export function isAge(bytes: Uint8Array): boolean {
  return ascii(bytes, HEADER.length) === HEADER;
}

async function decrypt(file: Uint8Array, identity: Identity | string): Promise<Decrypted> {
  const decrypter = new Decrypter();
  let matched = false;
  try {
    decrypter.addIdentity(identity);
    // Two steps, so that a wrong key is told from a damaged body: only the first can fail for want of a key.
    await decrypter.decryptHeader(file);
    matched = true;
    return { ok: true, bytes: (await decrypter.decrypt(file)) as Bytes };
  } catch (cause) {
    // A platform without X25519 is no fault of the file: such a share must not be reported as broken.
    if (cause instanceof Error && /not supported/.test(cause.message)) throw cause;
    return { ok: false, reason: !matched && cause instanceof Error && /no identity matched/.test(cause.message) ? 'key' : 'damaged' };
  }
}

/** The arguments of the one stanza in the header; null when the header is not readable or has another number of stanzas. */
function onlyStanza(file: Uint8Array): string[] | null {
  if (!isAge(file)) return null;
  const lines = ascii(file, LONGEST_HEADER).split('\n');
  const end = lines.findIndex((line) => line.startsWith('--- '));
  const stanzas = lines.slice(1, Math.max(end, 0)).filter((line) => line.startsWith('-> '));
  return stanzas.length === 1 ? (stanzas[0] as string).slice(3).split(' ') : null;
}

function ascii(bytes: Uint8Array, length: number): string {
  return String.fromCharCode(...bytes.subarray(0, length));
}
