// What a chosen file is, and the items in it.

import type { NewVaultItem } from '../items/item.ts';
import { isAge } from '../../../crypto/age/age.ts';
import { decryptWithWords, type FileWords } from '../../../crypto/passphrase/words-file.ts';
import { decodeUtf8, type Bytes } from '../../../crypto/bytes.ts';
import { ITEM_LIMITS } from '../../../crypto/share-terms.ts';
import { parseEnv } from '../../../env-file/parse.ts';
import { isEnvName } from '../../../env-file/names.ts';

import { parseManagers } from './other-managers.ts';
import { parseExport } from './vault-file.ts';

export interface Bringing {
  readonly what: string;
  readonly items: readonly NewVaultItem[];
  readonly left: number;
  /** It lies on this disk for everyone to read. */
  readonly isPlain: boolean;
}

/** `locked`: an age file, which needs its words. `large`: more than is read at once. */
export type ChosenFile =
  | { readonly ok: true; readonly found: Bringing }
  | { readonly ok: false; readonly why: 'unknown' | 'locked' | 'large' | 'words' | 'broken' };

export const IMPORT_BYTES = 50_000_000;

export function parseChosen(bytes: Bytes, name: string): ChosenFile {
  if (bytes.length > IMPORT_BYTES) return { ok: false, why: 'large' };
  if (isAge(bytes)) return { ok: false, why: 'locked' };
  const text = textOf(bytes);
  if (text === null) return { ok: false, why: 'unknown' };
  const csv = parseManagers(text);
  if (csv !== null) {
    const items = csv.drafts.map((draft) => ({ draft, files: [] }));
    return { ok: true, found: { what: csv.what, items, left: csv.left, isPlain: true } };
  }
  return parseVariables(text, name);
}

/** An export of ours, under its words. */
export async function openFile(bytes: Bytes, words: FileWords, newId: () => string): Promise<ChosenFile> {
  const opened = await decryptWithWords(bytes, words);
  if (!opened.ok) return { ok: false, why: opened.reason === 'key' ? 'words' : opened.reason === 'stanza' ? 'unknown' : 'broken' };
  const items = parseExport(opened.bytes, newId);
  return items === null ? { ok: false, why: 'unknown' } : { ok: true, found: { what: 'nt2', items, left: 0, isPlain: false } };
}

/** The variables of a file are one item, as they are one program's. */
function parseVariables(text: string, name: string): ChosenFile {
  const { entries, strange } = parseEnv(text);
  if (entries.length === 0 || entries.length > ITEM_LIMITS.fields || strange.length > entries.length) return { ok: false, why: 'unknown' };
  const fields = entries.map(({ name: variable, value }) => ({
    name: variable,
    value,
    hidden: true,
    ...(isEnvName(variable) && { env: variable }),
  }));
  const draft = { kind: 'credential', label: [...name].slice(0, ITEM_LIMITS.label).join(''), folder: '', fields, files: [] } as const;
  return { ok: true, found: { what: '.env', items: [{ draft, files: [] }], left: strange.length, isPlain: true } };
}

function textOf(bytes: Bytes): string | null {
  try {
    return decodeUtf8(bytes);
  } catch {
    return null;
  }
}
