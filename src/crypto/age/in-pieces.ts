// age files of many megabytes, piece by piece: between two of them the page that waits can draw and be pressed. What it takes for that is the
// platform's, and is handed in: this room knows no streams.

import { Decrypter, Encrypter } from 'age-encryption';
import type { Bytes } from '../bytes.ts';
import { untilTaken } from '../refused-keys.ts';
import type { Decrypted, PassphraseKey } from './age.ts';
import { scryptIdentity, scryptRecipient } from './scrypt-stanza.ts';
import { takenIdentity } from './identity.ts';

export interface Pieces {
  /** A stream of the platform that gives a piece at a time, and lets the page have its turn before each. */
  readonly stream: (bytes: Uint8Array) => unknown;
  /** All that comes out of one. */
  readonly whole: (stream: unknown) => Promise<Bytes>;
}

/** `to`: an `age1…` that is known to be one, or words. */
export function encryptInPieces(plaintext: Uint8Array, to: string | PassphraseKey, { stream, whole }: Pieces): Promise<Bytes> {
  return untilTaken(async () => {
    const encrypter = new Encrypter();
    encrypter.addRecipient(typeof to === 'string' ? to : scryptRecipient(to));
    return whole(await encrypter.encrypt(stream(plaintext) as Uint8Array));
  });
}

/** `key`: an identity that is known to be one, or words. Whether its stanza is of that kind has been looked at before. */
export async function decryptInPieces(file: Uint8Array, key: string | PassphraseKey, { stream, whole }: Pieces): Promise<Decrypted> {
  // A platform that takes no such key is no fault of the file: that is thrown.
  const identity = typeof key === 'string' ? (await takenIdentity(key)).identity : scryptIdentity(key);
  const decrypter = new Decrypter();
  let isMatched = false;
  try {
    decrypter.addIdentity(identity);
    await decrypter.decryptHeader(file);
    isMatched = true;
    return { ok: true, bytes: await whole(await decrypter.decrypt(stream(file) as Uint8Array)) };
  } catch (cause) {
    if (cause instanceof Error && /not supported/.test(cause.message)) throw cause;
    return { ok: false, reason: !isMatched && cause instanceof Error && /no identity matched/.test(cause.message) ? 'key' : 'damaged' };
  }
}
