// The files of a share, saved into a folder: for this user alone, each whole or not at all, and over none that is there. Its folder is looked at
// before the one view is used up.

import { randomBytes } from 'node:crypto';
import { accessSync, constants, linkSync, lstatSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { OpenedFile } from '../../client/client.ts';
import { syncFolder } from '../account/key-files.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';
import { foldName, namesLike, safeName } from './file-names.ts';

export interface FileOnDisk {
  /** As the sender called it. */
  readonly name: string;
  /** Where it lies. */
  readonly path: string;
  readonly bytes: number;
}

export interface SavingFiles {
  readonly folder: string;
  /** Over a file of the same name. */
  readonly isForced: boolean;
}

/** Of a share, or out of a .nt2share file. */
type SavableFile = Pick<OpenedFile, 'name' | 'bytes' | 'save'>;

/** Made where it is not there. @throws CommandFailure */
export function checkFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw noFolder();
  }
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (statSync(folder).isDirectory()) return;
  } catch {
    // Said below.
  }
  throw noFolder();
}

const noFolder = (): CommandFailure =>
  new CommandFailure(
    EXIT.cannotWrite,
    'No files can be written into the folder of --files: name one that is yours, or a new one in it. Nothing was opened.',
  );

/** @throws ApiError for the server, CommandFailure for the disk: what is whole by then stays, and of the rest there is nothing */
export async function saveFiles(
  files: readonly SavableFile[],
  {
    folder,
    isForced,
    signal,
    onProgress,
  }: SavingFiles & { readonly signal: AbortSignal; readonly onProgress: (done: number, of: number) => void },
): Promise<readonly FileOnDisk[]> {
  const of = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const saved: FileOnDisk[] = [];
  const taken = new Set<string>();
  let before = 0;
  for (const file of files) {
    const fresh = join(folder, `.nt2-${randomBytes(8).toString('hex')}`);
    try {
      await writeWhole(file, fresh, { signal, onProgress: (done) => onProgress(before + done, of) });
      const path = place(fresh, { folder, isForced, name: safeName(file.name), taken });
      saved.push({ name: file.name, path: resolve(path), bytes: file.bytes });
    } catch (error) {
      const { code, syscall } = error as NodeJS.ErrnoException;
      if (syscall === undefined) throw error;
      const why = code === 'ENOSPC' || code === 'EDQUOT' ? 'there is no room on the disk' : (code ?? 'unknown');
      throw new CommandFailure(EXIT.cannotWrite, `A file could not be written (${why}). Nothing of it was kept.`);
    } finally {
      rmSync(fresh, { force: true });
    }
    before += file.bytes;
  }
  syncFolder(folder);
  return saved;
}

type Following = Pick<Parameters<OpenedFile['save']>[1] & object, 'signal' | 'onProgress'>;

async function writeWhole(file: SavableFile, path: string, following: Following): Promise<void> {
  const handle = await open(path, 'wx', 0o600);
  try {
    await file.save({ write: (bytes) => handle.writeFile(bytes) }, following);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

interface Placing extends SavingFiles {
  readonly name: string;
  /** Names of this share's own files, so that two of one name never cover each other. */
  readonly taken: Set<string>;
}

/** Gives it its name, which is free in this moment: a link is made only where nothing is. */
function place(fresh: string, { folder, isForced, name, taken }: Placing): string {
  for (const next of namesLike(name)) {
    if (taken.has(foldName(next))) continue;
    const path = join(folder, next);
    const isFolder = lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
    if (isFolder || !(isForced ? moved(fresh, path) : linked(fresh, path))) continue;
    taken.add(foldName(next));
    return path;
  }
  throw new CommandFailure(EXIT.cannotWrite, 'There are too many files of one name in that folder.');
}

function moved(fresh: string, path: string): true {
  renameSync(fresh, path);
  return true;
}

/** False: something is there. */
function linked(fresh: string, path: string): boolean {
  try {
    linkSync(fresh, path);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Some file systems have no links.
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code)) throw error;
    return lstatSync(path, { throwIfNoEntry: false }) === undefined && moved(fresh, path);
  }
}
