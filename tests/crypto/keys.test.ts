import { createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeUtf8 } from '../../src/crypto/bytes.ts';
import { deriveKeys, macB64u, tenantTag } from '../../src/crypto/keys/root.ts';
import { openBox, sealBox } from '../../src/crypto/keys/secretbox.ts';
import { flipped, hex, toHex } from './support.ts';
import { assertProperty } from '../support/property.ts';

const root = new Uint8Array(32).fill(7);

describe('keys of the server', () => {
  test('six keys by HKDF, each under its own label', () => {
    const keys = deriveKeys(root);
    expect(Object.keys(keys)).toEqual(['cookie', 'tag', 'lease', 'log', 'vault', 'backup']);
    for (const [label, key] of Object.entries(keys)) {
      expect(toHex(key)).toBe(Buffer.from(hkdfSync('sha256', root, '', `nt2/v1/key/${label}`, 32)).toString('hex'));
    }
    expect(new Set(Object.values(keys).map(toHex)).size).toBe(6);
    expect(toHex(deriveKeys(new Uint8Array(64).fill(7)).cookie)).not.toBe(toHex(keys.cookie));
  });

  test('T19: a root secret of less than 32 bytes is refused', () => {
    for (const length of [0, 1, 16, 31]) expect(() => deriveKeys(new Uint8Array(length))).toThrow(RangeError);
  });

  test('the tag of a tenant is 30 bits of an HMAC in letters and digits', () => {
    const { tag } = deriveKeys(root);
    const mac = createHmac('sha256', tag).update('slack:T1').digest();
    const bits = [...mac.subarray(0, 4)]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('')
      .slice(0, 30);
    const letters = 'abcdefghijklmnopqrstuvwxyz234567';
    expect(tenantTag(tag, 'slack:T1')).toBe((bits.match(/.{5}/g) as string[]).map((five) => letters[Number.parseInt(five, 2)]).join(''));
    expect(tenantTag(tag, 'slack:T2')).not.toBe(tenantTag(tag, 'slack:T1'));
    expect(macB64u(tag, 'x')).toBe(createHmac('sha256', tag).update('x').digest('base64url'));
  });

  test('RFC 4231, test case 2: HMAC-SHA256', () => {
    expect(macB64u(encodeUtf8('Jefe'), 'what do ya want for nothing?')).toBe(
      Buffer.from(hex('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843')).toString('base64url'),
    );
  });
});

describe('sealed boxes', () => {
  const key = new Uint8Array(32).fill(1);

  test('what is sealed opens with the same key only, and never looks the same twice', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 200 }), (plain) => {
        const box = sealBox(key, plain);
        expect(toHex(openBox(key, box) as Uint8Array)).toBe(toHex(plain));
        expect(openBox(new Uint8Array(32).fill(2), box)).toBeNull();
        expect(toHex(sealBox(key, plain))).not.toBe(toHex(box));
      }),
    );
  });

  test('every flipped bit, every cut fails', () => {
    const box = sealBox(key, encodeUtf8('session'));
    for (let bit = 0; bit < box.length * 8; bit += 1) expect(openBox(key, flipped(box, bit))).toBeNull();
    for (let length = 0; length < box.length; length += 1) expect(openBox(key, box.slice(0, length))).toBeNull();
  });

  test('the nonce stands in front, from the randomness that was handed in', () => {
    const box = sealBox(key, encodeUtf8('x'), (length) => new Uint8Array(length).fill(9));
    expect(toHex(box.subarray(0, 24))).toBe('09'.repeat(24));
    expect(box).toHaveLength(24 + 1 + 16);
  });
});
