// Says why the file of the store cannot be opened. SQLite says little more than that it cannot, so this asks the file system.

import { accessSync, chmodSync, closeSync, constants, openSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Fault } from '../../core/refusal.ts';
import { filesFault, kindOf, type Purpose } from '../../files/faults.ts';
import { belongAs, openFolder } from '../../files/folder.ts';

const PURPOSE: Purpose = { of: 'NT2_STORE', instead: 'name another file in NT2_STORE' };
const BUSY = 5;
const CORRUPT = 11;
const FULL = 13;
const NO_DATABASE = 26;

const isOnDisk = (file: string): boolean => file !== '' && file !== ':memory:';

/** Makes the folder of the file, and tries it. @throws Fault `files.unfit` */
export function openFolderOf(file: string): void {
  if (isOnDisk(file)) openFolder(dirname(file), PURPOSE);
}

/** Before the file is opened. What is called then gives a file that was made just now to whom its folder belongs. */
export function madeHere(file: string): () => void {
  if (!isOnDisk(file) || kindOf(file) !== 'nothing') return () => undefined;
  return () => {
    for (const path of [file, `${file}-wal`, `${file}-shm`]) if (kindOf(path) === 'file') belongAs(path, dirname(file));
  };
}

/**
 * A new file is its owner's alone, whatever the umask and the folder's mode; from an older one the rights of all others are taken.
 * SQLite gives its -wal and -shm files the mode of the database (sqlite.org/src/file/src/os_unix.c, findCreateFileMode).
 */
export function keepPrivate(file: string): void {
  if (!isOnDisk(file)) return;
  closeSync(openSync(file, 'a', 0o600));
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    const found = statSync(path, { throwIfNoEntry: false });
    // Only the owner may change the mode; another user's file keeps the mode it has.
    if (found && (found.mode & 0o007) !== 0 && found.uid === process.geteuid?.()) chmodSync(path, found.mode & 0o770);
  }
}

/** The fault for an error while the file was opened. */
export function unopened(file: string, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = ((error as { errcode?: number } | null)?.errcode ?? 0) & 0xff;
  const named = `${isOnDisk(file) ? resolve(file) : 'The database in memory'} (NT2_STORE)`;
  const say = (sentence: string): Fault => new Fault('store.unfit', sentence, { cause: error });
  const refused = isOnDisk(file) ? refusedBy(file) : null;
  if (refused !== null) return refused;
  switch (code) {
    case BUSY:
      return say(
        `${named} is locked by another process: end it, such as a shell of sqlite3 or a program that makes backups, and start again.`,
      );
    case CORRUPT:
      return say(`${named} is damaged: restore it from a backup.`);
    case FULL:
      return say(`There is no room for ${named}: make room on its disk and start again.`);
    case NO_DATABASE:
      return say(`${named} is not an SQLite database: name another file.`);
    default:
      return say(`${named} cannot be opened (SQLite code ${code}): look at its disk, or name another file.`);
  }
}

/** Null: the file system refuses nothing. The two files beside it belong to the user who opened the store first, perhaps another one. */
function refusedBy(file: string): Fault | null {
  if (kindOf(file) === 'folder') return filesFault(file, Object.assign(new Error('EISDIR'), { code: 'EISDIR' }), PURPOSE);
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    if (kindOf(path) !== 'file') continue;
    try {
      accessSync(path, constants.R_OK | constants.W_OK);
    } catch (error) {
      return filesFault(path, error, PURPOSE);
    }
  }
  return null;
}
