// Keys that a reader trusts, as they are given on a command line: one, or `@` and a file of them. And files of a reader.

import { readFileSync } from 'node:fs';
import { escapeInvisible } from '../../core/text-safety.ts';
import { parseVkey, type VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { parseWitnessKey } from '../../crypto/tlog/cosignature.ts';
import { UsageError } from '../output.ts';

/** No receipt is longer. A larger file was named by mistake. */
const MOST_BYTES = 4 * 1024 * 1024;

export function read(file: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const why = code === 'ENOENT' ? 'is not there' : code === 'EISDIR' ? 'is a folder' : `cannot be read (${code})`;
    throw new UsageError(`the file ${JSON.stringify(escapeInvisible(file))} ${why}`);
  }
  if (bytes.length > MOST_BYTES) throw new UsageError('that file is far too long to be a receipt');
  return bytes;
}

/** Of logs. */
export const keysIn = (given: string): VerifierKey[] => parsed(given, parseVkey, 'a key is name+hash+base64, as `nt2 log keys` prints it');

export const witnessKeysIn = (given: string): VerifierKey[] =>
  parsed(given, parseWitnessKey, 'the key of a witness is name+hash+base64, as `nt2 witness init` prints it');

function parsed(given: string, parse: (vkey: string) => VerifierKey | null, instead: string): VerifierKey[] {
  const lines = given.startsWith('@') ? read(given.slice(1)).toString().split(/\s+/) : [given];
  return lines.filter(Boolean).map((vkey) => {
    const key = parse(vkey);
    if (key === null) throw new UsageError(instead);
    return key;
  });
}
