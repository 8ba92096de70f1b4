import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { b64, hashB64, sha256, unb64 } from '../../src/crypto/bytes.ts';
import { native, useNative } from '../../src/crypto/native.ts';

const inJavaScript = { ...native };
const inNode = {
  sha256: (bytes: Uint8Array) => createHash('sha256').update(bytes).digest(),
  base64: {
    encode: (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
    decode: (text: string) => Buffer.from(text, 'base64'),
  },
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
        for (const work of [() => b64(bytes), () => sha256(bytes), () => hashB64(bytes), () => unb64(b64(bytes))]) {
          const [fast, slow] = both<unknown>(work);
          expect(fast).toEqual(slow);
        }
      }),
    );
  });

  it('forgives no spelling that JavaScript refuses: stray bits, missing padding, white space, the other alphabet, dots', () => {
    const odd = ['QQ', 'QQ=', 'QR==', 'QQ==\n', ' QQ==', 'QQ==QQ==', '-_8=', 'Q.Q=', '====', 'QQ==x', '\u0000QQ==', 'é', ''];
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...odd), fc.base64String(), fc.string()), (text) => {
        const [fast, slow] = both(() => unb64(text));
        expect(fast).toEqual(slow);
      }),
    );
  });
});
