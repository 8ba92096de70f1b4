// The head of the log, signed: C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint) as a signed note, and the keys to check it with, as vkeys.

import { encodeBase64, toBytes, concat, equal, decodeBase64, type Bytes } from '../bytes.ts';
import { isNoteName, KEY_TYPE, keyHash, parseNote, signNote, verifyNote, type KeyType } from '../note/note.ts';
import type { Signer } from '../note/signer.ts';
import { isTreeSize } from './merkle.ts';

export interface Checkpoint {
  /** The log's name, and the name of the key that signs for it. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Bytes;
  /** Further lines, not empty. nt2 writes none and does not look at those of others. */
  readonly extensions: readonly string[];
}

/** A key that a reader trusts to sign: name and base64 of 32 bytes. */
export interface VerifierKey {
  readonly name: string;
  readonly publicKey: string;
}

/** `form`: no checkpoint. `key`: not signed by any of these keys. `signature`: signed by one of them, wrongly. `origin`: by the key of another log. */
export type CheckpointFault = 'checkpoint.form' | 'checkpoint.key' | 'checkpoint.signature' | 'checkpoint.origin';

export type CheckpointResult =
  | { readonly ok: true; readonly checkpoint: Checkpoint; readonly key: VerifierKey }
  | { readonly ok: false; readonly code: CheckpointFault };

/** The text that is signed. @throws RangeError when it would not read back. */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = [origin, String(size), encodeBase64(toBytes(root, 32)), ...extensions, ''].join('\n');
  if (parseCheckpoint(text)?.extensions.length !== extensions.length) throw new RangeError('not a checkpoint');
  return text;
}

/** Reads the text of a checkpoint; null when it is not one. Says nothing of signatures. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [origin = '', count = '', hash = '', ...rest] = text.split('\n');
  const [size, root] = [Number(count), decodeBase64(hash)];
  if (!/^(?:0|[1-9]\d{0,15})$/.test(count) || !isTreeSize(size) || root?.length !== 32) return null;
  return origin !== '' && rest.pop() === '' && !rest.includes('') ? { origin, size, root, extensions: rest } : null;
}

/** The checkpoint as a note, signed in the name of its origin. @throws RangeError when it is not a checkpoint. */
export function signCheckpoint(checkpoint: Checkpoint, key: Signer): Promise<string> {
  return signNote({ text: formatCheckpoint(checkpoint), name: checkpoint.origin, key });
}

/**
 * Holds when at least one of `keys` has signed it, every signature by one of them is right, and the key's name is the origin.
 * Signatures by others (witnesses, later keys) are not looked at.
 */
export async function verifyCheckpoint(note: string, keys: readonly VerifierKey[]): Promise<CheckpointResult> {
  const parsed = parseNote(note);
  const checkpoint = parsed && parseCheckpoint(parsed.text);
  if (parsed === null || checkpoint === null) return { ok: false, code: 'checkpoint.form' };
  const signed = keys.filter(({ name, publicKey }) => {
    const hash = keyHash(name, publicKey);
    return parsed.signatures.some((signature) => signature.name === name && equal(signature.keyHash, hash));
  });
  const [key] = signed;
  if (key === undefined) return { ok: false, code: 'checkpoint.key' };
  const texts = await Promise.all(signed.map(({ name, publicKey }) => verifyNote({ note, name, publicKey, cosigned: true })));
  if (texts.includes(null)) return { ok: false, code: 'checkpoint.signature' };
  return signed.every(({ name }) => name === checkpoint.origin) ? { ok: true, checkpoint, key } : { ok: false, code: 'checkpoint.origin' };
}

/** `name+hash+key`, as c2sp.org/signed-note tools take it. @throws RangeError when the name cannot stand in a note or the key has not 32 bytes. */
export function formatVkey({ name, publicKey }: VerifierKey, type: KeyType = KEY_TYPE.note): string {
  if (!isNoteName(name)) throw new RangeError('not the name of a key');
  const hash = Array.from(keyHash(name, publicKey, type), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${name}+${hash}+${encodeBase64(concat(Uint8Array.of(type), toBytes(publicKey, 32)))}`;
}

/** The key of a log. Null when it is not an Ed25519 vkey in its one spelling, its hash among it. */
export const parseVkey = (vkey: string): VerifierKey | null => parseVkeyOf(KEY_TYPE.note, vkey);

/** As `parseVkey`, of keys of this type alone. */
export function parseVkeyOf(type: KeyType, vkey: string): VerifierKey | null {
  const [name = '', , ...rest] = vkey.split('+');
  const key = decodeBase64(rest.join('+'));
  if (key?.length !== 33 || !isNoteName(name)) return null;
  const parsed = { name, publicKey: encodeBase64(key.subarray(1)) };
  // The byte of another algorithm, a wrong hash or stray bits would be written differently.
  return formatVkey(parsed, type) === vkey ? parsed : null;
}
