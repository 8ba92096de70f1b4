// Chunks in a bucket that speaks S3: `<prefix><tag>/<id>/<chunk>`, one object each. An object is there whole or not at all, so nothing is
// written beside its place. See docs/decisions/files-in-a-bucket.md.

import { BlobFault, type BlobStore, type Chunk } from '../core/ports/blob-store.ts';
import { isFileId, type FileId } from '../core/share.ts';
import { silentFault, listingFault } from './bucket-faults.ts';
import { BUCKET_TIMES, createBucketRequests, piecesOf, type BucketSettings, type BucketTimes } from './bucket-requests.ts';
import { chunkName, fileName, isTag, missingFrom, tryOut } from './chunk-name.ts';
import { parseListing, parseVersioning } from './list-xml.ts';

export interface BucketOptions {
  /** The way out, where it is a proxy's. */
  readonly fetch?: typeof fetch | undefined;
  readonly times?: BucketTimes;
}

/** Keys on one page of a listing: so many are in memory at a time. */
const PAGE = 500;
const PAGE_BYTES = 2 * 1024 * 1024;
/** Objects that are deleted at the same time. */
const AT_ONCE = 8;

/** Asks nothing yet: a bucket that is away keeps nothing from starting. */
export function openBucket(settings: BucketSettings, options: BucketOptions = {}): BlobStore {
  const { times = BUCKET_TIMES } = options;
  const requests = createBucketRequests(settings, options);
  const { place } = requests;
  const folderOf = (id: FileId): string => `${fileName(id).join('/')}/`;
  const keyOf = (id: FileId, chunk: Chunk): string => folderOf(id) + chunkName(chunk);

  async function* pages(folder: string, delimiter: '' | '/'): AsyncGenerator<readonly string[], void, undefined> {
    let next: string | null = null;
    do {
      const query: Record<string, string> = {
        'list-type': '2',
        'max-keys': String(PAGE),
        prefix: settings.prefix + folder,
        ...(delimiter !== '' && { delimiter }),
        ...(next !== null && { 'continuation-token': next }),
      };
      const xml = await requests.text({ method: 'GET', query }, PAGE_BYTES);
      const page = xml === null ? null : parseListing(xml);
      // One that leads to itself would be read for ever, and what is not asked for is not ours to delete.
      if (page === null || (page.next !== null && page.next === next)) throw listingFault({ place });
      const found = delimiter === '' ? page.keys : page.prefixes;
      if (!found.every((key) => key.startsWith(settings.prefix + folder))) throw listingFault({ place });
      yield found.map((key) => key.slice(settings.prefix.length + folder.length));
      next = page.next;
    } while (next !== null);
  }

  async function namesIn(id: FileId): Promise<string[]> {
    const names: string[] = [];
    for await (const page of pages(folderOf(id), '')) names.push(...page);
    return names;
  }

  const store: Omit<BlobStore, 'check'> = {
    place,
    async put(id, chunk, bytes) {
      const response = await requests.ask({
        method: 'PUT',
        key: keyOf(id, chunk),
        body: { bytes, hash: Buffer.from(chunk.hash, 'base64') },
      });
      if (response === null) throw silentFault({ place }, null);
      await response.body?.cancel();
    },
    async get(id, chunk) {
      const response = await requests.ask({ method: 'GET', key: keyOf(id, chunk) });
      if (response === null) return null;
      const length = response.headers.get('content-length') ?? '';
      if (response.status !== 200 || !/^\d{1,10}$/.test(length)) {
        await response.body?.cancel();
        throw silentFault({ place }, null);
      }
      return { bytes: Number(length), body: bodyOf(response, times) };
    },
    async drop(id) {
      // A page begins behind the last key of the one before, so it may be deleted while the next one is read.
      for await (const page of pages(folderOf(id), '')) {
        for (let at = 0; at < page.length; at += AT_ONCE)
          await Promise.all(page.slice(at, at + AT_ONCE).map((name) => remove(folderOf(id) + name)));
      }
    },
    missing: async (id, chunks) => missingFrom(await namesIn(id), chunks),
    async *ids(tag) {
      if (!isTag(tag)) return;
      for await (const page of pages(`${tag}/`, '/')) yield page.map((name) => name.replace(/\/$/, '')).filter(isFileId);
    },
  };

  async function remove(key: string): Promise<void> {
    await (await requests.ask({ method: 'DELETE', key }))?.body?.cancel();
  }

  async function notes(): Promise<string[]> {
    const found: string[] = [];
    if (settings.endpoint.protocol === 'http:')
      found.push(`the way to the ${place} has no TLS: who sits on it sees ciphertext, sizes and times, and can keep files from arriving`);
    const versions = await requests.text({ method: 'GET', query: { versioning: '' } }, PAGE_BYTES).catch((error: unknown) => {
      // Some know of no versions, and some keys may not ask.
      if (error instanceof BlobFault) return null;
      throw error;
    });
    if (versions !== null && (parseVersioning(versions) ?? '') !== '')
      found.push(
        `the ${place} keeps versions: what nt2 deletes stays there. Switch them off, or let a rule of the bucket delete older ones`,
      );
    return found;
  }

  return {
    ...store,
    async check() {
      await tryOut(store);
      return notes();
    },
  };
}

/** As it is read, and no faster. */
function bodyOf(response: Response, { pieceMs }: BucketTimes): ReadableStream<Uint8Array> {
  const pieces = piecesOf(response, pieceMs);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await pieces.next();
        if (piece.done) controller.close();
        else controller.enqueue(piece.value);
      },
      cancel: async () => void (await pieces.return()),
    },
    { highWaterMark: 0 },
  );
}
