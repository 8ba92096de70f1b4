import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { KINDS } from '../../src/core/share.ts';
import { decodeUtf8 } from '../../src/crypto/bytes.ts';
import { ITEM_LIMITS } from '../../src/crypto/share-terms.ts';
import { encodeItems, parseItems, type Items } from '../../src/crypto/capsule/items.ts';
import { credential } from './support.ts';
import { assertProperty } from '../support/property.ts';

const field = { name: 'Key', value: 'v', hidden: true };
const item = { kind: 'credential', label: 'L', fields: [field] };
const items = { v: 1, items: [item] };

const arbitrary = fc.record({
  v: fc.constant(1 as const),
  items: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      label: fc.string({ maxLength: 80, unit: 'grapheme-ascii' }),
      fields: fc.array(
        fc.record(
          {
            name: fc.string({ maxLength: 120, unit: 'grapheme-ascii' }),
            value: fc.string({ unit: 'binary' }),
            hidden: fc.boolean(),
            env: fc.constantFrom('A', 'STRIPE_KEY', '_x9'),
          },
          { requiredKeys: ['name', 'value', 'hidden'] },
        ),
        { minLength: 1, maxLength: 5 },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

describe('items', () => {
  test('the bounds of the format are the limits of the product', () => {
    expect(ITEM_LIMITS).toEqual({
      bytes: limits.itemsBytes,
      items: limits.items,
      fields: limits.fields,
      label: limits.label,
      fieldName: limits.fieldName,
    });
  });

  test('what is written reads back', () => {
    assertProperty(
      fc.property(arbitrary, (value) => {
        expect(parseItems(JSON.parse(decodeUtf8(encodeItems(value as Items))))).toEqual(value);
      }),
    );
  });

  test('keys are written in one order', () => {
    const shuffled = { items: [{ fields: [{ env: 'E', hidden: false, value: 'v', name: 'n' }], label: '', kind: 'note' }], v: 1 } as const;
    expect(decodeUtf8(encodeItems(shuffled))).toBe(
      '{"v":1,"items":[{"kind":"note","label":"","fields":[{"name":"n","value":"v","hidden":false,"env":"E"}]}]}',
    );
  });

  test('anything missing, unknown, of another type or out of bounds is refused', () => {
    const withField = (change: object): unknown => ({ v: 1, items: [{ ...item, fields: [{ ...field, ...change }] }] });
    const withItem = (change: object): unknown => ({ v: 1, items: [{ ...item, ...change }] });
    const bad: unknown[] = [
      null,
      undefined,
      1,
      'x',
      [],
      {},
      [items],
      { v: 1 },
      { v: 2, items: [item] },
      { v: '1', items: [item] },
      { ...items, more: 1 },
      { v: 1, items: {} },
      { v: 1, items: [] },
      { v: 1, items: [null] },
      { v: 1, items: [[]] },
      { v: 1, items: Array.from({ length: 21 }, () => item) },
      withItem({ kind: 'other' }),
      withItem({ kind: 'toString' }),
      withItem({ label: 1 }),
      withItem({ label: 'x'.repeat(81) }),
      withItem({ label: '\ud800' }),
      withItem({ fields: [] }),
      withItem({ fields: Array.from({ length: 201 }, () => field) }),
      withItem({ more: 1 }),
      withItem({ fields: 'x' }),
      withField({ name: 1 }),
      withField({ name: 'x'.repeat(121) }),
      withField({ value: null }),
      withField({ value: '\udc00' }),
      withField({ hidden: 'true' }),
      withField({ hidden: 1 }),
      withField({ env: '' }),
      withField({ env: '1A' }),
      withField({ env: 'A B' }),
      withField({ env: 'A\n' }),
      withField({ env: null }),
      withField({ more: 1 }),
      withField({ value: 'x'.repeat(ITEM_LIMITS.bytes) }),
      withField({ value: 'ü'.repeat(ITEM_LIMITS.bytes / 2) }),
    ];
    for (const value of bad) expect(parseItems(value), JSON.stringify(value)?.slice(0, 80)).toBeNull();
    expect(parseItems(items)).toEqual(items);
    expect(parseItems(withItem({ label: '𝄞'.repeat(80) }))).not.toBeNull();
    expect(parseItems(withItem({ label: '𝄞'.repeat(81) }))).toBeNull();
    expect(() => encodeItems({ v: 1, items: [] })).toThrow(RangeError);
  });

  test('an inherited key is not a key', () => {
    expect(parseItems(Object.create(items))).toBeNull();
    expect(parseItems(JSON.parse('{"__proto__":{"v":1},"items":[]}'))).toBeNull();
    expect(parseItems(credential('x'))).toEqual(credential('x'));
  });
});
