// Where the keys of this terminal lie, a file for each: the device key, and what an opening that broke off needs to go on. For this user
// alone, and a folder for each server, so that no two servers see the same device.

import { createHash, randomBytes } from 'node:crypto';
import { closeSync, constants, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../../config/setting.ts';
import { makeFolder } from '../../files/folder.ts';

/** As `DeviceKeyStore` of nt2/client has it. */
export interface KeyFiles {
  load(name: string): Promise<string | null>;
  save(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

const PURPOSE = { of: 'the keys of this terminal', instead: 'set XDG_STATE_HOME to another folder', code: 'account.unfit' };

/** `nt2/keys/<server>` in the folder of a person's state. `url`: the origin of the server. */
export function keysFolder(env: Environment, url: string): string {
  const given = env['XDG_STATE_HOME'] ?? '';
  // A relative path is ignored, as the specification of these folders wants it.
  const state = isAbsolute(given) ? given : join(env['HOME'] ?? homedir(), '.local', 'state');
  return join(state, 'nt2', 'keys', new URL(url).host.replaceAll(/[^a-z0-9.-]/g, '_'));
}

/** @throws Fault `account.unfit` when the folder cannot be made; its methods throw what the file system says. */
export function openKeyFiles(folder: string): KeyFiles {
  makeFolder(folder, PURPOSE);
  const pathOf = (name: string): string => join(folder, createHash('sha256').update(name).digest('hex').slice(0, 40));
  return {
    async load(name) {
      try {
        // Not through a link, which another person may have laid.
        const file = openSync(pathOf(name), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
        try {
          return readFileSync(file, 'utf8');
        } finally {
          closeSync(file);
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
    async save(name, value) {
      const fresh = join(folder, `.${randomBytes(8).toString('hex')}`);
      const file = openSync(fresh, 'wx', 0o600);
      try {
        writeSync(file, value);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(fresh, pathOf(name));
      syncFolder(folder);
    },
    async remove(name) {
      rmSync(pathOf(name), { force: true });
    },
  };
}

/** So that a new name outlives a power cut. Windows opens no folders. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const opened = openSync(folder, constants.O_RDONLY);
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}
