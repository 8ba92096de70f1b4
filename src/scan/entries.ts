// The files of a folder, and the entries of an archive, one at a time and in the order of their names.

import { createReadStream } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { open as openZip, type Entry as ZipEntry, type ZipFile } from 'yauzl';
import { Unreadable, type ScanInput } from './entry.ts';

export interface ArchiveLimits {
  /** Bytes of all entries, unpacked. What says that it is more is no export. */
  readonly whole: number;
  /** An entry of more bytes than this … */
  readonly large: number;
  /** … that is so many times what it is packed. Chats come to 20, logs that repeat themselves to 100, and what was made to fill a disk to 1,000. */
  readonly ratio: number;
}
export const ARCHIVE_LIMITS: ArchiveLimits = { whole: 64 * 1024 ** 3, large: 256 * 1024 ** 2, ratio: 250 };
/** Where nothing was written by people. */
const PASSED_BY = new Set(['.git', 'node_modules']);

type Found = ScanInput | { readonly name: string; readonly trouble: string };

export async function* entriesOf(path: string, limits: ArchiveLimits = ARCHIVE_LIMITS): AsyncGenerator<Found, void> {
  const at = await stat(path).catch(() => null);
  if (at === null) {
    yield { name: path, trouble: 'is not there, or may not be read' };
    return;
  }
  if (at.isDirectory()) {
    yield* inFolder(path, limits);
    return;
  }
  if (!at.isFile()) return;
  if (/\.zip$/i.test(path)) {
    yield* inArchive(path, limits);
    return;
  }
  yield { name: path, open: async () => createReadStream(path) };
}

async function* inFolder(folder: string, limits: ArchiveLimits): AsyncGenerator<Found, void> {
  const folders: string[] = [];
  try {
    for await (const one of await opendir(folder)) {
      const path = join(folder, one.name);
      // Links are passed by: they lead out of the folder, or around in it.
      if (one.isDirectory() && !PASSED_BY.has(one.name)) folders.push(path);
      else if (one.isFile()) yield* entriesOf(path, limits);
    }
  } catch {
    yield { name: folder, trouble: 'may not be read' };
  }
  for (const path of folders.toSorted()) yield* inFolder(path, limits);
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

/** Deflate can make a thousand bytes of one: such an entry would be read for hours. That it is as long as it says is checked while it is read. */
const swells = ({ compressedSize, uncompressedSize }: ZipEntry, { large, ratio }: ArchiveLimits): boolean =>
  uncompressedSize > large && uncompressedSize > ratio * compressedSize;

const sizeOf = (bytes: number): string => `${Math.floor(bytes / 1024 ** 3)} GiB`;

async function* inArchive(path: string, limits: ArchiveLimits): AsyncGenerator<Found, void> {
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
      if (total > limits.whole) {
        yield { name: path, trouble: `says that it unpacks to more than ${sizeOf(limits.whole)}: what is left was not read` };
        return;
      }
      if (one.fileName.endsWith('/')) continue;
      if (/\.zip$/i.test(one.fileName)) yield { name, trouble: 'is an archive in an archive: unpack it first' };
      else if (swells(one, limits)) yield { name, trouble: `unpacks to more than ${limits.ratio} times its size: it was not read` };
      else if (one.isEncrypted()) yield { name, trouble: 'is encrypted' };
      else yield { name, open: () => openEntry(file, one) };
    }
  } catch {
    yield { name: path, trouble: 'is damaged: what is left was not read' };
  } finally {
    file.close();
  }
}
