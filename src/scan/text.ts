// Text by pieces of some ten thousand characters, cut between lines.

import type { Readable } from 'node:stream';
import type { ScanPiece } from './entry.ts';

/** UTF-16 units of a piece. */
const PIECE = 64 * 1024;
/** What a piece without a line end shares with the next one: longer than any form needs to be known. */
const OVERLAP = 1024;
/** How far a file is looked at for a zero byte, as grep does. */
const LOOK = 8 * 1024;

const MESSAGELESS = { message: null, sentAt: null } as const;

/** UTF-8, or UTF-16 where its mark stands in front; null: no text. */
export function encodingOf(start: Uint8Array): string | null {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return start.subarray(0, LOOK).includes(0) ? null : 'utf-8';
}

export async function* textPieces(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<ScanPiece> {
  const decoder = new TextDecoder(encoding);
  let [rest, line, seen] = ['', 1, 0];
  const take = (end: number, next: number): ScanPiece => {
    const piece = { ...MESSAGELESS, text: rest.slice(0, end), firstLine: line, seen, isCut: next < end };
    line += linesIn(rest, next);
    seen = end - next;
    rest = rest.slice(next);
    return piece;
  };
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    while (rest.length > PIECE) {
      const end = rest.lastIndexOf('\n', PIECE) + 1;
      yield end > seen ? take(end, end) : take(PIECE, PIECE - OVERLAP);
    }
  }
  rest += decoder.decode();
  if (rest !== '') yield take(rest.length, rest.length);
}

/** Line ends before that place. */
export function linesIn(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** The first bytes, and all of them from the beginning. */
export async function peek(stream: Readable): Promise<{ readonly start: Uint8Array; readonly bytes: AsyncGenerator<Uint8Array> }> {
  const parts = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const first: Uint8Array[] = [];
  let [length, isOver] = [0, false];
  while (length < LOOK && !isOver) {
    const part = await parts.next();
    isOver = part.done === true;
    if (part.done === true) break;
    first.push(part.value);
    length += part.value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    yield* first;
    for (let part = isOver ? null : await parts.next(); part !== null && part.done !== true; part = await parts.next()) yield part.value;
  }
  return { start: Buffer.concat(first), bytes: all() };
}
