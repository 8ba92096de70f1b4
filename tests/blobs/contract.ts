// What every place of files does, whatever it is: folder and bucket run it alike.

import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { BlobStore, Chunk } from '../../src/core/ports/blob-store.ts';
import type { FileId, TenantTag } from '../../src/core/share.ts';

const TAG = 'tagtag' as TenantTag;
let count = 0;
const letters = 'abcdefghijklmnopqrstuvwxyz234567';
export const newFile = (tag: string = TAG): FileId => {
  count += 1;
  return (tag + [...String(count).padStart(26, '0')].map((digit) => letters[Number(digit)]).join('')) as FileId;
};
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');
export const chunkOf = (index: number, bytes: Uint8Array): Chunk => ({ index, hash: hashOf(bytes) });
export async function readAll(store: Pick<BlobStore, 'get'>, id: FileId, chunk: Chunk): Promise<Buffer | null> {
  const found = await store.get(id, chunk);
  if (found === null) return null;
  const bytes = Buffer.from(await new Response(found.body as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
  expect(found.bytes).toBe(bytes.length);
  return bytes;
}
export async function idsOf(store: BlobStore, tag: TenantTag = TAG): Promise<FileId[]> {
  const found: FileId[] = [];
  for await (const page of store.ids(tag)) found.push(...page);
  return found.toSorted();
}

/** `page`: names on one page of a list; null where a service counts otherwise. */
export function testBlobs(open: () => BlobStore, { page: most = 500 }: { readonly page?: number | null } = {}): void {
  describe('a place of files', () => {
    test('what was put is what comes back, and twice is once', async () => {
      const store = open();
      const [id, bytes] = [newFile(), randomBytes(1024 * 1024)];
      const chunk = chunkOf(0, bytes);
      for (const _ of [1, 2]) await store.put(id, chunk, bytes);
      expect((await readAll(store, id, chunk))?.equals(bytes)).toBe(true);
      expect(await readAll(store, id, { ...chunk, index: 1 })).toBeNull();
      expect(await readAll(store, newFile(), chunk)).toBeNull();
    });

    test('of two that bring other bytes for one place, each has its own', async () => {
      const store = open();
      const id = newFile();
      const all = [randomBytes(10), randomBytes(10)];
      await Promise.all(all.map((bytes) => store.put(id, chunkOf(3, bytes), bytes)));
      for (const bytes of all) expect((await readAll(store, id, chunkOf(3, bytes)))?.equals(bytes)).toBe(true);
    });

    test('what is missing is named by its index, and other bytes than those that were said are missing too', async () => {
      const store = open();
      const [id, bytes] = [newFile(), randomBytes(10)];
      await store.put(id, chunkOf(0, bytes), bytes);
      expect(await store.missing(id, [chunkOf(0, bytes), chunkOf(1, bytes), chunkOf(2, randomBytes(3))])).toEqual([1, 2]);
      expect(await store.missing(id, [chunkOf(0, randomBytes(10))])).toEqual([0]);
      expect(await store.missing(newFile(), [chunkOf(0, bytes)])).toEqual([0]);
    });

    test('what is dropped is gone with all its chunks, alone, and again is nothing', async () => {
      const store = open();
      const [one, other, bytes] = [newFile('dropaa'), newFile('dropaa'), randomBytes(10)];
      for (let index = 0; index < 20; index += 1) await store.put(one, chunkOf(index, bytes), bytes);
      await store.put(other, chunkOf(0, bytes), bytes);
      expect(await idsOf(store, 'dropaa' as TenantTag)).toEqual([one, other].toSorted());
      for (const _ of [1, 2]) await store.drop(one);
      expect([await readAll(store, one, chunkOf(0, bytes)), await idsOf(store, 'dropaa' as TenantTag)]).toEqual([null, [other]]);
      expect((await readAll(store, other, chunkOf(0, bytes)))?.equals(bytes)).toBe(true);
    });

    test('files are listed by their tag, many of them page by page, while they are dropped; a tag that is none has none', async () => {
      const store = open();
      const made = Array.from({ length: 520 }, () => newFile('manyaa')).toSorted();
      const bytes = randomBytes(4);
      for (let at = 0; at < made.length; at += 26)
        await Promise.all(made.slice(at, at + 26).map((id) => store.put(id, chunkOf(0, bytes), bytes)));
      const seen: FileId[] = [];
      for await (const page of store.ids('manyaa' as TenantTag)) {
        expect(page.length).toBeLessThanOrEqual(most ?? Infinity);
        for (const id of page) {
          seen.push(id);
          await store.drop(id);
        }
      }
      expect(seen.toSorted()).toEqual(made);
      expect([await idsOf(store, 'manyaa' as TenantTag), await idsOf(store, '../../' as TenantTag)]).toEqual([[], []]);
    });

    test('no name leads out: what is no id, no index and no hash is refused before anything is asked', async () => {
      const store = open();
      const bytes = randomBytes(4);
      for (const id of ['../x', '', 'a'.repeat(31), 'A'.repeat(32)])
        for (const ask of [
          () => store.put(id as FileId, chunkOf(0, bytes), bytes),
          () => store.get(id as FileId, chunkOf(0, bytes)),
          () => store.drop(id as FileId),
        ])
          await expect((async () => ask())()).rejects.toThrow(RangeError);
      for (const chunk of [chunkOf(-1, bytes), chunkOf(1_024, bytes), chunkOf(0.5, bytes), { index: 0, hash: '../../x' }])
        await expect((async () => store.put(newFile(), chunk, bytes))()).rejects.toThrow(RangeError);
    });

    test('its check writes, reads, lists and removes, and leaves nothing', async () => {
      const store = open();
      await store.check();
      expect(await idsOf(store, 'aaaaaa' as TenantTag)).toEqual([]);
      // What a killed one left: an hour later it goes.
      const old = `aaaaaa${'a'.repeat(26)}` as FileId;
      const bytes = randomBytes(4);
      await store.put(old, chunkOf(0, bytes), bytes);
      await store.check();
      expect(await idsOf(store, 'aaaaaa' as TenantTag)).toEqual([]);
    });
  });
}
