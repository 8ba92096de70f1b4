// From words to keys: one scrypt call gives the key of the file and the key that proves knowledge of the words.

import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { PassphraseKey } from '../age/age.ts';
import { toBytes, concat, randomBytes, encodeUtf8, type Bytes } from '../bytes.ts';
import type { Signer } from '../note/signer.ts';
import { signerFromSeed } from '../note/signer.ts';
import { SCRYPT_LOG_N, type Scrypt } from '../age/scrypt.ts';
import { normalizePassphrase } from './normalize.ts';

/** The layer of the capsule, and the proof key. */
export interface PassphraseKeys extends PassphraseKey {
  readonly opener: Signer;
}

/** 16 bytes for a new share. */
export function newPassphraseSalt(): Bytes {
  return randomBytes(16);
}

/**
 * About half a second of work and 128 MiB.
 * @param salt 16 bytes or their base64, from the sealed event.
 * @param scrypt where to do it: a Worker, Node's thread pool, here.
 * @throws RangeError when there are no words, or the salt is not a salt.
 */
export async function derivePassphraseKeys({
  words,
  salt,
  share,
  onProgress,
  scrypt,
}: {
  readonly words: string;
  readonly salt: Uint8Array | string;
  readonly share: string;
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly scrypt: Scrypt;
}): Promise<PassphraseKeys> {
  const password = encodeUtf8(normalizePassphrase(words));
  if (password.length === 0) throw new RangeError('no words');
  const salt16 = toBytes(salt, 16);
  const params = { N: 2 ** SCRYPT_LOG_N, r: 8, p: 1, dkLen: 64 };
  const x = await scrypt(password, concat(encodeUtf8('age-encryption.org/v1/scrypt'), salt16), params, onProgress);
  const seed = hkdf(sha256, x.subarray(32, 64), encodeUtf8(share), encodeUtf8('nt2/v1/words/opener'), 32);
  return { salt: salt16, stanzaKey: x.slice(0, 32), opener: await signerFromSeed(seed) };
}
