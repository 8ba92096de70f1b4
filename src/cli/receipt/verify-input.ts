// What readers bring to `nt2 verify`: a receipt and the keys that they trust, perhaps the signature over it and a checkpoint that they kept.
// This file reads it and trusts nothing in it.

import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseLogName } from '../../crypto/keys/log.ts';
import { parseVkey, type VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { parsePinnedCheckpoint, sizeOf } from '../../crypto/receipt/pinned-checkpoint.ts';
import { parseReceipt } from '../../crypto/receipt/receipt.ts';
import type { KnownCheckpoint } from '../../crypto/receipt/verify.ts';
import { escapeInvisible } from '../../core/text-safety.ts';
import { UsageError } from '../output.ts';

const USAGE =
  'nt2 verify takes a receipt (- for standard input), --key <vkey or @file>, and may take --signature <file>, --since <file> and --json';
/** No receipt is longer. A larger file was named by mistake. */
const MOST_BYTES = 4 * 1024 * 1024;

export interface VerifyInput {
  readonly bytes: Buffer;
  readonly text: string;
  readonly keys: readonly VerifierKey[];
  /** Null: the reader gave none. */
  readonly signature: string | null;
  readonly known: KnownCheckpoint | undefined;
  readonly json: boolean;
}

/** A sentence instead says what is missing. */
export function loadVerifyInput(args: readonly string[]): VerifyInput | string {
  const { file, values } = parseOptions(args);
  const bytes = read(file);
  const text = bytes.toString('utf8');
  const keys = (values.key ?? []).flatMap(keysIn);
  if (keys.length === 0) return askForKey(text);
  const known = values.since === undefined ? undefined : parseSince(read(values.since.replace(/^@/, '')).toString(), text);
  if (typeof known === 'string') return known;
  const beside = file !== '-' && existsSync(`${file}.sig`) ? `${file}.sig` : undefined;
  const signed = values.signature ?? beside;
  const signature = signed === undefined ? null : read(signed).toString();
  return { bytes, text, keys, signature, known, json: values.json ?? false };
}

function parseOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = { key: { ...text, multiple: true }, signature: text, since: text, json: { type: 'boolean' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file !== undefined && more.length === 0) return { file, values };
  } catch {
    // Said below.
  }
  throw new UsageError(USAGE);
}

function read(file: string): Buffer {
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

/** One key, or `@` and a file of them. */
function keysIn(given: string): VerifierKey[] {
  const lines = given.startsWith('@') ? read(given.slice(1)).toString().split(/\s+/) : [given];
  return lines.filter(Boolean).map((vkey) => {
    const key = parseVkey(vkey);
    if (key === null) throw new UsageError('a key is name+hash+base64, as `nt2 log keys` prints it');
    return key;
  });
}

/** A checkpoint of the same size needs no hashes; for another one they must be there. */
function parseSince(since: string, text: string): KnownCheckpoint | string {
  const kept = parsePinnedCheckpoint(since);
  if (kept === null) throw new UsageError('there is no checkpoint in the file of --since');
  const receipt = parseReceipt(text);
  const size = sizeOf(receipt?.checkpoint ?? '') ?? 0;
  const proof = kept.proof ?? (kept.size === size ? [] : null);
  if (proof !== null) return { checkpoint: kept.checkpoint, proof };
  const [from, to] = [kept.size, size].toSorted((a, b) => a - b);
  return `The two checkpoints are of different sizes, so hashes are needed that tie them together. Fetch https://${logOf(text)?.host}/api/shares/${receipt?.share}/consistency?from=${from}&to=${to} and append them to the file of --since, after an empty line.`;
}

function askForKey(text: string): string {
  const log = logOf(text);
  const where =
    log === null ? '' : ` It says that it is of the log of ${log.host}: https://${log.host}/.well-known/nt2/keys?tag=${log.tag}`;
  return `Which key do you trust? Without one, nt2 can prove nothing. Ask the operator for the output of \`nt2 log keys\`, keep it, and give it as --key @file.${where}`;
}

/** Unproven: only a hint where to ask for the log's key. */
function logOf(text: string): { readonly host: string; readonly tag: string } | null {
  const log = parseLogName(parseReceipt(text)?.checkpoint.split('\n')[0] ?? '');
  return log && { ...log, host: escapeInvisible(log.host) };
}
