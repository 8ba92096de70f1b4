import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concat,
  encodeBase64,
  encodeBase64Url,
  encodeUtf8,
  hashB64,
  hashHead,
  isBase64,
  sha256,
  decodeBase64,
  decodeBase64Url,
} from '../../src/crypto/bytes.ts';
import { backend, setBackend, type Backend } from '../../src/crypto/backend.ts';
import { leafHash } from '../../src/crypto/tlog/merkle.ts';
import { toHex } from './support.ts';
import { assertProperty } from '../support/property.ts';

const inJavaScript = { ...backend };
// The one that every server hands in.
await import('../../src/app/runtime.ts');
const inNode = { ...backend };

function both<T>(work: () => T): [T, T] {
  setBackend(inNode);
  const fast = work();
  setBackend(inJavaScript);
  return [fast, work()];
}

describe('what the runtime does for the crypto room', () => {
  it('is not what JavaScript does: each function is handed in', () => {
    for (const name of Object.keys(inJavaScript) as (keyof Backend)[]) expect(inNode[name]).not.toBe(inJavaScript[name]);
  });

  it('hashes every text as JavaScript does, half a surrogate pair too', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\ud800', 'a\udc00b', '— note\n', '\ufeff'));
    assertProperty(
      fc.property(texts, (text) => {
        for (const work of [() => hashB64(text), () => encodeBase64(sha256(text))]) {
          const [fast, slow] = both(work);
          expect(fast).toBe(slow);
        }
        expect(leafHash(text)).toEqual(leafHash(encodeUtf8(text)));
      }),
    );
  });

  it('hashes parts as their sum: texts and bytes in any order, short and longer than what is kept for them', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array({ maxLength: 100 }),
      fc.constantFrom('\ud800', '\udc00', '— é', '', 'x'.repeat(8_192), '—'.repeat(2_731)),
    );
    assertProperty(
      fc.property(fc.array(part, { maxLength: 5 }), (parts) => {
        const whole = concat(...parts.map((one) => (typeof one === 'string' ? encodeUtf8(one) : one)));
        const [fast, slow] = both(() => [hashB64(...parts), toHex(hashHead(...parts))]);
        expect(fast).toEqual(slow);
        expect(fast).toEqual([encodeBase64(sha256(whole)), toHex(sha256(whole).subarray(0, 4))]);
      }),
    );
  });

  it('is the same to the bit as what JavaScript does', () => {
    assertProperty(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const spelt = [
          () => encodeBase64(bytes),
          () => encodeBase64Url(bytes),
          () => decodeBase64(encodeBase64(bytes)),
          () => decodeBase64Url(encodeBase64Url(bytes)),
        ];
        for (const work of [() => sha256(bytes), () => hashB64(bytes), ...spelt]) {
          const [fast, slow] = both<unknown>(work);
          expect(fast).toEqual(slow);
        }
      }),
    );
  });

  it('knows base64 of 16 and of 32 bytes by its spelling alone: exactly what is read as so many bytes', () => {
    const letter = fc.constantFrom(...'ABCQgwDEIMabz0489+/-_= \n');
    const near = fc.tuple(fc.uint8Array({ minLength: 15, maxLength: 33 }), fc.nat(43), letter).map(([bytes, at, other]) => {
      const text = encodeBase64(bytes);
      return [text, `${text.slice(0, at)}${other}${text.slice(at + 1)}`, `${text.slice(0, -2)}${other}=`, `${text}\n`];
    });
    assertProperty(
      fc.property(near, (texts) => {
        for (const text of texts)
          for (const length of [16, 32] as const) expect(isBase64(text, length)).toBe(decodeBase64(text)?.length === length);
      }),
    );
  });

  it('forgives no spelling that JavaScript refuses: stray bits, missing padding, white space, the other alphabet, dots', () => {
    const odd = [
      'QQ',
      'QQ=',
      'QR==',
      'QQ==\n',
      ' QQ==',
      'QQ==QQ==',
      '-_8=',
      'Q.Q=',
      '====',
      'QQ==x',
      '\u0000QQ==',
      'é',
      '',
      'QR',
      '-_',
      '+/',
    ];
    assertProperty(
      fc.property(fc.oneof(fc.constantFrom(...odd), fc.base64String(), fc.string()), (text) => {
        for (const read of [decodeBase64, decodeBase64Url]) {
          const [fast, slow] = both(() => read(text));
          expect(fast).toEqual(slow);
        }
      }),
    );
  });
});
