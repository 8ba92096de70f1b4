// Where a machine's key lies: in NT2_MACHINE_KEY, which a CI fills from its own secrets, or in a file of its user alone.

import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { formatMachineKey, parseMachineKey, type MachineKey } from '../../crypto/keys/machine.ts';
import type { Environment } from '../../config/setting.ts';
import { Fault } from '../../core/refusal.ts';
import { UsageError } from '../output.ts';

const NO_KEY = 'this command needs the key of a machine: --key and its file, NT2_MACHINE_KEY_FILE, or the key itself in NT2_MACHINE_KEY';

/** @throws UsageError, Fault `files.unfit` */
export function loadMachineKey(env: Environment, file: string | undefined): MachineKey {
  const named = file ?? env['NT2_MACHINE_KEY_FILE'];
  const text = named === undefined ? env['NT2_MACHINE_KEY'] : readPrivate(named);
  if (text === undefined || text.trim() === '') throw new UsageError(NO_KEY);
  const key = parseMachineKey(text);
  // Without a word of what stands there.
  if (key === null) throw new Fault('files.unfit', 'That is not the key of a machine: nt2 machine add writes one.');
  return key;
}

function readPrivate(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    if ((statSync(file).mode & 0o077) !== 0)
      throw new Fault('files.unfit', `Others can read ${file}: nt2 takes it once you have said chmod 600 for it.`);
    return text;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('files.unfit', `${file} cannot be read: is there such a file, and is it yours?`);
  }
}

export interface ReservedKey {
  save(key: MachineKey): void;
  /** Unless a key was saved, the file is gone. */
  drop(): void;
}

/** As long as no key is. */
const ROOM = ' '.repeat(1_024);

/** Before a code is shown: a key that cannot be kept would be lost. The file is there from then on, as large as a key, and nobody else reads it. */
export function reserveMachineKey(file: string): ReservedKey {
  let to: number;
  try {
    to = openSync(file, 'wx', 0o600);
  } catch {
    throw new Fault('files.unfit', `${file} cannot be made: another key may lie there, or its folder is not yours.`);
  }
  let isSaved = false;
  const drop = (): void => {
    if (isSaved) return;
    closeSync(to);
    rmSync(file, { force: true });
  };
  try {
    // A disk that is full says so now.
    writeSync(to, ROOM, 0);
    fsyncSync(to);
  } catch {
    drop();
    throw new Fault('files.unfit', `${file} cannot be written: is its disk full?`);
  }
  return {
    save(key) {
      ftruncateSync(to, writeSync(to, formatMachineKey(key), 0));
      fsyncSync(to);
      closeSync(to);
      isSaved = true;
    },
    drop,
  };
}
