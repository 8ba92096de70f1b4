// The files of a folder, and the entries of an archive, one at a time and in the order of their names.

import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { open as openZip, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { Unreadable, type ScanInput } from './entry.ts';

/** Bytes, unpacked. What says that it is more is no export. */
const LARGEST_ARCHIVE = 64 * 1024 ** 3;
/** Where nothing was written by people. */
const PASSED_BY = new Set(['.git', 'node_modules']);

type Found = ScanInput | { readonly name: string; readonly trouble: string };

export async function* entriesOf(path: string): AsyncGenerator<Found, void> {
  const at = await stat(path).catch(() => null);
  if (at === null) {
    yield { name: path, trouble: 'is not there, or may not be read' };
    return;
  }
  if (at.isDirectory()) {
    yield* inFolder(path);
    return;
  }
  if (!at.isFile()) return;
  if (/\.zip$/i.test(path)) {
    yield* inArchive(path);
    return;
  }
  yield { name: path, open: async () => createReadStream(path) };
}

async function* inFolder(folder: string): AsyncGenerator<Found, void> {
  const folders: string[] = [];
  try {
    for await (const one of await opendir(folder)) {
      const path = join(folder, one.name);
      // Links are passed by: they lead out of the folder, or around in it.
      if (one.isDirectory() && !PASSED_BY.has(one.name)) folders.push(path);
      else if (one.isFile()) yield* entriesOf(path);
    }
  } catch {
    yield { name: folder, trouble: 'may not be read' };
  }
  for (const path of folders.toSorted()) yield* inFolder(path);
}

const openArchive = (path: string): Promise<ZipFile> =>
  new Promise((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false, strictFileNames: false }, (error, file) =>
      error === null ? resolve(file) : reject(error),
    );
  });

const next = (file: ZipFile): Promise<ZipEntry | null> =>
  new Promise((resolve, reject) => {
    const end = (): void => resolve(null);
    file.once('error', reject);
    file.once('end', end);
    file.once('entry', (entry: ZipEntry) => {
      file.removeListener('error', reject);
      file.removeListener('end', end);
      resolve(entry);
    });
    file.readEntry();
  });

const openEntry = (file: ZipFile, entry: ZipEntry): Promise<Readable> =>
  new Promise((resolve, reject) => {
    file.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(new Unreadable('cannot be unpacked'))));
  });

async function* inArchive(path: string): AsyncGenerator<Found, void> {
  const file = await openArchive(path).catch(() => null);
  if (file === null) {
    yield { name: path, trouble: 'is no zip archive, or is damaged' };
    return;
  }
  let total = 0;
  try {
    for (let entry = await next(file); entry !== null; entry = await next(file)) {
      const one = entry;
      const name = `${path} > ${one.fileName}`;
      total += one.uncompressedSize;
      if (total > LARGEST_ARCHIVE) {
        yield { name: path, trouble: 'says that it unpacks to more than 64 GiB: what is left was not read' };
        return;
      }
      if (one.fileName.endsWith('/')) continue;
      if (/\.zip$/i.test(one.fileName)) yield { name, trouble: 'is an archive in an archive: unpack it first' };
      else if (one.isEncrypted()) yield { name, trouble: 'is encrypted' };
      else yield { name, open: () => openEntry(file, one) };
    }
  } catch {
    yield { name: path, trouble: 'is damaged: what is left was not read' };
  } finally {
    file.close();
  }
}
