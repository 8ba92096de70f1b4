// A whole file under words of a person, as any age program writes and reads it: one scrypt stanza (age-encryption.org/v1) with a salt of its own.

import { concat, encodeUtf8, randomBytes, type Bytes } from '../bytes.ts';
import { normalizePassphrase } from './normalize.ts';
import { decryptWithPassphrase, encryptTo, passphraseSalt, type Decrypted, type PassphraseKey } from '../age/age.ts';
import { SCRYPT_LOG_N, type Scrypt } from '../age/scrypt.ts';

export interface FileWords {
  /** As they were typed. */
  readonly words: string;
  readonly scrypt: Scrypt;
  /** 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** About half a second of work and 128 MiB. @throws RangeError when there are no words. */
export async function encryptWithWords(plaintext: Uint8Array, words: FileWords): Promise<Bytes> {
  return encryptTo(plaintext, await fileKeyOf(words, randomBytes(16)));
}

/** `stanza`: not under words, or with another work factor than 2^17. */
export async function decryptWithWords(file: Uint8Array, words: FileWords): Promise<Decrypted> {
  const salt = passphraseSalt(file);
  return salt === null ? { ok: false, reason: 'stanza' } : decryptWithPassphrase(file, await fileKeyOf(words, salt));
}

/** @throws RangeError when there are no words. */
export async function fileKeyOf({ words, scrypt, onProgress }: FileWords, salt: Uint8Array): Promise<PassphraseKey> {
  const password = encodeUtf8(normalizePassphrase(words));
  if (password.length === 0) throw new RangeError('no words');
  const params = { N: 2 ** SCRYPT_LOG_N, r: 8, p: 1, dkLen: 32 };
  const stanzaKey = await scrypt(password, concat(encodeUtf8('age-encryption.org/v1/scrypt'), salt), params, onProgress);
  return { salt, stanzaKey };
}
