// The film of the README: its encoder, and the file that stands there.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deflateSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeApng, formatChunk, parseChunks, SIGNATURE } from './apng.ts';

/** One row of grey. */
function picture(grey: readonly number[]): Buffer {
  const header = Buffer.from([0, 0, 0, grey.length, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const packed = deflateSync(Buffer.from([0, ...grey]), { level: 0 });
  // Its pixels in two pieces, as browsers write them.
  const pixels = [packed.subarray(0, 3), packed.subarray(3)].map((piece) => formatChunk('IDAT', piece));
  return Buffer.concat([SIGNATURE, formatChunk('IHDR', header), ...pixels, formatChunk('IEND')]);
}

test('a film holds every picture as it was, with its time, and is a PNG of the first one', () => {
  const chunks = parseChunks(
    encodeApng([
      { png: picture([1, 2]), ms: 900 },
      { png: picture([3, 4]), ms: 4_000 },
    ]),
  );
  expect(chunks.map(({ kind }) => kind)).toEqual(['IHDR', 'acTL', 'fcTL', 'IDAT', 'fcTL', 'fdAT', 'IEND']);
  const [, count, first, pixels, second, more] = chunks.map(({ data }) => data) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer];
  expect([count.readUInt32BE(0), count.readUInt32BE(4)]).toEqual([2, 0]);
  expect([...inflateSync(pixels)]).toEqual([0, 1, 2]);
  expect([...inflateSync(more.subarray(4))]).toEqual([0, 3, 4]);
  expect([first, second, more].map((chunk) => chunk.readUInt32BE(0))).toEqual([0, 1, 2]);
  expect([first, second].map((chunk) => [chunk.readUInt32BE(4), chunk.readUInt16BE(20), chunk.readUInt16BE(22)])).toEqual([
    [2, 900, 1_000],
    [2, 4_000, 1_000],
  ]);
});

test('no film is made of nothing, of pictures that differ in size, or of a damaged one', () => {
  const frame = (png: Buffer) => ({ png, ms: 1 });
  const damaged = picture([1, 2]);
  damaged[damaged.length - 20]! ^= 1;
  expect(() => encodeApng([])).toThrow('at least one');
  expect(() => encodeApng([frame(picture([1])), frame(picture([1, 2]))])).toThrow('differ');
  expect(() => encodeApng([frame(damaged)])).toThrow('damaged');
  expect(() => encodeApng([frame(Buffer.from('GIF89a, and more'))])).toThrow('not a PNG');
});

test('the film of the README plays, and has fewer than 2 MB', () => {
  const file = fileURLToPath(new URL('../../docs/images/main-path.png', import.meta.url));
  // As tests/docs/links.test.ts: a copy of the sources without pictures is still whole.
  const film = existsSync(file) ? readFileSync(file) : encodeApng(Array.from({ length: 8 }, () => ({ png: picture([1]), ms: 1 })));
  expect(film.length).toBeLessThan(2_000_000);
  expect(
    parseChunks(film)
      .find(({ kind }) => kind === 'acTL')
      ?.data.readUInt32BE(0),
  ).toBeGreaterThanOrEqual(8);
});
