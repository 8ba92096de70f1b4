// Verifies all of a log: rehashes every leaf that is kept, compares every tile, and compares the head with the one kept outside the store.
// An alarm of a log that passes is cleared.

import { equal, type Bytes } from '../../crypto/bytes.ts';
import { emptyFrontier, appendLeaves, leafHash } from '../../crypto/tlog/merkle.ts';
import type { TenantTag } from '../share.ts';
import { emptyLogState, formatLogState, parseLogState, type LogState } from './state/log-state.ts';
import { verifyHead, LEASE_MS, leaseOf, parseHead, type LogDeps } from './trusted-state.ts';
import type { AlarmCode } from '../ports/checkpoint-pins.ts';
import { verifyLogState, verifyPruneEntry, LogInconsistency, asInconsistency, tileHashes } from './integrity.ts';
import { integrateLeaves, isSameTree, withoutPartialTile } from './tiles.ts';
import { TILE_WIDTH } from '../../crypto/tlog/tiles.ts';

/** `alarmCleared`: there was an alarm, and it is over. */
export type FsckResult =
  | {
      readonly ok: true;
      readonly size: number;
      /** Position of the oldest entry that the log keeps. */
      readonly first: number;
      readonly waiting: number;
      readonly alarmCleared: boolean;
    }
  | { readonly ok: false; readonly code: AlarmCode; readonly position: number | null };

const BATCH = 1_024;
/** How often to begin again when another process prunes entries meanwhile. */
const ROUNDS = 5;

/** Verifying reads; clearing an alarm writes. */
export type FsckStore = LogDeps['store'];

export async function fsck(deps: Omit<LogDeps, 'stopped'>, tag: TenantTag): Promise<FsckResult> {
  for (let round = 1; ; round += 1) {
    const version = (await deps.store.readLog(tag))?.version ?? 0;
    const found = await verifyOnce(deps, tag);
    if (found.ok || round === ROUNDS || ((await deps.store.readLog(tag))?.version ?? 0) === version) return found;
  }
}

async function verifyOnce(deps: Omit<LogDeps, 'stopped'>, tag: TenantTag): Promise<FsckResult> {
  const { store, pins, clock, owner } = deps;
  try {
    const record = await store.readLog(tag);
    const state = record === null ? emptyLogState : parseLogState(record.text);
    if (state === null) throw new LogInconsistency('log.record');
    await verifyLogState(state, tag, deps.signers);
    await checkLeaves(deps, tag, state);
    const note = await pins.latest(tag);
    if (note !== null) await verifyHead({ ...deps, tag, state, head: parseHead(note) });
    const { first } = state.pruned;
    const waiting = (await store.entryRange(tag)).end - state.frontier.size;
    const isStopped = state.alarm !== null || (await pins.alarm(tag)) !== null;
    if (isStopped) {
      const token = await store.acquireLease(leaseOf(tag), owner, clock(), clock() + LEASE_MS);
      const text = formatLogState({ ...state, alarm: null, verifiedAt: clock() });
      const { size } = state.frontier;
      // A process that writes at this moment has verified it too, or stops it again.
      if (token !== null) await store.writeLog({ tag, version: record?.version ?? 0, token, size, text, first, tiles: [], positions: [] });
      await store.releaseLease(leaseOf(tag), owner);
      await pins.setAlarm(tag, null);
    }
    return { ok: true, size: state.frontier.size, first, waiting, alarmCleared: isStopped };
  } catch (error) {
    const inconsistency = asInconsistency(error);
    if (inconsistency === null) throw error;
    return { ok: false, code: inconsistency.code, position: inconsistency.position };
  }
}

/** Reads each leaf once, from first to last: tiles and frontier must follow from the leaves, and one leaf names those that were pruned. */
async function checkLeaves({ store, signers }: Pick<LogDeps, 'store' | 'signers'>, tag: TenantTag, state: LogState): Promise<void> {
  const { frontier, pruned } = state;
  let word = '';
  const read = async (from: number, end: number): Promise<Bytes[]> => {
    const texts = await store.leaves(tag, from, end - from);
    if (texts.length < end - from) throw new LogInconsistency('log.leaf', from + texts.length);
    if (from <= pruned.at && pruned.at < end) word = texts[pruned.at - from] ?? '';
    return texts.map(leafHash);
  };
  let tree = emptyFrontier;
  const { size } = withoutPartialTile(frontier);
  while (tree.size < size) {
    const isKept = tree.size >= pruned.first;
    const leaves = isKept
      ? await read(tree.size, Math.min(size, tree.size + BATCH))
      : await tileHashes(store, tag, { state, index: tree.size / TILE_WIDTH });
    const readTile = (level: number, index: number): Promise<Uint8Array | null> =>
      store
        .readTile(tag, level, index)
        .then((bytes) => bytes && bytes.subarray(0, 32 * (Math.floor(tree.size / TILE_WIDTH ** level) % TILE_WIDTH)));
    const grown = await integrateLeaves({ frontier: tree, partialTile: [], leaves, readTile });
    for (const { level, index, bytes } of grown.tiles) {
      const stored = await store.readTile(tag, level, index);
      if (stored === null || stored.length < bytes.length) throw new LogInconsistency('log.tile', index * TILE_WIDTH ** (level + 1));
      if (!equal(stored.subarray(0, bytes.length), bytes)) throw new LogInconsistency('log.leaf', tree.size);
    }
    tree = grown.frontier;
  }
  const edge = await read(size, frontier.size);
  if (!isSameTree(appendLeaves(tree, edge).frontier, frontier)) throw new LogInconsistency('log.leaf', size);
  if (pruned.first === 0) return;
  if (pruned.at >= frontier.size) await read(pruned.at, pruned.at + 1);
  verifyPruneEntry(state, signers.origin({ tag, generation: state.generation }), word);
}
