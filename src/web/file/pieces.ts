// Large files are encrypted and decrypted a piece at a time: 25 MiB at once freeze a page for a third of a second, and a telephone for longer.

import type { Pieces } from '../../crypto/age/in-pieces.ts';
import { concat } from '../../crypto/bytes.ts';

/** Some ten milliseconds of work. */
export const PIECE_BYTES = 1_048_576;

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

export const pagePieces: Pieces = {
  stream(bytes) {
    let at = 0;
    return new ReadableStream<Uint8Array>(
      {
        async pull(to) {
          await turn();
          to.enqueue(bytes.subarray(at, (at += PIECE_BYTES)));
          if (at >= bytes.length) to.close();
        },
      },
      { highWaterMark: 0 },
    );
  },
  async whole(stream) {
    const parts: Uint8Array[] = [];
    const reader = (stream as ReadableStream<Uint8Array>).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) parts.push(read.value);
    return concat(...parts);
  },
};
