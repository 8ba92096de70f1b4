// STREAM as age has it, one chunk at a time: what is cut, moved, repeated or foreign does not open.

import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decryptChunk, encryptChunk, generateFileKey } from '../../../src/crypto/file/chunk.ts';
import { chunkHash, createFileHash } from '../../../src/crypto/file/file-hash.ts';
import { CHUNK_BYTES, FILE_LIMITS, PLAIN_BYTES, plainRange } from '../../../src/crypto/file/sizes.ts';
import { hashB64 } from '../../../src/crypto/bytes.ts';
import { assertProperty } from '../../support/property.ts';
import { flipped } from '../support.ts';

const key = generateFileKey();
const whole = (fill: number): Uint8Array => new Uint8Array(PLAIN_BYTES).fill(fill);
/** Two whole chunks and one of a byte. */
const CHUNKS = 3;
const sealed = [whole(1), whole(2), new Uint8Array([3])].map((plain, index) => encryptChunk(plain, { key, index, chunks: CHUNKS }));

describe('a chunk of a file', () => {
  test('opens at its place, and there alone', () => {
    for (const [at, bytes] of sealed.entries()) {
      for (let index = 0; index < CHUNKS; index += 1) {
        expect(decryptChunk(bytes, { key, index, chunks: CHUNKS })?.[0] ?? null).toBe(index === at ? at + 1 : null);
      }
    }
  });

  test('a file that was cut after a whole chunk is not a shorter file', () => {
    expect(decryptChunk(sealed[1] as Uint8Array, { key, index: 1, chunks: 2 })).toBeNull();
    expect(decryptChunk(sealed[0] as Uint8Array, { key, index: 0, chunks: 1 })).toBeNull();
  });

  test('the last chunk sent twice is not a longer file, and one that is not the last does not end one', () => {
    const last = sealed[2] as Uint8Array;
    expect(decryptChunk(last, { key, index: 3, chunks: 4 })).toBeNull();
    expect(decryptChunk(last, { key, index: 2, chunks: 4 })).toBeNull();
    expect(decryptChunk(sealed[1] as Uint8Array, { key, index: 2, chunks: CHUNKS })).toBeNull();
  });

  test('another key, a flipped bit, a byte more or less: null', () => {
    const bytes = sealed[2] as Uint8Array;
    const place = { key, index: 2, chunks: CHUNKS };
    expect(decryptChunk(bytes, { ...place, key: generateFileKey() })).toBeNull();
    for (let bit = 0; bit < bytes.length * 8; bit += 1) expect(decryptChunk(flipped(bytes, bit), place)).toBeNull();
    for (const other of [bytes.subarray(1), bytes.subarray(0, -1), new Uint8Array([...bytes, 0]), new Uint8Array(0)])
      expect(decryptChunk(other, place)).toBeNull();
  });

  test('an empty file is one chunk of the tag alone; no other chunk is empty, and only the last is short', () => {
    const only = { key, index: 0, chunks: 1 };
    const empty = encryptChunk(new Uint8Array(0), only);
    expect([empty.length, decryptChunk(empty, only)?.length]).toEqual([16, 0]);
    const bad = [
      [0, { key, index: 1, chunks: 2 }],
      [1, { key, index: 0, chunks: 2 }],
      [PLAIN_BYTES + 1, only],
      [1, { key, index: 1, chunks: 1 }],
      [1, { key, index: -1, chunks: 1 }],
      [1, { key, index: 0.5, chunks: 1 }],
      [1, { key, index: FILE_LIMITS.chunks, chunks: FILE_LIMITS.chunks + 1 }],
      [PLAIN_BYTES, { key, index: 0, chunks: FILE_LIMITS.chunks + 1 }],
    ] as const;
    for (const [length, place] of bad) {
      expect(() => encryptChunk(new Uint8Array(length), place)).toThrow(RangeError);
      expect(decryptChunk(new Uint8Array(length + 16), place)).toBeNull();
    }
  });

  test('is what another implementation of ChaCha20-Poly1305 makes with the nonce of age: a counter of 11 bytes, and whether it is the last', () => {
    for (const [index, chunks] of [
      [0, 1],
      [1, 2],
      [258, 260],
      [1_023, 1_024],
    ] as const) {
      const isLast = index === chunks - 1;
      const plain = isLast ? new Uint8Array([7, 8, 9]) : whole(9);
      const nonce = Buffer.concat([Buffer.alloc(7), Buffer.from(Uint32Array.of(index).buffer).reverse(), Buffer.from([isLast ? 1 : 0])]);
      const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
      const other = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      expect(other.equals(encryptChunk(plain, { key, index, chunks }))).toBe(true);
    }
  });

  test('every content, in chunks of its own, reads back as it was, and its hash does not depend on the order in which they pass', () => {
    const pattern = new Uint8Array(2 * PLAIN_BYTES + 2).map((_, at) => at);
    const bytes = fc.constantFrom(0, 1, PLAIN_BYTES - 1, PLAIN_BYTES, PLAIN_BYTES + 1, 2 * PLAIN_BYTES, 2 * PLAIN_BYTES + 1);
    assertProperty(
      fc.property(bytes, fc.boolean(), (size, backwards) => {
        const content = pattern.subarray(0, size);
        const chunks = Math.max(1, Math.ceil(size / PLAIN_BYTES));
        const hash = createFileHash(chunks);
        const all: Uint8Array[] = [];
        const order = Array.from({ length: chunks }, (_, index) => index);
        for (const index of backwards ? order.toReversed() : order) {
          const { start, end } = plainRange(size, index);
          const bytes = encryptChunk(content.subarray(start, end), { key, index, chunks });
          expect(bytes.length).toBeLessThanOrEqual(CHUNK_BYTES);
          expect(Buffer.from(decryptChunk(bytes, { key, index, chunks })!).equals(content.subarray(start, end))).toBe(true);
          all[index] = bytes;
          expect(hash.read()).toBeNull();
          hash.add(index, chunkHash(bytes));
        }
        expect(hash.read()).toBe(hashB64(...all.map(chunkHash)));
      }),
      { numRuns: 8 },
    );
  });

  test('a hash refuses a chunk that it does not have, and another one in the place of one that it knows', () => {
    const hash = createFileHash(2);
    const [one, two] = [chunkHash(new Uint8Array([1])), chunkHash(new Uint8Array([2]))];
    hash.add(0, one);
    hash.add(0, one);
    for (const [index, bytes] of [
      [0, two],
      [2, two],
      [-1, two],
      [1, two.subarray(1)],
    ] as const)
      expect(() => hash.add(index, bytes)).toThrow(RangeError);
    expect(hash.read()).toBeNull();
  });
});
