// Which pages a log has named last, out of a folder of `nt2 log export`. Nothing in the folder is believed but what leads to a root that a
// key of the reader has signed: each leaf that is read, and that none behind it was left out.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeInvisible } from '../../core/text-safety.ts';
import { equal } from '../../crypto/bytes.ts';
import { parseLogEvent } from '../../crypto/events/event.ts';
import { verifyCheckpoint, type VerifierKey } from '../../crypto/tlog/checkpoint.ts';
import { leafHash, proveInclusion, verifyInclusion, type HashReader } from '../../crypto/tlog/merkle.ts';
import { hashReader, parseEntries, tilePath, TILE_WIDTH, type TileReader } from '../../crypto/tlog/tiles.ts';
import { EXIT } from '../exit-codes.ts';
import { CommandFailure } from '../output.ts';

interface NamedPages {
  /** base64 SHA-256 of a list. */
  readonly hash: string;
  /** Epoch ms. */
  readonly at: number;
  /** Of the leaf. */
  readonly index: number;
  /** Of the log. */
  readonly size: number;
}

interface Tree {
  readonly size: number;
  readonly root: Uint8Array;
  readonly read: TileReader;
  readonly hashAt: HashReader;
}

/** Null: it names none in the entries that are there. @throws CommandFailure when the folder does not fit what was signed. */
async function lastNamedPages(folder: string, keys: readonly VerifierKey[]): Promise<NamedPages | null> {
  const read: TileReader = async (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : null);
  const signed = await verifyCheckpoint((await read('checkpoint'))?.toString() ?? '', keys);
  if (!signed.ok) throw new CommandFailure(EXIT.refused, 'That folder has no checkpoint that the key of --log has signed.');
  const { origin, size, root } = signed.checkpoint;
  const tree: Tree = { size, root, read, hashAt: hashReader(size, read) };
  for (let bundle = Math.ceil(size / TILE_WIDTH) - 1; bundle >= 0; bundle -= 1) {
    const leaves = await leavesOf(bundle, tree);
    // Of what was pruned only the hashes are kept.
    if (leaves === null) return null;
    for (const [n, leaf] of [...leaves.entries()].toReversed()) {
      const event = parseLogEvent(leaf);
      const hash = event?.type === 'pages' && event.log === origin ? event.lines.find(([key]) => key === 'hash')?.[1] : undefined;
      if (event !== null && hash !== undefined) return { hash, at: event.at, index: bundle * TILE_WIDTH + n, size };
    }
  }
  return null;
}

async function leavesOf(index: number, { size, root, read, hashAt }: Tree): Promise<string[] | null> {
  const first = index * TILE_WIDTH;
  const width = Math.min(TILE_WIDTH, size - first);
  const bytes =
    (await read(tilePath({ level: 'entries', index, width }))) ?? (await read(tilePath({ level: 'entries', index, width: TILE_WIDTH })));
  if (bytes === null) return null;
  const entries = parseEntries(bytes)?.slice(0, width) ?? [];
  const hashes = entries.map((entry) => leafHash(entry));
  const [start] = hashes;
  // The proof of the first is made of the hashes of all others in its tile, so it ties the whole tile to the root.
  const holds =
    entries.length === width &&
    start !== undefined &&
    verifyInclusion({ leaf: start, index: first, size, root, proof: await proofOf(first, size, hashAt) }) &&
    (await Promise.all(hashes.map(async (hash, n) => equal(hash, await hashAt(0, first + n))))).every(Boolean);
  if (!holds)
    throw new CommandFailure(EXIT.refused, 'The entries in that folder are not those of the checkpoint: it is damaged, or was changed.');
  return entries.map((entry) => Buffer.from(entry).toString());
}

/** A proof that holds for nothing where a tile is missing or cut. */
const proofOf = (index: number, size: number, hashAt: HashReader): Promise<Uint8Array[]> =>
  proveInclusion({ index, size, hashAt }).catch((error: unknown) => {
    if (error instanceof RangeError) return [new Uint8Array()];
    throw error;
  });

/** One sentence when the log names this list last. @throws CommandFailure with what it says instead. */
export async function saysOfLog({
  folder,
  keys,
  list,
}: {
  readonly folder: string;
  readonly keys: readonly VerifierKey[];
  readonly list: string;
}): Promise<string> {
  const [name = ''] = keys.map((key) => escapeInvisible(key.name));
  const last = await lastNamedPages(folder, keys);
  if (last === null)
    throw new CommandFailure(
      EXIT.refused,
      `The log ${name} names no list of pages, in the entries that are there. A log that began after the server’s last start names one at the next.`,
    );
  const when = `at ${new Date(last.at).toISOString()} (leaf ${last.index} of ${last.size})`;
  if (last.hash === createHash('sha256').update(list).digest('base64')) return `The log ${name} names this list last, ${when}.`;
  throw new CommandFailure(EXIT.refused, `The log ${name} names another list last, ${when}: it says that other pages are served.`);
}
