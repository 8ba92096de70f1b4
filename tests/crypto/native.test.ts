import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { b64, b64u, hashB64, sha256, unb64, unb64u } from '../../src/crypto/bytes.ts';
import { native, useNative } from '../../src/crypto/native.ts';

const inJavaScript = { ...native };
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
  useNative(inNode);
  const fast = work();
  useNative(inJavaScript);
  return [fast, work()];
}

describe('what the runtime does for the crypto room', () => {
  it('is the same to the bit as what JavaScript does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const spelt = [() => b64(bytes), () => b64u(bytes), () => unb64(b64(bytes)), () => unb64u(b64u(bytes))];
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
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...odd), fc.base64String(), fc.string()), (text) => {
        for (const read of [unb64, unb64u]) {
          const [fast, slow] = both(() => read(text));
          expect(fast).toEqual(slow);
        }
      }),
    );
  });
});
