// A .nt2share file: one age file that any age program opens, locked by words or for the holder of one age key. No server takes part in it,
// so nothing counts wrong words: the words alone keep it closed. See docs/decisions/share-file.md.

import { decryptWithKey, encryptTo, isAge, passphraseSalt, stanzaType, type Decrypted } from '../age/age.ts';
import { decryptInPieces, encryptInPieces, type Pieces } from '../age/in-pieces.ts';
import { isIdentity, recipientKey } from '../age/recipients.ts';
import { randomBytes, type Bytes } from '../bytes.ts';
import { decryptWithWords, encryptWithWords, fileKeyOf, type FileWords } from '../passphrase/words-file.ts';
import { formatContent, parseContent, type ShareFileContent } from './content.ts';
import { SHARE_FILE_LIMITS } from './limits.ts';

interface Words extends FileWords {
  readonly kind: 'words';
}

/** `recipient`: `age1…`. */
export type ShareFileLock = Words | { readonly kind: 'key'; readonly recipient: string };
/** `identity`: `AGE-SECRET-KEY-1…`. */
export type ShareFileKey = Words | { readonly kind: 'key'; readonly identity: string };

/**
 * `foreign`: no age file, or one that holds something else. `lock`: it opens by the other kind of key.
 * `wrong`: these words or this key do not open it; a few damaged bytes at its beginning look the same.
 * `damaged`: the words or the key are right, and the file is not whole. `newer`: of a newer nt2. `too_large`: not read.
 */
export type OpenedShareFile =
  | { readonly ok: true; readonly content: ShareFileContent }
  | { readonly ok: false; readonly reason: 'foreign' | 'lock' | 'wrong' | 'damaged' | 'newer' | 'too_large' };

const no = (reason: Exclude<OpenedShareFile, { ok: true }>['reason']): OpenedShareFile => ({ ok: false, reason });

/** `pieces`: in a page, which goes on drawing meanwhile. @throws RangeError when the content is none, there are no words, or the recipient is not an X25519 `age1…`. */
export async function sealShareFile(content: ShareFileContent, lock: ShareFileLock, pieces?: Pieces): Promise<Bytes> {
  const plain = formatContent(content);
  if (pieces !== undefined) {
    if (lock.kind === 'key' && recipientKey(lock.recipient) === null) throw new RangeError('not an X25519 age recipient');
    return encryptInPieces(plain, lock.kind === 'key' ? lock.recipient : await fileKeyOf(lock, randomBytes(16)), pieces);
  }
  return lock.kind === 'key' ? encryptTo(plain, lock.recipient) : encryptWithWords(plain, lock);
}

/** How it opens; null where it is no .nt2share file, as far as that can be seen from outside. */
export function lockOf(file: Uint8Array): 'words' | 'key' | null {
  const type = stanzaType(file);
  return type === 'scrypt' ? 'words' : type === 'X25519' ? 'key' : null;
}

/** @throws KeysRefused where this platform takes no X25519 key; RangeError when there are no words. */
export async function openShareFile(file: Uint8Array, key: ShareFileKey, pieces?: Pieces): Promise<OpenedShareFile> {
  if (file.length > SHARE_FILE_LIMITS.bytes) return no('too_large');
  if (!isAge(file)) return no('foreign');
  const lock = lockOf(file);
  if (lock === null) return no('damaged');
  if (lock !== key.kind) return no('lock');
  if (key.kind === 'key' && !isIdentity(key.identity)) return no('wrong');
  const decrypted = pieces === undefined ? await decryptAtOnce(file, key) : await decryptSlowly(file, key, pieces);
  if (!decrypted.ok) return no(decrypted.reason === 'key' ? 'wrong' : 'damaged');
  const parsed = parseContent(decrypted.bytes);
  return parsed.ok ? parsed : no(parsed.reason);
}

const decryptAtOnce = (file: Uint8Array, key: ShareFileKey): Promise<Decrypted> =>
  key.kind === 'key' ? decryptWithKey(file, key.identity) : decryptWithWords(file, key);

async function decryptSlowly(file: Uint8Array, key: ShareFileKey, pieces: Pieces): Promise<Decrypted> {
  if (key.kind === 'key') return decryptInPieces(file, key.identity, pieces);
  const salt = passphraseSalt(file);
  return salt === null ? { ok: false, reason: 'stanza' } : decryptInPieces(file, await fileKeyOf(key, salt), pieces);
}
