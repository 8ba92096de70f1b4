// Makes a film out of PNG pictures of one size: an APNG, which browsers play and everything else shows as its first picture.
// See docs/decisions/film-as-apng.md. The format: https://www.w3.org/TR/png-3/#apng-frame-based-animation

import { crc32, deflateSync, inflateSync } from 'node:zlib';

export const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export interface Chunk {
  readonly kind: string;
  readonly data: Buffer;
}

/** @throws Error when it is no PNG, or cut off */
export function parseChunks(png: Buffer): Chunk[] {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('not a PNG');
  const chunks: Chunk[] = [];
  for (let at = 8; at < png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    const typed = png.subarray(at + 4, end);
    if (crc32(typed) !== png.readUInt32BE(end)) throw new Error('a damaged PNG');
    chunks.push({ kind: typed.toString('latin1', 0, 4), data: typed.subarray(4) });
    at = end + 4;
  }
  return chunks;
}

export function formatChunk(kind: string, ...parts: readonly Buffer[]): Buffer {
  const typed = Buffer.concat([Buffer.from(kind, 'latin1'), ...parts]);
  return Buffer.concat([uint32(typed.length - 4), typed, uint32(crc32(typed))]);
}

const uint16 = (n: number): Buffer => Buffer.from([n >>> 8, n & 0xff]);
const uint32 = (n: number): Buffer => Buffer.concat([uint16(n >>> 16), uint16(n & 0xffff)]);

export interface Frame {
  readonly png: Buffer;
  /** How long it is shown, at most 65 seconds. */
  readonly ms: number;
}

/** The pictures one after the other, for ever. @throws Error when they differ in size or kind of colour */
export function encodeApng(frames: readonly Frame[]): Buffer {
  const pictures = frames.map(({ png }) => parseChunks(png));
  const [header] = pictures.map(headerOf);
  if (header === undefined) throw new Error('a film has at least one picture');
  if (pictures.some((chunks) => !headerOf(chunks).equals(header))) throw new Error('the pictures differ in size or colour');
  let sequence = 0;
  const number = (): Buffer => uint32(sequence++);
  const shown = pictures.flatMap((chunks, at) => {
    // Browsers pack their screenshots in haste.
    const pixels = Buffer.concat(chunks.filter(({ kind }) => kind === 'IDAT').map(({ data }) => data));
    const packed = deflateSync(inflateSync(pixels), { level: 9, memLevel: 9 });
    const place = [header.subarray(0, 8), uint32(0), uint32(0)];
    const control = formatChunk('fcTL', number(), ...place, uint16(frames[at]?.ms ?? 0), uint16(1_000), Buffer.from([0, 0]));
    return [control, at === 0 ? formatChunk('IDAT', packed) : formatChunk('fdAT', number(), packed)];
  });
  const count = formatChunk('acTL', uint32(frames.length), uint32(0));
  return Buffer.concat([SIGNATURE, formatChunk('IHDR', header), count, ...shown, formatChunk('IEND')]);
}

const headerOf = (chunks: readonly Chunk[]): Buffer => chunks.find(({ kind }) => kind === 'IHDR')?.data ?? Buffer.alloc(0);
