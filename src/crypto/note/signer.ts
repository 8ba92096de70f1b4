// Keys that sign: from a pair that the platform holds, or from the 32 bytes of a seed, which both sides derive alike.

import { concat, decodeBase64Url, encodeBase64, encodeUtf8, toBytes, type Bytes } from '../bytes.ts';
import { isRefusal } from '../refused-keys.ts';
import { subtle, type WebKey } from '../webcrypto.ts';

/** A key that signs: of a browser, of a passphrase, of a link, of a log. */
export interface Signer {
  /** base64, 32 bytes. */
  readonly publicKey: string;
  /** 64 bytes over the message; a text is signed as UTF-8. */
  sign(message: Uint8Array | string): Promise<Bytes>;
}

// RFC 8410: what stands before the 32 bytes of an Ed25519 seed in PKCS #8.
const PKCS8 = Uint8Array.of(0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20);

const toMessage = (message: Uint8Array | string): Uint8Array => (typeof message === 'string' ? encodeUtf8(message) : message);

/** Signs with an Ed25519 pair of WebCrypto. `publicKey` is base64. */
export function signerFromKey({ privateKey, publicKey }: { readonly privateKey: WebKey; readonly publicKey: string }): Signer {
  return { publicKey, sign: async (message) => new Uint8Array(await subtle().sign({ name: 'Ed25519' }, privateKey, toMessage(message))) };
}

/** The Ed25519 key of a 32-byte seed. @throws RangeError when it is not 32 bytes. */
export async function signerFromSeed(seed: Uint8Array): Promise<Signer> {
  const bytes = toBytes(seed, 32);
  try {
    return await signerOfPlatform(bytes);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // The seed cannot be drawn again: both sides must get the same key from it.
    const { plainPublicKey, plainSign } = await import('./ed25519-plain.ts');
    return { publicKey: encodeBase64(plainPublicKey(bytes)), sign: async (message) => plainSign(bytes, toMessage(message)) };
  }
}

async function signerOfPlatform(seed: Uint8Array): Promise<Signer> {
  const pkcs8 = concat(PKCS8, seed);
  // WebCrypto gives the public half only of a key that may be exported; the one that stays may not.
  const readable = await subtle().importKey('pkcs8', pkcs8, { name: 'Ed25519' }, true, ['sign']);
  const { x } = await subtle().exportKey('jwk', readable);
  const privateKey = await subtle().importKey('pkcs8', pkcs8, { name: 'Ed25519' }, false, ['sign']);
  return signerFromKey({ privateKey, publicKey: encodeBase64(toBytes(decodeBase64Url(x ?? '') ?? new Uint8Array(), 32)) });
}
