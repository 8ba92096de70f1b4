import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  b64,
  b64u,
  base32,
  bytesOf,
  concat,
  equal,
  hashB64,
  randomBytes,
  sha256,
  text,
  unb64,
  unb64u,
  unbase32,
  utf8,
} from '../../src/crypto/bytes.ts';
import { toHex } from './support.ts';

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
      expect(b64(utf8(plain))).toBe(in64);
      expect(b64u(utf8(plain))).toBe(in64.replaceAll('=', ''));
      expect(base32(utf8(plain))).toBe(in32);
      expect(unb64(in64)).toEqual(utf8(plain));
      expect(unbase32(in32)).toEqual(utf8(plain));
    }
  });

  test('every spelling reads back to the same bytes, as Node spells it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        expect(b64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
        expect(b64u(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        for (const [write, read] of [[b64, unb64] as const, [b64u, unb64u] as const, [base32, unbase32] as const]) {
          expect(toHex(read(write(bytes)) as Uint8Array)).toBe(toHex(bytes));
        }
      }),
    );
  });

  test('a second spelling of the same bytes is refused', () => {
    for (const s of ['Zh==', 'Zg=', 'Zg', 'Z', ' Zg==', 'Zg==\n', 'Zg= =', 'Zm9v=', 'Zm8_', 'Zm-v', 'Zg==='])
      expect(unb64(s), s).toBeNull();
    for (const s of ['Zh', 'Zg==', 'Z', 'Zm8+', 'Zm/v', 'Zg\n']) expect(unb64u(s), s).toBeNull();
    for (const s of ['mz', 'MY', 'my======', 'm', 'm1', 'm8', 'my ', 'mzxw6ytbo', 'mſ']) expect(unbase32(s), s).toBeNull();
  });

  test('no other string of one or two changed characters reads as the same bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.string({ minLength: 1, maxLength: 1 }),
        (bytes, at, other) => {
          for (const [write, read] of [[b64, unb64] as const, [b64u, unb64u] as const, [base32, unbase32] as const]) {
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
    expect(() => text(Uint8Array.of(0xff))).toThrow(TypeError);
    expect(() => text(Uint8Array.of(0xed, 0xa0, 0x80))).toThrow(TypeError);
    expect(text(utf8('\ufeffä'))).toBe('\ufeffä');
  });

  test('SHA-256 of "abc" is the one of FIPS 180-2', () => {
    expect(toHex(sha256(utf8('abc')))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(hashB64('abc')).toBe('ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=');
    expect(hashB64(utf8('abc'))).toBe(hashB64('abc'));
  });

  test('equal compares content and length', () => {
    expect(equal(utf8('abc'), utf8('abc'))).toBe(true);
    expect(equal(utf8('abc'), utf8('abd'))).toBe(false);
    expect(equal(utf8('abc'), utf8('ab'))).toBe(false);
    expect(toHex(concat(utf8('a'), new Uint8Array(), utf8('bc')))).toBe('616263');
  });

  test('random bytes come in any number, also beyond one call of the platform', () => {
    expect(randomBytes(0)).toHaveLength(0);
    const many = randomBytes(200_000);
    expect(many.subarray(-32).some((byte) => byte !== 0)).toBe(true);
    expect(toHex(randomBytes(32))).not.toBe(toHex(randomBytes(32)));
  });

  test('bytesOf takes bytes or base64 of one length, and nothing else', () => {
    expect(bytesOf('AAAA', 3)).toHaveLength(3);
    for (const bad of ['AAA', 'AAAA====', '', new Uint8Array(2)]) expect(() => bytesOf(bad, 3)).toThrow(RangeError);
  });
});
