// `nt2 witness compare`: whether witnesses have signed one history. The heads of a log that was shown to each in another form contradict
// each other: at one size by themselves, at two sizes by the log's own hashes, which cannot fit both.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { equal } from '../../crypto/bytes.ts';
import { parseNote } from '../../crypto/note/note.ts';
import { parseCheckpoint, verifyCheckpoint, type Checkpoint, type VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { verifyCosignatures } from '../../crypto/tlog/cosignature.ts';
import { proveConsistency, verifyConsistency } from '../../crypto/tlog/merkle.ts';
import { hashReader, type TileReader } from '../../crypto/tlog/tiles.ts';
import { hashOfOrigin } from '../../witness/site.ts';
import { parseFlags } from '../flags.ts';
import { CommandFailure, print, UsageError } from '../output.ts';
import { wayOut } from '../way-out.ts';
import { keysIn, witnessKeysIn } from '../receipt/keys.ts';
import { EXIT } from '../exit-codes.ts';

const USAGE =
  'this command takes the addresses of two or more witnesses, --key of each, --log with the key of the log, and --tiles with a folder of nt2 log export';
const WAIT_MS = 10_000;
const MOST_BYTES = 64 * 1024;

interface Said {
  readonly url: string;
  /** Null: it has seen nothing of that log. */
  readonly head: Checkpoint | null;
}

export async function compareWitnesses(args: readonly string[]): Promise<number> {
  const flags = parseFlags('witness compare', args);
  const urls = flags.rest;
  const witnesses = flags.all('--key').flatMap(witnessKeysIn);
  const keys = flags.all('--log').flatMap(keysIn);
  const [origin] = keys.map(({ name }) => name);
  if (
    urls.length < 2 ||
    !urls.every((url) => URL.canParse(url)) ||
    witnesses.length === 0 ||
    origin === undefined ||
    keys.some(({ name }) => name !== origin)
  )
    throw new UsageError(USAGE);
  const said = await Promise.all(urls.map((url) => askWitness(url, { origin, keys, witnesses })));
  for (const { url, head } of said) print(head === null ? `${url}: has seen nothing of this log` : `${url}: ${head.size} leaves`);
  const heads = said.flatMap(({ head }) => (head === null ? [] : [head])).toSorted((a, b) => a.size - b.size);
  const folder = flags.one('--tiles');
  for (const [at, newer] of heads.entries()) {
    const older = heads[at - 1];
    if (older === undefined) continue;
    const verdict = await isOneHistory(older, newer, folder);
    if (verdict === 'fork')
      return print(
        'These witnesses were shown different histories: this log has been forked. Keep what each of them says at /logs.',
        EXIT.failed,
      );
    if (verdict === 'unknown')
      throw new UsageError('the witnesses have seen different sizes: --tiles with a folder of nt2 log export says whether they fit');
  }
  return print('One history.');
}

async function isOneHistory(older: Checkpoint, newer: Checkpoint, folder: string | undefined): Promise<'one' | 'fork' | 'unknown'> {
  if (older.size === newer.size) return equal(older.root, newer.root) ? 'one' : 'fork';
  if (folder === undefined) return 'unknown';
  const read: TileReader = async (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : null);
  const size = sizeOfExport(folder);
  if (size < newer.size) return 'unknown';
  const proof = await proveConsistency({ older: older.size, newer: newer.size, hashAt: hashReader(size, read) });
  return verifyConsistency({ older, newer, proof }) ? 'one' : 'fork';
}

function sizeOfExport(folder: string): number {
  try {
    return parseCheckpoint(parseNote(readFileSync(join(folder, 'checkpoint'), 'utf8'))?.text ?? '')?.size ?? 0;
  } catch {
    throw new UsageError('that folder has no checkpoint: name the folder of one log, as nt2 log export writes it');
  }
}

/** Believed only with a signature of the log and one of a witness that the reader trusts. */
async function askWitness(
  url: string,
  {
    origin,
    keys,
    witnesses,
  }: { readonly origin: string; readonly keys: readonly VerifierKey[]; readonly witnesses: readonly VerifierKey[] },
): Promise<Said> {
  const answer = await wayOut(new URL(`logs/${hashOfOrigin(origin)}/checkpoint`, url.endsWith('/') ? url : `${url}/`), {
    redirect: 'error',
    signal: AbortSignal.timeout(WAIT_MS),
  }).catch(() => null);
  if (answer === null || (answer.status !== 200 && answer.status !== 404))
    throw new CommandFailure(EXIT.away, `${url} does not answer as a witness does.`);
  if (answer.status === 404) return { url, head: null };
  const note = (await answer.text()).slice(0, MOST_BYTES);
  const signed = await verifyCheckpoint(note, keys);
  if (!signed.ok || (await verifyCosignatures(note, witnesses)).length === 0)
    throw new CommandFailure(EXIT.failed, `${url} says something that this log and a witness of --key have not both signed.`);
  return { url, head: signed.checkpoint };
}
