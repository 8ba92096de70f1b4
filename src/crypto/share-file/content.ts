// What lies inside a .nt2share file once it is decrypted: a line that names the format, then a line of JSON. Behind it is room for files, so
// that a version with another number can have them without holding them.

import { decodeUtf8, encodeUtf8, type Bytes } from '../bytes.ts';
import { paddedSize } from '../capsule/payload.ts';
import { parseItems, type Item } from '../capsule/items.ts';
import { hasKeys, isText } from '../capsule/strict-json.ts';
import { SHARE_FILE_LIMITS } from './limits.ts';

export interface ShareFileContent {
  /** At most 80 characters. */
  readonly label: string;
  /** At most 300 characters; ''. */
  readonly note: string;
  /** Who sent it, as their platform called them; null where nobody did, or it is not known. Nothing proves it. */
  readonly sender: string | null;
  /** When it was saved, epoch ms, by the clock of the device that did. */
  readonly savedAt: number;
  readonly items: readonly Item[];
}

/** `newer`: of a version that this nt2 does not know. `foreign`: of no version. */
export type ParsedContent =
  | { readonly ok: true; readonly content: ShareFileContent }
  | { readonly ok: false; readonly reason: 'newer' | 'foreign' };

const FIRST_LINE = 'nt2share/1\n';
const ANY_VERSION = /^nt2share\/[1-9]\d{0,3}\n/;
const LAST = 0x0a;

/** @throws RangeError when `parseContent` would refuse it. */
export function formatContent({ label, note, sender, savedAt, items }: ShareFileContent): Bytes {
  const json = encodeUtf8(JSON.stringify({ label, note, sender, savedAt, items }));
  const first = encodeUtf8(FIRST_LINE);
  // Spaces, which JSON allows: how long a secret is does not show in the size of its file.
  const bytes = new Uint8Array(paddedSize(first.length + json.length + 1)).fill(0x20);
  bytes.set(first);
  bytes.set(json, first.length);
  bytes[bytes.length - 1] = LAST;
  if (!parseContent(bytes).ok) throw new RangeError('not what a .nt2share file holds');
  return bytes;
}

export function parseContent(bytes: Uint8Array): ParsedContent {
  const text = textOf(bytes);
  if (text === null || !ANY_VERSION.test(text)) return { ok: false, reason: 'foreign' };
  if (!text.startsWith(FIRST_LINE)) return { ok: false, reason: 'newer' };
  const line = text.slice(FIRST_LINE.length);
  const content = line.indexOf('\n') === line.length - 1 ? parseLine(line) : null;
  return content === null ? { ok: false, reason: 'foreign' } : { ok: true, content };
}

function parseLine(line: string): ShareFileContent | null {
  const value = jsonOf(line);
  if (!hasKeys(value, ['label', 'note', 'sender', 'savedAt', 'items'])) return null;
  const { label, note, sender, savedAt } = value;
  const items = parseItems({ v: 1, items: value['items'] })?.items;
  if (!isText(label, SHARE_FILE_LIMITS.label) || !isText(note, SHARE_FILE_LIMITS.note) || items === undefined) return null;
  if (!(sender === null || isText(sender, SHARE_FILE_LIMITS.sender)) || !Number.isSafeInteger(savedAt)) return null;
  return { label, note, sender, savedAt: savedAt as number, items };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return decodeUtf8(bytes);
  } catch {
    return null;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
