// Bytes and their spellings. Every reader is strict: one value has one spelling, anything else is null.

import { base32nopad } from '@scure/base';
import { backend } from './backend.ts';
import { base64Alphabet, base64UrlAlphabet, decodeShort, SHORT } from './short-base64.ts';
import { decoder, encoder, fillRandom } from './webcrypto.ts';

export type Bytes = Uint8Array<ArrayBuffer>;
/** 32 random bytes, or their base64. */
export type Salt = Uint8Array | string;

export function encodeUtf8(s: string): Bytes {
  return encoder.encode(s);
}

/** @throws TypeError when the bytes are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** RFC 4648 base64, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  return backend.base64.encode(bytes);
}

export function decodeBase64(s: string): Bytes | null {
  return s.length <= SHORT ? decodeShort(s, base64Alphabet) : strict(backend.base64, s);
}

/** What `decodeBase64` reads as so many bytes, without reading it: the last letter has no bit too many. */
const SPELLING = {
  16: /^[A-Za-z0-9+/]{21}[AQgw]==$/,
  32: /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/,
  540: /^[A-Za-z0-9+/]{720}$/,
} as const;

/** True for the one base64 spelling of so many bytes. */
export function isBase64(s: string, bytes: keyof typeof SPELLING): boolean {
  return SPELLING[bytes].test(s);
}

/** RFC 4648 base64url without padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
  return backend.base64url.encode(bytes);
}

export function decodeBase64Url(s: string): Bytes | null {
  return s.length <= SHORT ? decodeShort(s, base64UrlAlphabet) : strict(backend.base64url, s);
}

/** RFC 4648 base32, lower case, without padding. */
export function encodeBase32(bytes: Uint8Array): string {
  return base32nopad.encode(bytes).toLowerCase();
}

export function decodeBase32(s: string): Bytes | null {
  return /^[a-z2-7]*$/.test(s) ? strict(base32nopad, s.toUpperCase()) : null;
}

function strict(coder: { encode(bytes: Uint8Array): string; decode(s: string): Uint8Array }, s: string): Bytes | null {
  try {
    const bytes = new Uint8Array(coder.decode(s));
    // The coders differ by platform in what they forgive (stray bits, white space): only what we would write ourselves passes.
    return coder.encode(bytes) === s ? bytes : null;
  } catch {
    return null;
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Takes the same time for all inputs of one length. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] as number) ^ (b[i] as number);
  return difference === 0;
}

/** A string is taken as UTF-8. */
export function sha256(value: Uint8Array | string): Bytes {
  return new Uint8Array(backend.sha256(value));
}

/** base64 SHA-256 of the parts, one after another; a string is taken as UTF-8. */
export function hashB64(...parts: readonly (Uint8Array | string)[]): string {
  return backend.hashBase64(parts);
}

/** The first four bytes of that hash: what names a key. */
export function hashHead(...parts: readonly (Uint8Array | string)[]): Bytes {
  return toBytes(hashB64(...parts).slice(0, 8), 6).slice(0, 4);
}

export function randomBytes(length: number): Bytes {
  const bytes = new Uint8Array(length);
  fillRandom(bytes);
  return bytes;
}

/**
 * Bytes of a known length, from themselves or from base64.
 * @throws RangeError when they are not: a defect of the caller, never of a user's input.
 */
export function toBytes(value: Uint8Array | string, length: number): Uint8Array {
  const bytes = typeof value === 'string' ? decodeBase64(value) : value;
  if (bytes?.length !== length) throw new RangeError(`not ${length} bytes`);
  return bytes;
}
