// The names of chunks, and the look at a place before it is needed: the same for a folder and for a bucket.

import { randomBytes } from 'node:crypto';
import { BlobFault, type BlobStore, type Chunk } from '../core/ports/blob-store.ts';
import { isFileId, tagOf, type FileId } from '../core/share.ts';

/** As many as the format has. */
const MOST = 1_024;

/**
 * `<index>-<32 hexadecimal digits of its hash>`: of two that race for one place in a file, each has a place of its own. Of a closed alphabet and of
 * bounded length, as the ids are, so no name leads out of a folder.
 */
export function chunkName({ index, hash }: Chunk): string {
  if (!Number.isSafeInteger(index) || index < 0 || index >= MOST) throw new RangeError('not the index of a chunk');
  const digest = Buffer.from(hash, 'base64');
  if (digest.length !== 32) throw new RangeError('not the hash of a chunk');
  return `${index}-${digest.toString('hex', 0, 16)}`;
}

/** `<tag>/<id>` */
export function fileName(id: FileId): readonly [string, string] {
  if (!isFileId(id)) throw new RangeError('not the id of a file');
  return [tagOf(id), id];
}

export const isTag = (text: string): boolean => /^[a-z2-7]{6}$/.test(text);

/** The indexes of those that have none of these names. */
export function missingFrom(names: readonly string[], chunks: readonly Chunk[]): number[] {
  const there = new Set(names);
  return chunks.filter((chunk) => !there.has(chunkName(chunk))).map(({ index }) => index);
}

/** No tenant has this tag: the ids of tests of a place. */
const TRIED = 'aaaaaa';
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** Writes a chunk, reads it again and removes it. @throws BlobFault */
export async function tryOut(store: Pick<BlobStore, 'put' | 'get' | 'drop' | 'place'>): Promise<void> {
  const id = (TRIED + Array.from(randomBytes(26), (byte) => BASE32[byte & 31]).join('')) as FileId;
  const bytes = randomBytes(64);
  const chunk = { index: 0, hash: randomBytes(32).toString('base64') };
  try {
    await store.put(id, chunk, bytes);
    const found = await store.get(id, chunk);
    const read =
      found === null ? null : Buffer.from(await new Response(found.body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
    if (read === null || !read.equals(bytes))
      throw new BlobFault('unfit', `What is written to the place of files (${store.place}) does not come back.`);
  } finally {
    await store.drop(id);
  }
}
