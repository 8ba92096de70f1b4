// What Node and libsodium provide: randomness, and hashes, encodings, signatures and scrypt that are faster than JavaScript's or WebCrypto's,
// handed to crypto at the start.

import { createHash, hash as digest, randomBytes, scrypt as nodeScrypt } from 'node:crypto';
import { setBackend } from '../crypto/backend.ts';
import type { Scrypt } from '../crypto/age/scrypt.ts';
import { loadLibsodium } from './libsodium.ts';

export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
/** SHA-256 as base64url. */
export const hash = (text: string): string => digest('sha256', text, 'base64url');

/** SHA-256 as base64, as the log writes it. */
export const fingerprint = (bytes: Uint8Array): string => digest('sha256', bytes, 'base64');
/** SHA-256 of a text that comes in pieces, as base64. */
export function newHash(): { update(text: string): void; digest(): string } {
  const running = createHash('sha256');
  return { update: (text) => void running.update(text), digest: () => running.digest('base64') };
}
/** Resolves when what else is waiting in this process has had its turn. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const coder = (name: 'base64' | 'base64url') => ({
  encode: (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(name),
  decode: (text: string): Uint8Array => Buffer.from(text, name),
});
const SCRATCH = Buffer.allocUnsafeSlow(8_192);
/** Valid until the next call: one copy into memory that is there costs less than an encoder and an array for each part. */
function gather(parts: readonly (Uint8Array | string)[]): Uint8Array | string {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  let end = 0;
  // UTF-8 takes at most three bytes for each unit of a string.
  for (const part of parts) end += typeof part === 'string' ? 3 * part.length : part.length;
  if (end > SCRATCH.length) return Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  end = 0;
  for (const part of parts) {
    if (typeof part === 'string') end += SCRATCH.write(part, end);
    else {
      SCRATCH.set(part, end);
      end += part.length;
    }
  }
  return SCRATCH.subarray(0, end);
}
/** Without it, Ed25519 is verified by WebCrypto: as strictly, and in twice the time. */
export const libsodium = loadLibsodium();
setBackend({
  // As a string and back: 0.3 µs, where Node's own way to a Buffer takes 0.8 and a Hash object 1.3.
  sha256: (bytes) => Buffer.from(digest('sha256', bytes, 'binary'), 'binary'),
  hashBase64: (parts) => digest('sha256', gather(parts), 'base64'),
  base64: coder('base64'),
  base64url: coder('base64url'),
  ...(libsodium.ok && { verifyEquation: libsodium.verifyEquation }),
});

/** scrypt on the runtime's own threads, 128 MiB each time: `src/core/shares/work-queue.ts` lets in one at a time. */
export const scrypt: Scrypt = (password, salt, { N, r, p, dkLen }) =>
  new Promise((resolve, reject) => {
    nodeScrypt(password, salt, dkLen, { N, r, p, maxmem: 256 * 1024 * 1024 }, (error, key) =>
      error ? reject(error) : resolve(new Uint8Array(key)),
    );
  });

/** For few names that recur often, such as tenants. */
export function memoize<T>(make: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    if (known.size >= 1_000) known.clear();
    known.set(name, value);
    return value;
  };
}

/** Resolves after so many ms. */
export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function toStdout(line: string): void {
  process.stdout.write(line);
}

export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null;
  return () => (done ??= work());
}
