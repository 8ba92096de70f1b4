// What is handed over: items with fields. One JSON shape, read strictly, so that a page never shows what it does not know.

import { encodeUtf8, type Bytes } from '../bytes.ts';

const KINDS = ['credential', 'bank', 'document', 'note'] as const;

export interface Field {
  /** At most 120 characters. */
  readonly name: string;
  readonly value: string;
  /** Masked until somebody presses Reveal. */
  readonly hidden: boolean;
  /** Name of the environment variable. */
  readonly env?: string;
}

export interface Item {
  readonly kind: (typeof KINDS)[number];
  /** At most 80 characters. */
  readonly label: string;
  readonly fields: readonly Field[];
}

export interface Items {
  readonly v: 1;
  readonly items: readonly Item[];
}

/** Characters are Unicode code points, bytes are of the JSON. The product's limits name the same numbers. */
export const itemsBounds = { bytes: 256 * 1024, items: 20, fields: 200, label: 80, fieldName: 120 } as const;

const ENV = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Reads items from parsed JSON; null when anything is missing, unknown, too long or not well-formed Unicode. */
export function parseItems(value: unknown): Items | null {
  if (!hasKeys(value, ['v', 'items']) || value['v'] !== 1) return null;
  const items = list(value['items'], itemsBounds.items, parseItem);
  if (items === null) return null;
  const parsed: Items = { v: 1, items };
  return encodeUtf8(JSON.stringify(parsed)).length <= itemsBounds.bytes ? parsed : null;
}

/**
 * Items as UTF-8 JSON, keys in one order.
 * @throws RangeError when `parseItems` would refuse them.
 */
export function encodeItems(items: Items): Bytes {
  const parsed = parseItems(items);
  if (parsed === null) throw new RangeError('not items');
  return encodeUtf8(JSON.stringify(parsed));
}

function parseItem(value: unknown): Item | null {
  if (!hasKeys(value, ['kind', 'label', 'fields'])) return null;
  const kind = KINDS.find((name) => name === value['kind']);
  const fields = list(value['fields'], itemsBounds.fields, parseField);
  if (kind === undefined || !isText(value['label'], itemsBounds.label) || fields === null) return null;
  return { kind, label: value['label'], fields };
}

function parseField(value: unknown): Field | null {
  const keys = ['name', 'value', 'hidden'];
  if (!hasKeys(value, keys) && !hasKeys(value, [...keys, 'env'])) return null;
  const { name, value: content, hidden, env } = value;
  if (!isText(name, itemsBounds.fieldName) || !isText(content, itemsBounds.bytes) || typeof hidden !== 'boolean') return null;
  if (env === undefined) return { name, value: content, hidden };
  return isText(env, itemsBounds.fieldName) && ENV.test(env) ? { name, value: content, hidden, env } : null;
}

/** At least one entry, at most `max`. */
function list<T>(value: unknown, max: number, parse: (entry: unknown) => T | null): T[] | null {
  if (!Array.isArray(value) || value.length < 1 || value.length > max) return null;
  const parsed: T[] = [];
  for (const entry of value as unknown[]) {
    const one = parse(entry);
    if (one === null) return null;
    parsed.push(one);
  }
  return parsed;
}

function hasKeys(value: unknown, keys: readonly string[]): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const own = Object.keys(value);
  return own.length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

function isText(value: unknown, max: number): value is string {
  // Two UTF-16 units at most per code point: the cheap test first, so that a huge string is not spread.
  return typeof value === 'string' && value.isWellFormed() && value.length <= max * 2 && (value.length <= max || [...value].length <= max);
}
