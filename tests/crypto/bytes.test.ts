import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeBase64,
  encodeBase64Url,
  encodeBase32,
  toBytes,
  concat,
  equal,
  hashB64,
  randomBytes,
  sha256,
  decodeUtf8,
  decodeBase64,
  decodeBase64Url,
  decodeBase32,
  encodeUtf8,
} from '../../src/crypto/bytes.ts';
import { toHex } from './support.ts';
import { assertProperty } from '../support/property.ts';

describe('spellings of bytes', () => {
  test('RFC 4648, section 10: base64 and base32', () => {
    const rows = [
      ['', '', ''],
      ['f', 'Zg==', 'my'],
      ['fo', 'Zm8=', 'mzxq'],
      ['foo', 'Zm9v', 'mzxw6'],
      ['foob', 'Zm9vYg==', 'mzxw6yq'],
      ['fooba', 'Zm9vYmE=', 'mzxw6ytb'],
      ['foobar', 'Zm9vYmFy', 'mzxw6ytboi'],
    ] as const;
    for (const [plain, in64, in32] of rows) {
      expect(encodeBase64(encodeUtf8(plain))).toBe(in64);
      expect(encodeBase64Url(encodeUtf8(plain))).toBe(in64.replaceAll('=', ''));
      expect(encodeBase32(encodeUtf8(plain))).toBe(in32);
      expect(decodeBase64(in64)).toEqual(encodeUtf8(plain));
      expect(decodeBase32(in32)).toEqual(encodeUtf8(plain));
    }
  });

  test('every spelling reads back to the same bytes, as Node spells it', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(encodeBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(encodeBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        for (const [write, read] of [
          [encodeBase64, decodeBase64] as const,
          [encodeBase64Url, decodeBase64Url] as const,
          [encodeBase32, decodeBase32] as const,
        ]) {
          expect(toHex(read(write(bytes)) as Uint8Array)).toBe(toHex(bytes));
        }
      }),
    );
  });

  test('short texts and long ones are read by different code, and alike: only what Node would write passes', () => {
    const lengths = fc.oneof(fc.nat(130), fc.constantFrom(90, 92, 93, 95, 96, 97, 98, 200));
    const odd = fc.constantFrom('', '=', '==', '\n', ' ', '-', '_', '+', '/', 'é', '\u0141', 'ſ', '\0', 'B');
    const near = fc.tuple(lengths, fc.nat(), odd, fc.constantFrom('base64', 'base64url'), fc.boolean());
    assertProperty(
      fc.property(near, ([length, at, other, name, replaces]) => {
        const text = Buffer.from(randomBytes(length)).toString(name);
        const i = at % (text.length + 1);
        const changed = text.slice(0, i) + other + text.slice(replaces ? i + 1 : i);
        for (const s of [text, changed, `${text}${other}`, text.slice(0, -1)])
          for (const [read, alphabet] of [[decodeBase64, 'base64'] as const, [decodeBase64Url, 'base64url'] as const]) {
            const bytes = Buffer.from(s, alphabet);
            expect(read(s)).toEqual(bytes.toString(alphabet) === s ? new Uint8Array(bytes) : null);
          }
      }),
    );
  });

  test('a second spelling of the same bytes is refused', () => {
    for (const s of ['Zh==', 'Zg=', 'Zg', 'Z', ' Zg==', 'Zg==\n', 'Zg= =', 'Zm9v=', 'Zm8_', 'Zm-v', 'Zg==='])
      expect(decodeBase64(s), s).toBeNull();
    for (const s of ['Zh', 'Zg==', 'Z', 'Zm8+', 'Zm/v', 'Zg\n']) expect(decodeBase64Url(s), s).toBeNull();
    for (const s of ['mz', 'MY', 'my======', 'm', 'm1', 'm8', 'my ', 'mzxw6ytbo', 'mſ']) expect(decodeBase32(s), s).toBeNull();
  });

  test('no other string of one or two changed characters reads as the same bytes', () => {
    assertProperty(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (bytes, at, other) => {
          for (const [write, read] of [
            [encodeBase64, decodeBase64] as const,
            [encodeBase64Url, decodeBase64Url] as const,
            [encodeBase32, decodeBase32] as const,
          ]) {
            const s = write(bytes);
            const i = at % s.length;
            const changed = s.slice(0, i) + other + s.slice(i + 1);
            const back = read(changed);
            if (changed !== s && back !== null) expect(toHex(back)).not.toBe(toHex(bytes));
          }
        },
      ),
    );
  });

  test('text is UTF-8 or an error, and a byte order mark stays', () => {
    expect(() => decodeUtf8(Uint8Array.of(0xff))).toThrow(TypeError);
    expect(() => decodeUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toThrow(TypeError);
    expect(decodeUtf8(encodeUtf8('\ufeffä'))).toBe('\ufeffä');
  });

  test('SHA-256 of "abc" is the one of FIPS 180-2', () => {
    expect(toHex(sha256(encodeUtf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hashB64('abc')).toBe('ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
    expect(hashB64(encodeUtf8('abc'))).toBe(hashB64('abc'));
  });

  test('equal compares content and length', () => {
    expect(equal(encodeUtf8('abc'), encodeUtf8('abc'))).toBe(true);
    expect(equal(encodeUtf8('abc'), encodeUtf8('abd'))).toBe(false);
    expect(equal(encodeUtf8('abc'), encodeUtf8('ab'))).toBe(false);
    expect(toHex(concat(encodeUtf8('a'), new Uint8Array(), encodeUtf8('bc')))).toBe('616263');
  });

  test('random bytes come in any number, also beyond one call of the platform', () => {
    expect(randomBytes(0)).toHaveLength(0);
    const many = randomBytes(200_000);
    expect(many.subarray(-32).some((byte) => byte !== 0)).toBe(true);
    expect(toHex(randomBytes(32))).not.toBe(toHex(randomBytes(32)));
  });

  test('bytesOf takes bytes or base64 of one length, and nothing else', () => {
    expect(toBytes('AAAA', 3)).toHaveLength(3);
    for (const bad of ['AAA', 'AAAA====', '', new Uint8Array(2)]) expect(() => toBytes(bad, 3)).toThrow(RangeError);
  });
});
