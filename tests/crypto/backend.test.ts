import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBase64, encodeBase64Url, hashB64, sha256, decodeBase64, decodeBase64Url } from '../../src/crypto/bytes.ts';
import { backend, setBackend } from '../../src/crypto/backend.ts';
import { assertProperty } from '../support/property.ts';

const inJavaScript = { ...backend };
const coder = (name: 'base64' | 'base64url') => ({
  encode: (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(name),
  decode: (text: string) => Buffer.from(text, name),
});
const inNode = {
  sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
  base64: coder('base64'),
  base64url: coder('base64url'),
};

function both<T>(work: () => T): [T, T] {
  setBackend(inNode);
  const fast = work();
  setBackend(inJavaScript);
  return [fast, work()];
}

describe('what the runtime does for the crypto room', () => {
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
