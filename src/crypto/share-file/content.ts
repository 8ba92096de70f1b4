// What lies inside a .nt2share file once it is decrypted: a line that names the format, a line of JSON, and behind it the files, one after
// the other. Without files it is version 1, which every nt2 reads.

import { decodeUtf8, encodeUtf8, type Bytes } from '../bytes.ts';
import { isFileName, isFileType } from '../capsule/attached-files.ts';
import { paddedSize } from '../capsule/payload.ts';
import { parseItemList, parseItems, type Item } from '../capsule/items.ts';
import { hasKeys, isText } from '../capsule/strict-json.ts';
import { ITEM_LIMITS } from '../share-terms.ts';
import { SHARE_FILE_LIMITS } from './limits.ts';

export interface ContentFile {
  /** One line of at most 255 characters, without slashes. */
  readonly name: string;
  /** Its media type, as the system of the person who saved it says; ''. Nothing is ever shown by it. */
  readonly type: string;
  readonly bytes: Bytes;
}

export interface ShareFileContent {
  /** At most 80 characters. */
  readonly label: string;
  /** At most 300 characters; ''. */
  readonly note: string;
  /** Who sent it, as their platform called them; null where nobody did, or it is not known. Nothing proves it. */
  readonly sender: string | null;
  /** When it was saved, epoch ms, by the clock of the device that did. */
  readonly savedAt: number;
  /** With files, they may be without fields. */
  readonly items: readonly Item[];
  readonly files: readonly ContentFile[];
}

/** `newer`: of a version that this nt2 does not know. `foreign`: of no version. */
export type ParsedContent =
  | { readonly ok: true; readonly content: ShareFileContent }
  | { readonly ok: false; readonly reason: 'newer' | 'foreign' };

const ANY_VERSION = /^nt2share\/([1-9]\d{0,3})$/;
const LONGEST_FIRST = 'nt2share/9999'.length;
const LINE_END = 0x0a;

/** @throws RangeError when `parseContent` would refuse it. */
export function formatContent(content: ShareFileContent): Bytes {
  const { label, note, sender, savedAt, items, files } = content;
  const named = files.map(({ name, type, bytes }) => ({ name, type, bytes: bytes.length }));
  const json = encodeUtf8(JSON.stringify({ label, note, sender, savedAt, items, ...(files.length > 0 && { files: named }) }));
  const first = encodeUtf8(files.length === 0 ? 'nt2share/1\n' : 'nt2share/2\n');
  const behind = bytesOfFiles(files);
  // Spaces, which JSON allows: how long a secret is does not show in the size of its file.
  const bytes = new Uint8Array(paddedSize(first.length + json.length + 1 + behind));
  const end = bytes.length - behind;
  bytes.fill(0x20, 0, end);
  bytes.set(first);
  bytes.set(json, first.length);
  bytes[end - 1] = LINE_END;
  let at = end;
  for (const file of files) {
    bytes.set(file.bytes, at);
    at += file.bytes.length;
  }
  if (!parseContent(bytes).ok) throw new RangeError('not what a .nt2share file holds');
  return bytes;
}

/** The bytes of its files are views of `bytes`. */
export function parseContent(bytes: Bytes): ParsedContent {
  const firstEnd = bytes.subarray(0, LONGEST_FIRST + 1).indexOf(LINE_END);
  const version = ANY_VERSION.exec(textOf(bytes.subarray(0, Math.max(0, firstEnd))) ?? '')?.[1];
  if (version === undefined) return { ok: false, reason: 'foreign' };
  if (version !== '1' && version !== '2') return { ok: false, reason: 'newer' };
  const end = bytes.indexOf(LINE_END, firstEnd + 1);
  const line = end === -1 ? null : textOf(bytes.subarray(firstEnd + 1, end));
  const content = line === null ? null : parseLine(jsonOf(line), version === '2', bytes.subarray(end + 1));
  return content === null ? { ok: false, reason: 'foreign' } : { ok: true, content };
}

function parseLine(value: unknown, hasFiles: boolean, behind: Bytes): ShareFileContent | null {
  if (!hasKeys(value, ['label', 'note', 'sender', 'savedAt', 'items', ...(hasFiles ? ['files'] : [])])) return null;
  const { label, note, sender, savedAt } = value;
  const items = hasFiles ? itemsBesideFiles(value['items']) : (parseItems({ v: 1, items: value['items'] })?.items ?? null);
  const files = hasFiles ? parseFiles(value['files'], behind) : behind.length === 0 ? [] : null;
  if (!isText(label, SHARE_FILE_LIMITS.label) || !isText(note, SHARE_FILE_LIMITS.note) || items === null || files === null) return null;
  if (!(sender === null || isText(sender, SHARE_FILE_LIMITS.sender)) || !Number.isSafeInteger(savedAt)) return null;
  return { label, note, sender, savedAt: savedAt as number, items, files };
}

function itemsBesideFiles(value: unknown): readonly Item[] | null {
  const items = parseItemList(value, 0);
  return items !== null && encodeUtf8(JSON.stringify(items)).length <= ITEM_LIMITS.bytes ? items : null;
}

/** At least one; their lengths are all that lies behind the line. */
function parseFiles(value: unknown, behind: Bytes): readonly ContentFile[] | null {
  if (!Array.isArray(value) || value.length < 1 || value.length > SHARE_FILE_LIMITS.files) return null;
  const files: ContentFile[] = [];
  let at = 0;
  for (const file of value as unknown[]) {
    if (!hasKeys(file, ['name', 'type', 'bytes'])) return null;
    const { name, type, bytes } = file;
    if (!isFileName(name) || !isFileType(type) || !isSize(bytes) || bytes > behind.length - at) return null;
    files.push({ name, type, bytes: behind.subarray(at, at + bytes) });
    at += bytes;
  }
  return at === behind.length && at <= SHARE_FILE_LIMITS.filesBytes ? files : null;
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

export const bytesOfFiles = (files: readonly ContentFile[]): number => files.reduce((sum, { bytes }) => sum + bytes.length, 0);

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
