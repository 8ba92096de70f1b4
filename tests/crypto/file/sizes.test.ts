// Sizes of files and their chunks, and the header that says the hash of one.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatContentDigest, parseContentDigest } from '../../../src/crypto/file/content-digest.ts';
import {
  CHUNK_BYTES,
  chunkSize,
  FILE_LIMITS,
  MOST_BYTES,
  PLAIN_BYTES,
  plainRange,
  plainSize,
  sealedSize,
} from '../../../src/crypto/file/sizes.ts';
import { sha256 } from '../../../src/crypto/bytes.ts';
import { assertProperty } from '../../support/property.ts';

const size = fc.oneof(
  fc.integer({ min: 0, max: MOST_BYTES }),
  fc.integer({ min: 0, max: FILE_LIMITS.chunks }).map((chunks) => chunks * PLAIN_BYTES),
);

test('a size, there and back: its chunks make it up, in ciphertext and in plaintext', () => {
  assertProperty(
    fc.property(size, (bytes) => {
      const sealed = sealedSize(bytes);
      expect(plainSize(sealed)).toBe(bytes);
      const { chunks } = sealed;
      let [all, plain] = [0, 0];
      for (let index = 0; index < chunks; index += 1) {
        const { start, end } = plainRange(bytes, index);
        expect(start).toBe(plain);
        plain = end;
        const one = chunkSize(sealed, index);
        expect(one).toBe(end - start + 16);
        if (index < chunks - 1) expect(one).toBe(CHUNK_BYTES);
        all += one;
      }
      expect([all, plain]).toEqual([sealed.bytes, bytes]);
      for (const index of [-1, chunks, 0.5, Number.NaN]) expect(chunkSize(sealed, index)).toBe(0);
    }),
    { numRuns: 50 },
  );
});

test('a ciphertext of any other size is none', () => {
  const { bytes, chunks } = sealedSize(2 * PLAIN_BYTES);
  const bad = [
    [bytes, chunks + 1],
    [bytes, chunks - 1],
    [bytes + 1, chunks],
    [15, 1],
    [0, 0],
    [16, 0],
    [32, 2],
    [16.5, 1],
    [-1, 1],
    [Number.NaN, 1],
    [1e300, 1],
    [CHUNK_BYTES * 1_025, 1_025],
  ] as const;
  for (const [all, count] of bad) expect(plainSize({ bytes: all, chunks: count }), `${all} in ${count}`).toBeNull();
  expect(plainSize({ bytes: 16, chunks: 1 })).toBe(0);
});

test('Content-Digest has one spelling', () => {
  const hash = sha256('x');
  const text = formatContentDigest(hash);
  expect(text).toBe('sha-256=:LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=:');
  expect(parseContentDigest(text)).toEqual(hash);
  const bad = [
    '',
    text.slice(0, -1),
    ` ${text}`,
    `${text}, ${text}`,
    text.replace('256', '512'),
    text.replace('IE=', 'IF='),
    text.toUpperCase(),
  ];
  for (const other of bad) expect(parseContentDigest(other), other).toBeNull();
});
