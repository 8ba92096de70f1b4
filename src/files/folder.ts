// Makes a folder and tries to write to it, so that a start fails at once and in one sentence where a later write would fail.

import { accessSync, chownSync, closeSync, constants, fsyncSync, mkdirSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { filesFault, kindOf, NotFolder, type Purpose } from './faults.ts';

/** Makes it, and what is missing above it, for this user alone. @throws Fault of the purpose */
export function makeFolder(dir: string, purpose: Purpose): void {
  try {
    make(resolve(dir));
  } catch (error) {
    throw filesFault(dir, error, purpose);
  }
}

/** As `makeFolder`, and then writes a file there and removes it. @throws Fault of the purpose */
export function openFolder(dir: string, purpose: Purpose): void {
  makeFolder(dir, purpose);
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    tryOne(join(dir, `.${randomBytes(8).toString('hex')}`));
  } catch (error) {
    throw filesFault(dir, error, purpose);
  }
}

/** Not `recursive`: where the last part cannot be made although its parent is there, as in /proc, Node would try for ever. */
function make(path: string): void {
  if (isFolder(path)) return;
  make(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !isFolder(path)) throw error;
  }
  belongAs(path, dirname(path));
}

/** False: there is nothing. @throws NotFolder, or the error of the file system where it may not be read */
function isFolder(path: string): boolean {
  const kind = kindOf(path);
  if (kind === 'file' || kind === 'link') throw new NotFolder(path);
  if (kind === 'nothing') statSync(path, { throwIfNoEntry: false });
  return kind === 'folder';
}

function tryOne(path: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, Buffer.alloc(64));
    fsyncSync(file);
  } finally {
    closeSync(file);
    rmSync(path, { force: true });
  }
}

/** Files that root makes in another user's folder belong to that user, or the server could not read what `sudo nt2 doctor` has left. */
export function belongAs(path: string, folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  if (uid !== 0) chownSync(path, uid, gid);
}
