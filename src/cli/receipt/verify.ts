// `nt2 verify`: checks a receipt with a key that the reader trusts. Needs no settings and no server, and believes nothing in the file.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readLogName } from '../../crypto/keys/log.ts';
import { formatVkey, parseVkey, type VerifierKey } from '../../crypto/log/checkpoint.ts';
import { readKept, sizeOf, type Kept } from '../../crypto/receipt/known.ts';
import { parseReceipt } from '../../crypto/receipt/receipt.ts';
import { verifyReceipt, type KnownCheckpoint } from '../../crypto/receipt/verify.ts';
import { visible } from '../../core/text.ts';
import { say, UsageError } from '../say.ts';
import { tell, whyNot } from './verdict.ts';

const USAGE = 'nt2 verify takes a receipt (- for standard input), --key <vkey or @file>, and may take --since <file> and --json';
/** No receipt is longer: what a person names by mistake is not read to its end. */
const MOST_BYTES = 4 * 1024 * 1024;

export async function verify(args: readonly string[]): Promise<number> {
  const { file, keys, since, json } = readOptions(args);
  const text = read(file);
  if (keys.length === 0) return askForKey(text);
  const trusted = keys.flatMap((key) => (key.startsWith('@') ? read(key.slice(1)).split(/\s+/) : [key]).filter(Boolean)).map(readKey);
  const kept = since === undefined ? null : readKept(read(since));
  if (since !== undefined && kept === null) throw new UsageError('there is no checkpoint in the file of --since');
  const known = kept === null ? undefined : tie(kept, text);
  if (known === null) return askForHashes(kept, text);

  const result = await verifyReceipt({ text, keys: trusted, known });
  if (json) return say(JSON.stringify(result, plainKey, 2), result.ok ? 0 : 1);
  if (result.ok) return say(tell(result.story));
  return say(`This receipt does not hold.\n${whyNot(result)}`, 1);
}

function readOptions(args: readonly string[]): { file: string; keys: string[]; since: string | undefined; json: boolean } {
  try {
    const options = { key: { type: 'string', multiple: true }, since: { type: 'string' }, json: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file] = positionals;
    if (file === undefined || positionals.length > 1) throw new UsageError(USAGE);
    return { file, keys: values.key ?? [], since: values.since, json: values.json ?? false };
  } catch {
    throw new UsageError(USAGE);
  }
}

function read(file: string): string {
  try {
    const bytes = readFileSync(file === '-' ? 0 : file);
    if (bytes.length <= MOST_BYTES) return bytes.toString('utf8');
  } catch {
    throw new UsageError('a file of that name cannot be read');
  }
  throw new UsageError('that file is far too long to be a receipt');
}

function readKey(vkey: string): VerifierKey {
  const key = parseVkey(vkey);
  if (key === null) throw new UsageError('a key is name+hash+base64, as `nt2 keys` prints it');
  return key;
}

/** A checkpoint of the same size needs no hashes; for another one they must be there. Null: they are not. */
function tie(kept: Kept, text: string): KnownCheckpoint | null {
  const same = kept.size === sizeOf(parseReceipt(text)?.checkpoint ?? '');
  const proof = kept.proof ?? (same ? [] : null);
  return proof && { checkpoint: kept.checkpoint, proof };
}

/** What the receipt says of its log is no more than a hint where to ask. */
function logOf(text: string): { readonly host: string; readonly tag: string } | null {
  const log = readLogName(parseReceipt(text)?.checkpoint.split('\n')[0] ?? '');
  return log && { ...log, host: visible(log.host) };
}

function askForKey(text: string): number {
  const log = logOf(text);
  const where =
    log === null ? '' : ` It says that it is of the log of ${log.host}: https://${log.host}/.well-known/nt2/keys?tag=${log.tag}`;
  console.error(
    `Which key do you trust? Without one nothing is proven. Ask the operator for the output of \`nt2 keys\`, keep it, and give it as --key @file.${where}`,
  );
  return 64;
}

function askForHashes(kept: Kept | null, text: string): number {
  const [log, receipt] = [logOf(text), parseReceipt(text)];
  const [from, to] = [kept?.size ?? 0, sizeOf(receipt?.checkpoint ?? '') ?? 0].toSorted((a, b) => a - b);
  console.error(
    `The two checkpoints are of different sizes, so hashes are needed that tie them together. Fetch https://${log?.host}/api/shares/${receipt?.share}/consistency?from=${from}&to=${to} and append them to the file of --since, after an empty line.`,
  );
  return 64;
}

function plainKey(name: string, value: unknown): unknown {
  return name === 'key' && typeof value === 'object' && value !== null && 'publicKey' in value ? formatVkey(value as VerifierKey) : value;
}
