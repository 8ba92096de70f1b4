// Ed25519 verification: the platform's native one, or the one that a server hands in, made strict, so that every browser, Node and Go
// give one answer.

import { backend, type Signed } from '../backend.ts';
import { encodeUtf8, type Bytes } from '../bytes.ts';
import { isRefusal } from '../refused-keys.ts';
import { subtle } from '../webcrypto.ts';

// Little-endian, as on the wire: the order L of the base point, and the field prime p = 2^255 - 19.
const L = fromHex('edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010');
/** In the last byte of a point: the sign of x. The other 255 bits are y. */
const SIGN = 0x80;
const P = fromHex('edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f');
// y of the eight points of small order (the sign of x does not matter): 0, 1, -1, and the two of order eight.
const SMALL = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
].map(fromHex);

/**
 * RFC 8032 without its leeway: refuses S ≥ L, and public keys or R that are not canonical or of small order; the equation is the one
 * without cofactor. What passes here also passes noble's `zip215: false` and Go's crypto/ed25519.
 * Source: Chalkias, Garillot, Nikolaenko, "Taming the Many EdDSAs"; the algorithm of WebCrypto's Secure Curves.
 */
export async function verifyEd25519({ publicKey, message: signed, signature }: Signed): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  if (!isStrictPoint(publicKey) || !isStrictPoint(signature.subarray(0, 32)) || !isBelow(signature.subarray(32), L)) return false;
  if (backend.verifyEquation) return backend.verifyEquation({ publicKey, message: signed, signature });
  const message = typeof signed === 'string' ? encodeUtf8(signed) : signed;
  try {
    const key = await subtle().importKey('raw', publicKey, { name: 'Ed25519' }, true, ['verify']);
    return await subtle().verify({ name: 'Ed25519' }, key, signature, message);
  } catch (cause) {
    // No Ed25519 on this platform is not an answer.
    if (!isRefusal(cause)) throw cause;
    // A key that is no point, or one that is and that this browser refuses all the same.
    const { plainVerify } = await import('./ed25519-plain.ts');
    return plainVerify({ publicKey, message, signature });
  }
}

function isStrictPoint(encoded: Uint8Array): boolean {
  if (!isBelow(encoded, P, SIGN)) return false;
  for (const small of SMALL) if (isSame(encoded, small, SIGN)) return false;
  return true;
}

/** a < b, both 32 bytes little-endian, without the bits of `ignored` in a. Everything here is public: no need for constant time. */
function isBelow(a: Uint8Array, b: Uint8Array, ignored = 0): boolean {
  const top = (a[31] as number) & ~ignored;
  if (top !== b[31]) return top < (b[31] as number);
  for (let i = 30; i >= 0; i -= 1) if (a[i] !== b[i]) return (a[i] as number) < (b[i] as number);
  return false;
}

function isSame(a: Uint8Array, b: Uint8Array, ignored: number): boolean {
  if (((a[31] as number) & ~ignored) !== b[31]) return false;
  for (let i = 0; i < 31; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function fromHex(hex: string): Bytes {
  return Uint8Array.from(hex.match(/../g) as string[], (byte) => Number.parseInt(byte, 16));
}
