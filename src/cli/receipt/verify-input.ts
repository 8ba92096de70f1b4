// What readers bring to `nt2 verify`: a receipt and the keys that they trust, perhaps the signature over it and a checkpoint that they kept.
// This file reads it and trusts nothing in it.

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseLogName } from '../../crypto/keys/log.ts';
import type { VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { parsePinnedCheckpoint, sizeOf } from '../../crypto/receipt/pinned-checkpoint.ts';
import { parseReceipt } from '../../crypto/receipt/receipt.ts';
import type { KnownCheckpoint, WitnessQuorum } from '../../crypto/receipt/verify.ts';
import { escapeInvisible } from '../../core/text-safety.ts';
import { UsageError } from '../output.ts';
import { keysIn, read, witnessKeysIn } from './keys.ts';

const USAGE =
  'nt2 verify takes a receipt (- for standard input), --key <vkey or @file>, and may take --signature <file>, --since <file>, --witness <vkey or @file>, --quorum <number> and --json';

export interface VerifyInput {
  readonly bytes: Buffer;
  readonly text: string;
  readonly keys: readonly VerifierKey[];
  /** Null: the reader gave none. */
  readonly signature: string | null;
  readonly known: KnownCheckpoint | undefined;
  readonly witnesses: WitnessQuorum | undefined;
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
  return { bytes, text, keys, signature, known, witnesses: parseQuorum(values), json: values.json ?? false };
}

function parseOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    key: { ...text, multiple: true },
    signature: text,
    since: text,
    witness: { ...text, multiple: true },
    quorum: text,
    json: { type: 'boolean' },
  } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...more] = positionals;
    if (file !== undefined && more.length === 0) return { file, values };
  } catch {
    // Said below.
  }
  throw new UsageError(USAGE);
}

/** All of them, unless the reader says how many are enough. */
function parseQuorum({ witness, quorum }: { readonly witness?: string[]; readonly quorum?: string }): WitnessQuorum | undefined {
  if (witness === undefined && quorum === undefined) return undefined;
  const keys = (witness ?? []).flatMap(witnessKeysIn);
  const distinct = new Set(keys.map(({ publicKey }) => publicKey)).size;
  const count = quorum === undefined ? distinct : Number(quorum);
  if (!Number.isInteger(count) || count < 1 || count > distinct)
    throw new UsageError('--quorum is a number of the witnesses that --witness names');
  return { keys, count };
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
