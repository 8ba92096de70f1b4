// The names of chunks, and the look at a place before it is needed: the same for a folder and for a bucket.

import { createHash, randomBytes } from 'node:crypto';
import { BlobFault, type BlobStore, type Chunk } from '../core/ports/blob-store.ts';
import { isFileId, tagOf, type FileId, type TenantTag } from '../core/share.ts';

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

/** Of a try: its minute and a random part, so that what a killed one has left is known to be old. */
const tryId = (minute: number): FileId =>
  (TRIED + base32Of(minute) + Array.from(randomBytes(19), (byte) => BASE32[byte & 31]).join('')) as FileId;
const base32Of = (number: number): string =>
  Array.from({ length: 7 }, (_, at) => BASE32[Math.floor(number / 32 ** (6 - at)) % 32]).join('');
const minuteOf = (id: FileId): number => Array.from(id.slice(6, 13)).reduce((sum, letter) => sum * 32 + BASE32.indexOf(letter), 0);

const OLD_MINUTES = 60;

/** Writes a chunk, reads it again and removes it, with what an earlier try has left. @throws BlobFault */
export async function tryOut(store: Omit<BlobStore, 'check'>): Promise<void> {
  const minute = Math.floor(Date.now() / 60_000);
  const id = tryId(minute);
  const bytes = randomBytes(64);
  const chunk = { index: 0, hash: createHash('sha256').update(bytes).digest('base64') };
  const unfit = (what: string): BlobFault => new BlobFault('unfit', `What is ${what} (${store.place}).`);
  try {
    await store.put(id, chunk, bytes);
    const found = await store.get(id, chunk);
    const read =
      found === null ? null : Buffer.from(await new Response(found.body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
    if (read === null || !read.equals(bytes)) throw unfit('written to the place of files does not come back');
    if ((await store.missing(id, [chunk])).length > 0) throw unfit('written to the place of files is not in its list');
  } catch (error) {
    await store.drop(id).catch(() => undefined);
    throw error;
  }
  await store.drop(id);
  if ((await store.missing(id, [chunk])).length === 0) throw unfit('deleted from the place of files stays there');
  for await (const page of store.ids(TRIED as TenantTag))
    for (const left of page) if (minuteOf(left) < minute - OLD_MINUTES) await store.drop(left);
}
