// Files in a payload: a version of its own, read strictly, and never a name that leads out of a folder.

import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeBase64, sha256 } from '../../src/crypto/bytes.ts';
import { isFileName } from '../../src/crypto/capsule/attached-files.ts';
import { encodeItems, parseItems, type Items } from '../../src/crypto/capsule/items.ts';
import { generatePayloadKey, openPayload, sealPayload } from '../../src/crypto/capsule/payload.ts';
import { FILE_LIMITS, MOST_BYTES } from '../../src/crypto/file/sizes.ts';

const id = (letter: string): string => `abcdef${letter.repeat(26)}`;
const file = {
  id: id('a'),
  name: 'key.json',
  type: 'application/json',
  bytes: 2_345,
  key: encodeBase64(sha256('k')),
  hash: encodeBase64(sha256('h')),
};
const item = { kind: 'document', label: 'Service account', fields: [] } as const;
const items: Items = { v: 2, items: [item], files: [file] };
const withFile = (change: object): unknown => ({ ...items, files: [{ ...file, ...change }] });

describe('files in a payload', () => {
  test('read back as they were written, keys in one order, through a sealed payload too', async () => {
    const { hash, ...rest } = file;
    const written = encodeItems({ v: 2, files: [{ hash, ...rest }], items: [item] });
    expect(decodeUtf8(written)).toBe(JSON.stringify({ v: 2, items: [item], files: [file] }));
    const lock = await generatePayloadKey();
    expect(await openPayload(await sealPayload(items, lock.recipient), lock.identity)).toEqual(items);
  });

  test('version 1 has none, and version 2 has at least one; only beside files may an item have no fields', () => {
    expect(parseItems(items)).toEqual(items);
    const one = { ...item, fields: [{ name: 'n', value: 'v', hidden: true }] };
    for (const bad of [
      { v: 1, items: [item] },
      { v: 1, items: [one], files: [file] },
      { v: 2, items: [one] },
      { ...items, files: [] },
      { ...items, v: 3 },
      { ...items, items: [] },
      { ...items, files: {} },
      { ...items, files: [null] },
      { ...items, files: [file, file] },
      { ...items, files: Array.from({ length: FILE_LIMITS.files + 1 }, (_, n) => ({ ...file, id: id(String.fromCharCode(97 + n)) })) },
    ])
      expect(parseItems(bad), JSON.stringify(bad).slice(0, 80)).toBeNull();
    expect(parseItems({ ...items, items: [one] })).not.toBeNull();
  });

  test('anything missing, unknown, of another type or out of bounds is refused', () => {
    const { type: _, ...untyped } = file;
    for (const change of [
      { id: 'a' },
      { id: 1 },
      { id: id('A') },
      { name: 1 },
      { type: null },
      { type: 'text' },
      { type: 'Text/plain' },
      { type: 'text/html; charset=utf-8' },
      { type: `a/${'b'.repeat(FILE_LIMITS.type)}` },
      { bytes: -1 },
      { bytes: 1.5 },
      { bytes: '1' },
      { bytes: MOST_BYTES + 1 },
      { key: 'x' },
      { key: file.key.slice(0, -1) },
      { hash: null },
      { more: 1 },
    ])
      expect(parseItems(withFile(change)), JSON.stringify(change)).toBeNull();
    expect(parseItems({ ...items, files: [untyped] })).toBeNull();
    expect(parseItems(withFile({ type: '', bytes: 0 }))).not.toBeNull();
    expect(() => encodeItems({ v: 2, items: [item] })).toThrow(RangeError);
  });

  test('a name stands for one file in one folder', () => {
    for (const name of ['a', '.env', 'Ünïcode ✓ 𝄞.txt', '..a', '...', 'x'.repeat(255), 'a:b', 'con'])
      expect(isFileName(name), name).toBe(true);
    for (const name of ['', '.', '..', '/etc/passwd', '../x', 'a/b', 'a\\b', 'a\n', 'a\0', '\u007f', '\ud800', 'x'.repeat(256)]) {
      expect(isFileName(name), JSON.stringify(name)).toBe(false);
      expect(parseItems(withFile({ name }))).toBeNull();
    }
  });
});
