// Reads what another program sends, and stops where it is more than a share may hold: nobody can fill the memory of a command by a pipe.

export type LimitedRead = { readonly kind: 'bytes'; readonly bytes: Uint8Array } | { readonly kind: 'too_large' };

/** Of a larger source no more than one chunk beyond `most` bytes is read; the iterator is closed, so a pipe's writer ends too. */
export async function readLimited(source: AsyncIterable<Uint8Array>, most: number): Promise<LimitedRead> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    length += part.length;
    if (length > most) return { kind: 'too_large' };
    parts.push(part);
  }
  return { kind: 'bytes', bytes: Buffer.concat(parts) };
}
