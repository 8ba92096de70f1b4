// A text that is sent while it is made, piece by piece, at the speed of its reader.

/** @param pieces throws where it must stop: then the text breaks off, and no reader takes it for whole. */
export function streamText(pieces: AsyncIterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(out) {
      for (;;) {
        const piece = await pieces.next();
        if (piece.done === true) return out.close();
        // An empty piece would end the turn without waking the reader.
        if (piece.value === '') continue;
        return out.enqueue(encoder.encode(piece.value));
      }
    },
    cancel: async () => void (await pieces.return?.()),
  });
}
