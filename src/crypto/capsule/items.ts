// What is handed over: items with fields, and files beside them. One JSON shape, read strictly, so that a page never shows what it does not know.

import { parseFiles, type AttachedFile } from './attached-files.ts';
import { encodeUtf8, type Bytes } from '../bytes.ts';
import { ITEM_LIMITS, KINDS, type Kind } from '../share-terms.ts';
import { hasKeys, isText } from './strict-json.ts';

export interface Field {
  /** At most 120 characters. */
  readonly name: string;
  readonly value: string;
  /** Masked until the person presses Reveal. */
  readonly hidden: boolean;
  /** Name of the environment variable. */
  readonly env?: string;
}

export interface Item {
  readonly kind: Kind;
  /** At most 80 characters. */
  readonly label: string;
  readonly fields: readonly Field[];
}

/** Version 2 has files, and its items may be without fields. Version 1, which every nt2 reads, has none. */
export interface Items {
  readonly v: 1 | 2;
  readonly items: readonly Item[];
  /** With version 2, and only then. */
  readonly files?: readonly AttachedFile[];
}

const ENV = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads items from parsed JSON; null when anything is missing, unknown, too long or not well-formed Unicode. */
export function parseItems(value: unknown): Items | null {
  const isPlain = hasKeys(value, ['v', 'items']) && value['v'] === 1;
  if (!isPlain && !(hasKeys(value, ['v', 'items', 'files']) && value['v'] === 2)) return null;
  const items = parseItemList(value['items'], isPlain ? 1 : 0);
  const files = isPlain ? [] : parseFiles(value['files']);
  if (items === null || files === null) return null;
  const parsed: Items = isPlain ? { v: 1, items } : { v: 2, items, files };
  return encodeUtf8(JSON.stringify(parsed)).length <= ITEM_LIMITS.bytes ? parsed : null;
}

/** `fewest`: how many fields an item has at least. Says nothing of how large they are together. */
export const parseItemList = (value: unknown, fewest: 0 | 1): Item[] | null =>
  list(value, ITEM_LIMITS.items, (item) => parseItem(item, fewest));

/**
 * Items as UTF-8 JSON, keys in one order.
 * @throws RangeError when `parseItems` would refuse them.
 */
export function encodeItems(items: Items): Bytes {
  const parsed = parseItems(items);
  if (parsed === null) throw new RangeError('not items');
  return encodeUtf8(JSON.stringify(parsed));
}

function parseItem(value: unknown, fewest: number): Item | null {
  if (!hasKeys(value, ['kind', 'label', 'fields'])) return null;
  const kind = KINDS.find((name) => name === value['kind']);
  const fields = list(value['fields'], ITEM_LIMITS.fields, parseField, fewest);
  if (kind === undefined || !isText(value['label'], ITEM_LIMITS.label) || fields === null) return null;
  return { kind, label: value['label'], fields };
}

function parseField(value: unknown): Field | null {
  const keys = ['name', 'value', 'hidden'];
  if (!hasKeys(value, keys) && !hasKeys(value, [...keys, 'env'])) return null;
  const { name, value: content, hidden, env } = value;
  if (!isText(name, ITEM_LIMITS.fieldName) || !isText(content, ITEM_LIMITS.bytes) || typeof hidden !== 'boolean') return null;
  if (env === undefined) return { name, value: content, hidden };
  return isText(env, ITEM_LIMITS.fieldName) && ENV.test(env) ? { name, value: content, hidden, env } : null;
}

/** At least `fewest` entries, at most `max`. */
function list<T>(value: unknown, max: number, parse: (entry: unknown) => T | null, fewest = 1): T[] | null {
  if (!Array.isArray(value) || value.length < fewest || value.length > max) return null;
  const parsed: T[] = [];
  for (const entry of value as unknown[]) {
    const one = parse(entry);
    if (one === null) return null;
    parsed.push(one);
  }
  return parsed;
}
