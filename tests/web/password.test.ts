import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLASSES, makePassword, passwordBits, PASSWORD_LENGTH, type CharacterClass } from '../../src/web/sender/compose/password.ts';
import { assertProperty } from '../support/property.ts';

const names = Object.keys(CLASSES) as CharacterClass[];

test('a password has its length, every chosen class and nothing else', () => {
  assertProperty(
    fc.property(fc.integer({ min: PASSWORD_LENGTH.min, max: 64 }), fc.subarray(names, { minLength: 1 }), (length, classes) => {
      const password = makePassword(length, classes);
      const alphabet = classes.map((name) => CLASSES[name]).join('');
      expect(password).toHaveLength(length);
      expect([...password].every((character) => alphabet.includes(character))).toBe(true);
      for (const name of classes) expect([...password].some((character) => CLASSES[name].includes(character))).toBe(true);
    }),
  );
});

test('every character is as likely as every other', () => {
  const counts = new Map<string, number>();
  const draws = 4_000;
  for (let n = 0; n < draws; n += 1)
    for (const character of makePassword(32, ['digits', 'lower'])) counts.set(character, (counts.get(character) ?? 0) + 1);
  const expected = (draws * 32) / 36;
  const chi = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(36);
  // 35 degrees of freedom: beyond 90 lies less than one run in a million. (That each class occurs skews 32 of 36 by far less.)
  expect(chi).toBeLessThan(90);
});

test('bytes that would favour some characters are thrown away', () => {
  // 256 is no multiple of 10: of the bytes 250 to 255 none may become a digit.
  const bytes = [255, 250, 251, 252, 253, 254, 0, 11, 22, 33, 44, 55, 66, 249];
  const fill = (into: Uint8Array): void => into.forEach((_, at) => (into[at] = bytes[at % bytes.length] as number));
  expect(makePassword(8, ['digits'], fill)).toBe('01234569');
});

test('no class, or a length out of bounds, is a defect of the caller', () => {
  expect(() => makePassword(24, [])).toThrow(RangeError);
  expect(() => makePassword(7, ['lower'])).toThrow(RangeError);
  expect(() => makePassword(129, ['lower'])).toThrow(RangeError);
  expect(() => makePassword(8.5, ['lower'])).toThrow(RangeError);
});

test('the strength that is told is that of the settings', () => {
  expect(passwordBits(24, ['lower', 'upper', 'digits'])).toBe(142);
  expect(passwordBits(24, [])).toBe(0);
});
