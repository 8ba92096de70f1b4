// Opens a .nt2share file in this page, by what a person typed.

import { identityKey } from '../../crypto/age/recipients.ts';
import type { Bytes } from '../../crypto/bytes.ts';
import { isNoneTaken } from '../../crypto/refused-keys.ts';
import { SHARE_FILE_LIMITS } from '../../crypto/share-file/limits.ts';
import { pagePieces } from './pieces.ts';
import { openShareFile, type OpenedShareFile } from '../../crypto/share-file/share-file.ts';
import { spellingsOfTold } from '../words-list.ts';
import { scryptInside } from './scrypt-inside.ts';

export type ShareFileOpened = OpenedShareFile | { readonly ok: false; readonly reason: 'refused' };

/** Null: larger than any. Its bytes are read only then. @throws DOMException where the browser cannot read it. */
export async function loadShareFile(file: File): Promise<Bytes | null> {
  return file.size > SHARE_FILE_LIMITS.bytes ? null : new Uint8Array(await file.arrayBuffer());
}

/** As it is, and as telephones and sentences spell words. */
export async function openByWords(file: Bytes, typed: string, onProgress: (done: number) => void): Promise<ShareFileOpened> {
  let opened: ShareFileOpened = { ok: false, reason: 'wrong' };
  for (const words of spellingsOfTold(typed)) {
    opened = await openShareFile(file, { kind: 'words', words, scrypt: scryptInside(), onProgress }, pagePieces);
    if (opened.ok || opened.reason !== 'wrong') return opened;
  }
  return opened;
}

export async function openByKey(file: Bytes, identity: string): Promise<ShareFileOpened> {
  try {
    return await openShareFile(file, { kind: 'key', identity }, pagePieces);
  } catch (error) {
    if (isNoneTaken(error)) return { ok: false, reason: 'refused' };
    throw error;
  }
}

/** As `age-keygen` writes them, comments and all; null: there is none. */
export const identityIn = (typed: string): string | null => typed.split(/\s+/).find((word) => identityKey(word) !== null) ?? null;
