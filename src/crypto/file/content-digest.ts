// The header Content-Digest (RFC 9530) of a chunk: one SHA-256, in the one spelling that nt2 writes and takes.

import { decodeBase64, encodeBase64, type Bytes } from '../bytes.ts';

/** @param hash SHA-256 of the body. */
export const formatContentDigest = (hash: Uint8Array): string => `sha-256=:${encodeBase64(hash)}:`;

/** Null: it names no SHA-256, or more than that. */
export function parseContentDigest(text: string): Bytes | null {
  const hash = decodeBase64(/^sha-256=:([A-Za-z0-9+/=]{44}):$/.exec(text)?.[1] ?? '');
  return hash?.length === 32 ? hash : null;
}
