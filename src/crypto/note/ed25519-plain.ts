// Ed25519 without WebCrypto, for the one key that a browser refuses. Loaded only then, so that other browsers do not wait for it.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import type { SignedMessage } from '../backend.ts';
import { concat, type Bytes } from '../bytes.ts';

const { Point } = ed25519;

/** The public half of a 32-byte seed. */
export function plainPublicKey(seed: Uint8Array): Bytes {
  return ed25519.getPublicKey(seed);
}

/** RFC 8032: the same bytes as everywhere. */
export function plainSign(seed: Uint8Array, message: Uint8Array): Bytes {
  return ed25519.sign(message, seed);
}

/**
 * The equation without cofactor, as WebCrypto has it: noble's own `verify` also takes what holds only with it.
 * Expects what `verifyEd25519` has looked at: canonical encodings, no point of small order, S below the order.
 */
export function plainVerify({ publicKey, message, signature }: SignedMessage): boolean {
  if (!ed25519.verify(signature, message, publicKey, { zip215: false })) return false;
  const [A, R] = [Point.fromBytes(publicKey), Point.fromBytes(signature.subarray(0, 32))];
  const k = Point.Fn.create(fromLittleEndian(sha512(concat(signature.subarray(0, 32), publicKey, message))));
  const S = fromLittleEndian(signature.subarray(32));
  return Point.BASE.multiplyUnsafe(S).equals(R.add(A.multiplyUnsafe(k)));
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}
