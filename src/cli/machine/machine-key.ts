// Where a machine's key lies: in NT2_MACHINE_KEY, which a CI fills from its own secrets, or in a file of its user alone.

import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
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

/** Before a code is shown: a key that cannot be kept would be lost. The file is there and empty from then on, and nobody else reads it. */
export function reserveMachineKey(file: string): { readonly save: (key: MachineKey) => void } {
  let to: number;
  try {
    to = openSync(file, 'wx', 0o600);
  } catch {
    throw new Fault('files.unfit', `${file} cannot be made: another key may lie there, or its folder is not yours.`);
  }
  return {
    save(key) {
      writeSync(to, formatMachineKey(key));
      closeSync(to);
    },
  };
}
