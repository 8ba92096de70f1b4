// C2SP signed notes with Ed25519 (c2sp.org/signed-note): a text, an empty line, one line per signature. Stored and checked byte for byte.

import { encodeBase64, toBytes, concat, equal, hashHead, decodeUtf8 as decode, decodeBase64, type Bytes } from '../bytes.ts';
import { verifyEd25519 } from './ed25519.ts';
import type { Signer } from './signer.ts';

export interface NoteSignature {
  readonly name: string;
  /** First 4 bytes of SHA-256(name "\n" type public key), with the type of what is signed. */
  readonly keyHash: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Note {
  /** Ends with a line break. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** What a key signs: a note with Ed25519 (c2sp.org/signed-note), or a checkpoint as a witness (c2sp.org/tlog-cosignature). */
export const KEY_TYPE = { note: 1, cosignature: 4 } as const;
export type KeyType = (typeof KEY_TYPE)[keyof typeof KEY_TYPE];

const MOST_SIGNATURES = 16;
const NAME = /^[^\s+\p{Cc}]+$/u;
// The em dash that opens a signature line, escaped: bundlers keep regular expressions as they are, whatever charset a page is served in.
const LINE = /^\u2014 ([^ ]+) ([A-Za-z0-9+/=]+)$/u;

/** True for what may name a key: no space, no plus. */
export function isNoteName(name: string): boolean {
  return NAME.test(name);
}

/** @throws RangeError when `publicKey` is not 32 bytes or their base64. */
export function keyHash(name: string, publicKey: Uint8Array | string, type: KeyType = KEY_TYPE.note): Bytes {
  return hashHead(`${name}\n`, Uint8Array.of(type), toBytes(publicKey, 32));
}

export const formatSignatureLine = ({ name, keyHash: hash, signature }: NoteSignature): string =>
  `\u2014 ${name} ${encodeBase64(concat(hash, signature))}\n`;

/** @throws RangeError when it would not read back: a name with a space or a plus, a text without final line break, no signature. */
export function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  const note = `${text}\n${signatures.map(formatSignatureLine).join('')}`;
  const parsed = parseNote(note);
  if (parsed?.text !== text || parsed.signatures.length !== signatures.length) throw new RangeError('not a note');
  return note;
}

/** Reads a note; null when it is not one. Says nothing about whether its signatures hold. */
export function parseNote(note: Uint8Array | string): Note | null {
  const whole = typeof note === 'string' ? note : decoded(note);
  if (whole === null || !whole.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(whole)) return null;
  const end = whole.lastIndexOf('\n\n');
  if (end < 1 || !whole.endsWith('\n')) return null;
  const lines = whole.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name, value] = LINE.exec(line) ?? [];
    const bytes = value === undefined ? null : decodeBase64(value);
    if (name === undefined || !isNoteName(name) || bytes === null || bytes.length < 5) return null;
    signatures.push({ name, keyHash: bytes.subarray(0, 4), signature: bytes.subarray(4) });
  }
  return { text: whole.slice(0, end + 1), signatures };
}

/** Signs a text (ending with a line break) as `name`. */
export async function signNote({
  text,
  name,
  key,
}: {
  readonly text: string;
  readonly name: string;
  readonly key: Signer;
}): Promise<string> {
  return formatNote(text, [{ name, keyHash: keyHash(name, key.publicKey), signature: await key.sign(text) }]);
}

/**
 * The note's text when its one signature is by this name and key, and holds; else null. No key vouches for a further line.
 * @param publicKey base64.
 * @param cosigned others may have signed it too; their lines are not looked at. For checkpoints, and for what older browsers left in a log.
 */
export async function verifyNote({
  note,
  name,
  publicKey,
  cosigned = false,
}: {
  readonly note: Uint8Array | string;
  readonly name: string;
  readonly publicKey: string;
  readonly cosigned?: boolean;
}): Promise<string | null> {
  const key = decodeBase64(publicKey);
  const parsed = parseNote(note);
  if (parsed === null || key?.length !== 32 || (!cosigned && parsed.signatures.length > 1)) return null;
  const hash = keyHash(name, key);
  const [mine, ...more] = parsed.signatures.filter((signature) => signature.name === name && equal(signature.keyHash, hash));
  if (mine === undefined || more.length > 0) return null;
  const holds = await verifyEd25519({ publicKey: key, message: parsed.text, signature: mine.signature });
  return holds ? parsed.text : null;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return decode(bytes);
  } catch {
    return null;
  }
}
