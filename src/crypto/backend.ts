// What a runtime may do faster than JavaScript or WebCrypto: handed in once, at the start, by a server. Pages use what stands here already.
// Either way the answers are the same to the bit; bytes.ts and note/ed25519.ts stay as strict as they are.

import { sha256 } from '@noble/hashes/sha2.js';
import { base64, base64urlnopad } from '@scure/base';
import { encoder } from './webcrypto.ts';

/** Writes RFC 4648. May be lenient in decoding: the callers compare with the one right spelling. */
interface Coder {
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array;
}

export interface SignedMessage {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** A text is signed as UTF-8. */
export interface Signed extends Omit<SignedMessage, 'message'> {
  readonly message: Uint8Array | string;
}

/**
 * Whether the equation of Ed25519 holds, without the cofactor. Gets only what `verifyEd25519` has looked at: 32 and 64 bytes, canonical
 * encodings, no point of small order, S below the order.
 */
export type VerifyEquation = (signed: Signed) => boolean;

export interface Backend {
  /** A string is taken as UTF-8, here and below. */
  readonly sha256: (value: Uint8Array | string) => Uint8Array;
  /** base64 SHA-256 of the parts, one after another. */
  readonly hashBase64: (parts: readonly (Uint8Array | string)[]) => string;
  readonly base64: Coder;
  /** Without padding. */
  readonly base64url: Coder;
  /** Null: WebCrypto verifies. */
  readonly verifyEquation: VerifyEquation | null;
}

const toUtf8 = (value: Uint8Array | string): Uint8Array => (typeof value === 'string' ? encoder.encode(value) : value);

function hashBase64(parts: readonly (Uint8Array | string)[]): string {
  const hash = sha256.create();
  for (const part of parts) hash.update(toUtf8(part));
  return base64.encode(hash.digest());
}

export const backend: { -readonly [K in keyof Backend]: Backend[K] } = {
  sha256: (value) => sha256(toUtf8(value)),
  hashBase64,
  base64,
  base64url: base64urlnopad,
  verifyEquation: null,
};

export function setBackend(faster: Partial<Backend>): void {
  Object.assign(backend, faster);
}
