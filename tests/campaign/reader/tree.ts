// The tree of RFC 6962, signed notes and Ed25519 by Node alone: a second way to the same hashes, which shares no line with src/crypto.

import { createHash, createPublicKey, verify } from 'node:crypto';

const sha256 = (...parts: readonly (Uint8Array | string)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const b64OfHash = (...parts: readonly (Uint8Array | string)[]): string => sha256(...parts).toString('base64');

export const leafHash = (leaf: Uint8Array): Buffer => sha256(Buffer.of(0), leaf);

/** MTH of RFC 6962, 2.1, over the hashes of leaves. */
export function rootOf(hashes: readonly Buffer[]): Buffer {
  const [only] = hashes;
  if (only === undefined) return sha256();
  if (hashes.length === 1) return only;
  let half = 1;
  while (half * 2 < hashes.length) half *= 2;
  return sha256(Buffer.of(1), rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}

const DER_HEAD = Buffer.from('302a300506032b6570032100', 'hex');

export function isSignedBy(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.concat([DER_HEAD, publicKey]), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, signature);
}

export interface Note {
  /** Up to and with the line break before the empty line. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly keyHash: string; readonly signature: Buffer }[];
}

/** A text without signatures is a note without any. */
export function readNote(note: string): Note {
  const end = note.indexOf('\n\n');
  const text = end < 0 ? note : note.slice(0, end + 1);
  const signatures = [...note.slice(text.length).matchAll(/^\u2014 (\S+) (\S+)$/gmu)].map(([, name = '', blob = '']) => {
    const bytes = Buffer.from(blob, 'base64');
    return { name, keyHash: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) };
  });
  return { text, signatures };
}

/** Size and root of a checkpoint that one of these keys (`name+hash+base64`) has signed; null when none has. */
export function readHead(note: string, vkeys: readonly string[]): { readonly size: number; readonly root: string } | null {
  const { text, signatures } = readNote(note);
  const [origin, size, root] = text.split('\n');
  const holds = vkeys.some((vkey) => {
    const [name, hash, ...rest] = vkey.split('+');
    const signed = signatures.find((one) => one.name === name && one.keyHash === hash);
    if (signed === undefined || name !== origin) return false;
    return isSignedBy(Buffer.from(rest.join('+'), 'base64').subarray(1), text, signed.signature);
  });
  return holds && root !== undefined ? { size: Number(size), root } : null;
}
