// Looks at the whole of a log: every leaf that is kept hashed again, every tile compared, and the head held against the one that is kept outside
// the store. Where all of it is whole, an alarm is settled.

import { equal, type Bytes } from '../../crypto/bytes.ts';
import { emptyFrontier, grow, leafHash } from '../../crypto/log/merkle.ts';
import type { Tag } from '../share.ts';
import { emptyBook, formatBook, parseBook, type LogBook } from './book/record.ts';
import { checkHead, LEASE_MS, leaseOf, readHead, type LogWorld } from './knowledge.ts';
import type { AlarmCode } from './ports.ts';
import { checkBook, checkWord, Contradiction, contradictionIn, tileHashes } from './tree/check.ts';
import { growTree, isSameTree, WIDTH, withoutEdge } from './tree/tree.ts';

/** `settled`: there was an alarm, and it is over. */
export type Verified =
  | {
      readonly ok: true;
      readonly size: number;
      /** Position of the oldest entry that is kept. */
      readonly first: number;
      readonly waiting: number;
      readonly settled: boolean;
    }
  | { readonly ok: false; readonly code: AlarmCode; readonly position: number | null };

const BATCH = 1_024;
/** Somebody drops entries meanwhile: so often it begins again. */
const ROUNDS = 5;

export async function verifyLog(world: Omit<LogWorld, 'stopped'>, tag: Tag): Promise<Verified> {
  for (let round = 1; ; round += 1) {
    const version = (await world.store.readLog(tag))?.version ?? 0;
    const found = await verifyOnce(world, tag);
    if (found.ok || round === ROUNDS || ((await world.store.readLog(tag))?.version ?? 0) === version) return found;
  }
}

async function verifyOnce(world: Omit<LogWorld, 'stopped'>, tag: Tag): Promise<Verified> {
  const { store, keepsake, clock, owner } = world;
  try {
    const record = await store.readLog(tag);
    const book = record === null ? emptyBook : parseBook(record.text);
    if (book === null) throw new Contradiction('log.record');
    await checkBook(book, tag, world.signers);
    await checkLeaves(world, tag, book);
    const note = await keepsake.recall(tag);
    if (note !== null) await checkHead({ ...world, tag, book, head: readHead(note) });
    const { first } = book.pruned;
    const waiting = (await store.bounds(tag)).end - book.frontier.size;
    const isStopped = book.alarm !== null || (await keepsake.alarm(tag)) !== null;
    if (isStopped) {
      const token = await store.takeLease(leaseOf(tag), owner, clock(), clock() + LEASE_MS);
      const text = formatBook({ ...book, alarm: null, settledAt: clock() });
      const { size } = book.frontier;
      // Somebody who writes at this moment has found it whole as well, or stops it again.
      if (token !== null) await store.writeLog({ tag, version: record?.version ?? 0, token, size, text, first, tiles: [], positions: [] });
      await store.dropLease(leaseOf(tag), owner);
      await keepsake.setAlarm(tag, null);
    }
    return { ok: true, size: book.frontier.size, first, waiting, settled: isStopped };
  } catch (error) {
    const contradiction = contradictionIn(error);
    if (contradiction === null) throw error;
    return { ok: false, code: contradiction.code, position: contradiction.position };
  }
}

/** From the first leaf to the last, each read once: tiles and frontier are what the leaves say, and one of them names those that are gone. */
async function checkLeaves({ store, signers }: Pick<LogWorld, 'store' | 'signers'>, tag: Tag, book: LogBook): Promise<void> {
  const { frontier, pruned } = book;
  let word = '';
  const read = async (from: number, end: number): Promise<Bytes[]> => {
    const texts = await store.leaves(tag, from, end - from);
    if (texts.length < end - from) throw new Contradiction('log.leaf', from + texts.length);
    if (from <= pruned.at && pruned.at < end) word = texts[pruned.at - from] ?? '';
    return texts.map(leafHash);
  };
  let tree = emptyFrontier;
  const { size } = withoutEdge(frontier);
  while (tree.size < size) {
    const isKept = tree.size >= pruned.first;
    const leaves = isKept
      ? await read(tree.size, Math.min(size, tree.size + BATCH))
      : await tileHashes(store, tag, { book, index: tree.size / WIDTH });
    const readTile = (level: number, index: number): Promise<Uint8Array | null> =>
      store.readTile(tag, level, index).then((bytes) => bytes && bytes.subarray(0, 32 * (Math.floor(tree.size / 256 ** level) % 256)));
    const grown = await growTree({ frontier: tree, edge: [], leaves, readTile });
    for (const { level, index, bytes } of grown.tiles) {
      const stored = await store.readTile(tag, level, index);
      if (stored === null || stored.length < bytes.length) throw new Contradiction('log.tile', index * 256 ** (level + 1));
      if (!equal(stored.subarray(0, bytes.length), bytes)) throw new Contradiction('log.leaf', tree.size);
    }
    tree = grown.frontier;
  }
  const edge = await read(size, frontier.size);
  if (!isSameTree(grow(tree, edge).frontier, frontier)) throw new Contradiction('log.leaf', size);
  if (pruned.first === 0) return;
  if (pruned.at >= frontier.size) await read(pruned.at, pruned.at + 1);
  checkWord(book, signers.origin({ tag, generation: book.generation }), word);
}
