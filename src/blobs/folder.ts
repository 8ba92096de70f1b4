// Chunks in a folder: `<tag>/<id>/<chunk>`. A chunk is written beside its place, flushed, and renamed into it, so it is there whole or not at all.

import { randomBytes } from 'node:crypto';
import type { Dir } from 'node:fs';
import { mkdir, open, opendir, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BlobFault, type Blob, type BlobStore, type Chunk } from '../core/ports/blob-store.ts';
import { Fault } from '../core/refusal.ts';
import { isFileId, type FileId } from '../core/share.ts';
import { belongAs, openFolder } from '../files/folder.ts';
import { filesFault } from '../files/faults.ts';
import { chunkName, fileName, isTag, missingFrom, tryOut } from './chunk-name.ts';

const PURPOSE = { of: 'NT2_FILES', instead: 'name another folder' } as const;
/** Bytes that are read at a time. */
const PIECE = 64 * 1024;
/** Names of a folder that are in memory at a time. */
const PAGE = 500;

/** Makes the folder, and tries it. @throws Fault `files.unfit` */
export function openBlobFolder(dir: string): BlobStore {
  const root = resolve(dir);
  openFolder(root, PURPOSE);
  const folderOf = (id: FileId): string => join(root, ...fileName(id));
  const placeOf = (id: FileId, chunk: Chunk): string => join(folderOf(id), chunkName(chunk));

  const store: Omit<BlobStore, 'check'> = {
    place: `folder ${root}`,
    put: (id, chunk, bytes) => guard(root, () => write(folderOf(id), placeOf(id, chunk), bytes)),
    get: (id, chunk) => guard(root, () => read(placeOf(id, chunk))),
    drop: (id) => guard(root, () => rm(folderOf(id), { recursive: true, force: true })),
    missing: (id, chunks) => guard(root, async () => missingFrom(await namesIn(folderOf(id)), chunks)),
    ids: (tag) => (isTag(tag) ? idsIn(root, tag) : nothing()),
  };
  return {
    ...store,
    async check() {
      await tryOut(store);
      return [];
    },
  };
}

async function write(folder: string, place: string, bytes: Uint8Array): Promise<void> {
  const draft = join(folder, `.${randomBytes(8).toString('hex')}`);
  const file = await open(draft, 'wx', 0o600).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    belongAs(folder, join(folder, '..', '..'));
    belongAs(join(folder, '..'), join(folder, '..', '..'));
    return open(draft, 'wx', 0o600);
  });
  try {
    await file.writeFile(bytes);
    await file.sync();
  } catch (error) {
    await file.close();
    await rm(draft, { force: true });
    throw error;
  }
  await file.close();
  await rename(draft, place);
  await flushFolder(folder);
}

/** Until then a power cut may take the name back. */
async function flushFolder(folder: string): Promise<void> {
  let file: FileHandle;
  try {
    file = await open(folder, 'r');
  } catch {
    // Gone meanwhile, with all that was in it.
    return;
  }
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function read(place: string): Promise<Blob | null> {
  let file: FileHandle;
  try {
    file = await open(place, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const { size } = await file.stat();
  return { bytes: size, body: piecesOf(file, size) };
}

/** Each piece has memory of its own, which the reader may give back. `Readable.toWeb` would copy each. */
function piecesOf(file: FileHandle, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const piece = new Uint8Array(Math.min(PIECE, size - at));
          const { bytesRead } = piece.length === 0 ? { bytesRead: 0 } : await file.read(piece, 0, piece.length, at);
          // Shorter than it was: only a stream that breaks off says so.
          if (bytesRead !== piece.length) throw new Error('A chunk of a file became shorter while it was read.');
          at += bytesRead;
          if (bytesRead > 0) controller.enqueue(piece);
          if (at < size) return;
          await file.close();
          controller.close();
        } catch (error) {
          await file.close().catch(() => undefined);
          throw error;
        }
      },
      cancel: () => file.close(),
    },
    { highWaterMark: 0 },
  );
}

/** Read by pages, so that a folder of very many takes no more memory than one of few. */
async function* idsIn(root: string, tag: string): AsyncGenerator<readonly FileId[], void, undefined> {
  const folder = await guard(root, () => opendir(join(root, tag)).catch(missingIsNull));
  if (folder === null) return;
  try {
    for (let page = await guard(root, () => nextPage(folder)); page.length > 0; page = await guard(root, () => nextPage(folder)))
      yield page.filter(isFileId);
  } finally {
    await folder.close();
  }
}

async function* nothing(): AsyncGenerator<readonly FileId[], void, undefined> {
  // Of what is no tag there is nothing.
}

async function nextPage(folder: Dir): Promise<string[]> {
  const names: string[] = [];
  while (names.length < PAGE) {
    const entry = await folder.read();
    if (entry === null) break;
    names.push(entry.name);
  }
  return names;
}

function missingIsNull(error: NodeJS.ErrnoException): null {
  if (error.code !== 'ENOENT') throw error;
  return null;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

async function guard<T>(root: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!/^E[A-Z0-9]+$/.test(code)) throw error;
    const fault = filesFault(root, error, PURPOSE);
    throw new BlobFault(FULL.has(code) ? 'full' : 'away', fault instanceof Fault ? fault.message : 'The folder of files cannot be used.', {
      cause: error,
    });
  }
}
