import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createPaceMeter } from '../../src/web/files/pace.ts';
import { patient } from '../../src/web/files/patience.ts';
import { leftText, bytesText } from '../../src/web/messages/amount.ts';
import { pictureKind } from '../../src/web/recipient/files/picture-kind.ts';
import { savedName } from '../../src/web/recipient/files/saved-name.ts';

const bytes = (...parts: (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));

const png = (width: number, height: number): Uint8Array => {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width);
  size.writeUInt32BE(height, 4);
  return bytes('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR', [...size], [8, 2, 0, 0, 0], [...deflateSync('x')]);
};

test('a picture is known by its first bytes, with its size', () => {
  expect(pictureKind(png(2, 3))).toEqual({ type: 'image/png', width: 2, height: 3 });
  expect(pictureKind(bytes('GIF89a', [5, 0, 7, 1]))).toEqual({ type: 'image/gif', width: 5, height: 263 });
  const exif = [0xff, 0xe1, 0, 4, 1, 2];
  expect(pictureKind(bytes([0xff, 0xd8], exif, [0xff, 0xc0, 0, 11, 8, 0, 9, 0, 4, 1, 1, 17, 0]))).toEqual({
    type: 'image/jpeg',
    width: 4,
    height: 9,
  });
  expect(pictureKind(bytes('RIFF\0\0\0\0WEBPVP8X', [0, 0, 0, 0, 0, 0, 0, 0], [3, 0, 0], [8, 0, 0]))).toEqual({
    type: 'image/webp',
    width: 4,
    height: 9,
  });
});

test('no SVG, no PDF, no HTML, and nothing that would unfold into too much', () => {
  const texts = [
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '<?xml version="1.0"?><svg/>',
    '%PDF-1.7',
    '<!doctype html>',
    '',
    'GIF89a',
    'BM',
  ];
  for (const text of texts) expect(pictureKind(bytes(text)), text).toBeNull();
  expect(pictureKind(png(100_000, 100_000))).toBeNull();
  expect(pictureKind(png(0, 5))).toBeNull();
  // A JPEG whose segments lead nowhere.
  expect(pictureKind(bytes([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0, 0, 0]))).toBeNull();
  expect(pictureKind(bytes([0xff, 0xd8, 0xff], Array(64).fill(0xff) as number[]))).toBeNull();
});

test('a name is saved as it is read, without what turns it round', () => {
  expect(savedName('invoice\u202egpj.exe')).toBe('invoicegpj.exe');
  expect([savedName('a b.txt'), savedName('\u200b'), savedName('..\u2060'), savedName('.env')]).toEqual([
    'a b.txt',
    'file',
    'file',
    '.env',
  ]);
});

test('sizes and times are said as people say them', () => {
  expect([0, 1, 812, 1_024, 1_536, 1_048_575, 104_857_600, 1_610_612_736].map(bytesText)).toEqual([
    '0 bytes',
    '1 byte',
    '812 bytes',
    '1 KiB',
    '1.5 KiB',
    '1 MiB',
    '100 MiB',
    '1.5 GiB',
  ]);
  expect([3_000, 22_000, 60_000, 130_000, 7_200_000].map(leftText)).toEqual([
    'a few seconds left',
    'about 30 seconds left',
    'about a minute left',
    'about 2 minutes left',
    'about 2 hours left',
  ]);
});

test('how fast it goes is of the last seconds, and is not said too early', () => {
  let now = 0;
  const meter = createPaceMeter(() => now);
  now = 200;
  expect(meter.add(1_000, 10_000)).toBeNull();
  now = 1_000;
  expect(meter.add(2_000, 10_000)).toEqual({ perSecond: 2_000, leftMs: 4_000 });
  now = 30_000;
  expect(meter.add(2_100, 10_000)?.perSecond).toBeLessThan(100);
});

test('it goes on for as long as the page is open, but what asks to wait for an hour is told', () => {
  let stalled = 0;
  const pause = patient(() => (stalled += 1));
  const failure = (code: string, retryAfterMs: number | null = null) => ({ ok: false, code, retryAfterMs, triesLeft: null }) as const;
  expect([1, 2, 50].map((tried) => pause(failure('network'), tried))).toEqual([500, 1_000, 8_000]);
  expect(stalled).toBe(3);
  expect([pause(failure('quota.files'), 1), pause(failure('rate.limited', 3_600_000), 1)]).toEqual([null, null]);
  expect(pause(failure('file.busy', 1_000), 1)).toBe(1_000);
});
