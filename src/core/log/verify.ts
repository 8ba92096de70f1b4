// Looks at the whole of a log: every leaf hashed again, every tile compared, and the head held against the one that is kept outside the store.
// Where all of it is whole, an alarm is settled.

import { equal } from '../../crypto/bytes.ts';
import { emptyFrontier, grow, leafHash } from '../../crypto/log/merkle.ts';
import type { Tag } from '../share.ts';
import { emptyBook, formatBook, parseBook, type LogBook } from './book/record.ts';
import { checkHead, LEASE_MS, leaseOf, readHead, type LogWorld } from './knowledge.ts';
import type { AlarmCode } from './ports.ts';
import { checkBook, Contradiction } from './tree/check.ts';
import { growTree, isSameTree, withoutEdge } from './tree/tree.ts';

/** `settled`: there was an alarm, and it is over. */
export type Verified =
  | { readonly ok: true; readonly size: number; readonly waiting: number; readonly settled: boolean }
  | { readonly ok: false; readonly code: AlarmCode; readonly position: number | null };

const BATCH = 1_024;

export async function verifyLog(world: Omit<LogWorld, 'stopped'>, tag: Tag): Promise<Verified> {
  const { store, keepsake, clock, owner } = world;
  try {
    const record = await store.readLog(tag);
    const book = record === null ? emptyBook : parseBook(record.text);
    if (book === null) throw new Contradiction('log.record');
    await checkBook(book, tag, world.signers);
    await checkLeaves(world, tag, book);
    const note = await keepsake.recall(tag);
    if (note !== null) await checkHead({ ...world, tag, book, head: readHead(note) });
    const waiting = (await store.countLeaves(tag)) - book.frontier.size;
    const isStopped = book.alarm !== null || (await keepsake.alarm(tag)) !== null;
    if (isStopped) {
      const token = await store.takeLease(leaseOf(tag), owner, clock(), clock() + LEASE_MS);
      const text = formatBook({ ...book, alarm: null, settledAt: clock() });
      const { size } = book.frontier;
      // Somebody who writes at this moment has found it whole as well, or stops it again.
      if (token !== null) await store.writeLog({ tag, version: record?.version ?? 0, token, size, text, tiles: [], positions: [] });
      await store.dropLease(leaseOf(tag), owner);
      await keepsake.setAlarm(tag, null);
    }
    return { ok: true, size: book.frontier.size, waiting, settled: isStopped };
  } catch (error) {
    if (error instanceof Contradiction) return { ok: false, code: error.code, position: error.position };
    if (error instanceof RangeError) return { ok: false, code: 'log.tile', position: null };
    throw error;
  }
}

/** From the first leaf to the last: tiles and frontier are what the leaves say. */
async function checkLeaves({ store }: Pick<LogWorld, 'store'>, tag: Tag, { frontier }: LogBook): Promise<void> {
  let tree = emptyFrontier;
  const { size } = withoutEdge(frontier);
  while (tree.size < size) {
    const leaves = await store.leaves(tag, tree.size, Math.min(BATCH, size - tree.size));
    if (leaves.length < Math.min(BATCH, size - tree.size)) throw new Contradiction('log.leaf', tree.size + leaves.length);
    const readTile = (level: number, index: number): Promise<Uint8Array | null> =>
      store.readTile(tag, level, index).then((bytes) => bytes && bytes.subarray(0, 32 * (Math.floor(tree.size / 256 ** level) % 256)));
    const grown = await growTree({ frontier: tree, edge: [], leaves: leaves.map(leafHash), readTile });
    for (const { level, index, bytes } of grown.tiles) {
      const stored = await store.readTile(tag, level, index);
      if (stored === null || stored.length < bytes.length) throw new Contradiction('log.tile', index * 256 ** (level + 1));
      if (!equal(stored.subarray(0, bytes.length), bytes)) throw new Contradiction('log.leaf', tree.size);
    }
    tree = grown.frontier;
  }
  const edge = await store.leaves(tag, size, frontier.size - size);
  if (edge.length < frontier.size - size) throw new Contradiction('log.leaf', size + edge.length);
  if (!isSameTree(grow(tree, edge.map(leafHash)).frontier, frontier)) throw new Contradiction('log.leaf', size);
}
