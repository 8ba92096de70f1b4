// The folder of a witness: its key, the keys of the logs that it watches, and what it has seen. One process uses it at a time.

import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Fault } from '../core/refusal.ts';
import { encodeBase64, decodeBase64 } from '../crypto/bytes.ts';
import { isNoteName } from '../crypto/note/note.ts';
import { signerFromSeed, type Signer } from '../crypto/note/signer.ts';
import { parseVkey, type VerifierKey } from '../crypto/tlog/checkpoint.ts';
import { openFolder } from '../files/folder.ts';
import { filesFault, type Purpose } from '../files/faults.ts';

export interface WitnessFolder {
  readonly name: string;
  readonly key: Signer;
  /** Where the store lies. */
  readonly database: string;
  /** The keys of the logs, as the file says now: it is read again when it has changed. A line that is none keeps what was read before. */
  readonly logs: () => readonly VerifierKey[];
}

const PURPOSE: Purpose = { of: 'nt2 witness', instead: 'name another folder' };
const FILES = { key: 'witness.key', logs: 'logs', database: 'witness.db' } as const;
const KEY_LINE = /^nt2-witness-1 ([^ ]+) ([A-Za-z0-9+/=]{44})\n$/;
const HEAD = `# The logs that this witness watches: the key of each on a line of its own, as \`nt2 log keys\` prints it.
# It is read again when it has changed.
`;

/** Makes the folder and a new key in it. @throws Fault where there is a key already, the name cannot stand in a note, or the disk refuses */
export function makeWitnessFolder(folder: string, name: string): void {
  if (!isNoteName(name))
    throw new Fault('files.unfit', 'A witness has a name without spaces and plus signs, such as witness.example.com/w1.');
  openFolder(folder, PURPOSE);
  if (existsSync(join(folder, FILES.key))) throw new Fault('files.unfit', 'There is a witness in that folder already.');
  try {
    if (!existsSync(join(folder, FILES.logs))) writeFileSync(join(folder, FILES.logs), HEAD, { flag: 'wx' });
    writeFileSync(join(folder, FILES.key), `nt2-witness-1 ${name} ${encodeBase64(randomBytes(32))}\n`, {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    });
  } catch (error) {
    throw filesFault(folder, error, PURPOSE);
  }
}

/** @throws Fault where no witness was made, its key is none, or a line of its logs is no key */
export async function openWitnessFolder(folder: string, unread: (line: number) => void): Promise<WitnessFolder> {
  const [, name, seed] = KEY_LINE.exec(read(folder, FILES.key)) ?? [];
  const bytes = decodeBase64(seed ?? '');
  if (name === undefined || !isNoteName(name) || bytes?.length !== 32)
    throw new Fault('files.unfit', 'The key of that witness is not what nt2 wrote.');
  openFolder(folder, PURPOSE);
  let last = keysIn(read(folder, FILES.logs));
  if (typeof last === 'number') throw new Fault('files.unfit', `Line ${last} of the file “logs” is no key as nt2 log keys prints it.`);
  let readAt = changedAt(folder);
  let known: readonly VerifierKey[] = last;
  return {
    name,
    key: await signerFromSeed(bytes),
    database: join(folder, FILES.database),
    logs() {
      const now = changedAt(folder);
      if (now === readAt) return known;
      readAt = now;
      last = keysIn(read(folder, FILES.logs));
      if (typeof last === 'number') unread(last);
      else known = last;
      return known;
    },
  };
}

function read(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw filesFault(folder, error, PURPOSE);
    throw new Fault('files.unfit', 'There is no witness in that folder: nt2 witness init makes one.');
  }
}

const changedAt = (folder: string): number => statSync(join(folder, FILES.logs), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The number of the first line that is no key, from 1. */
function keysIn(text: string): VerifierKey[] | number {
  const keys: VerifierKey[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const key = parseVkey(line.trim());
    if (key === null) return at + 1;
    keys.push(key);
  }
  return keys;
}
