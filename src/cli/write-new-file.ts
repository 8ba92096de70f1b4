// Writes a secret into a file that was not there: for this user alone, whole or not at all, and on the disk before it counts as handed on.

import { randomBytes } from 'node:crypto';
import { accessSync, closeSync, constants, fsyncSync, linkSync, lstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { EXIT } from './exit-codes.ts';
import { CommandFailure } from './output.ts';
import { syncFolder } from './account/key-files.ts';

const IS_THERE = 'That file is there already, and nt2 writes over none: name another, or move it away first.';

/** Looked at before a secret is opened for it. @throws CommandFailure */
export function checkNewFile(path: string): void {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw new CommandFailure(EXIT.cannotWrite, IS_THERE);
  try {
    accessSync(dirname(resolve(path)), constants.W_OK | constants.X_OK);
  } catch {
    throw new CommandFailure(EXIT.cannotWrite, 'No file can be written there: name one in a folder that exists and is yours.');
  }
}

/** @throws CommandFailure */
export function writeNewFile(path: string, text: string | Uint8Array): void {
  const folder = dirname(resolve(path));
  const fresh = join(folder, `.nt2-${randomBytes(8).toString('hex')}`);
  try {
    writeWhole(fresh, text);
    try {
      // A link is made only where nothing is, and then is the whole file at once.
      linkSync(fresh, path);
    } catch (error) {
      // Some file systems have no links; there the file is made by its own name.
      if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      writeWhole(path, text);
    }
    syncFolder(folder);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CommandFailure(EXIT.cannotWrite, code === 'EEXIST' ? IS_THERE : `The file could not be written (${code}).`);
  } finally {
    rmSync(fresh, { force: true });
  }
}

function writeWhole(path: string, text: string | Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
