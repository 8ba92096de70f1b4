// What a receipt is made of: the leaves of a share, each with its proof against one checkpoint. Only reads, and signs nothing.

import type { Bytes } from '../../crypto/bytes.ts';
import { leafHash, proveInclusion, rootOf, verifyInclusion } from '../../crypto/tlog/merkle.ts';
import { hashReader, type Tile } from '../../crypto/tlog/tiles.ts';
import { Fault } from '../refusal.ts';
import type { LeafIndex, LogReader, LogRecordReader } from '../ports/log-store.ts';
import { tagOf, type ShareId, type TenantTag } from '../share.ts';
import { parseLogState, type LogState } from './state/log-state.ts';
import { tileReader } from './tiles.ts';
import { TILE_WIDTH } from '../../crypto/tlog/tiles.ts';

export interface ShareProofs {
  /** The last checkpoint, signed. */
  readonly checkpoint: string;
  /** The keys that have signed this log, oldest first. */
  readonly vkeys: readonly string[];
  /** In the order of the log, without leaves that wait for the sequencer. Empty once the log has pruned them. */
  readonly events: readonly { readonly index: number; readonly leaf: string; readonly hashes: readonly Bytes[] }[];
}

/** Null when nothing of the log has been signed. @throws Fault `store.corrupt` */
export async function loadLogState(store: LogRecordReader, tag: TenantTag): Promise<LogState | null> {
  const record = await store.readLog(tag);
  if (record === null) return null;
  const state = parseLogState(record.text);
  if (state === null) throw new Fault('store.corrupt', 'The record of a log does not parse.');
  return state;
}

/** Whether these entries were pruned. To be asked after looking for them: the record says so before they go. */
export async function isPruned(store: LogRecordReader, tag: TenantTag, { level, index }: Tile): Promise<boolean> {
  return level === 'entries' && index * TILE_WIDTH < ((await loadLogState(store, tag))?.pruned.first ?? 0);
}

/**
 * Null as long as no checkpoint covers any leaf of this share.
 * @throws Fault `store.corrupt` when the store does not hold what was signed: `nt2 log verify` says more.
 */
export async function inclusionProofsFor(store: LogReader & LeafIndex, id: ShareId): Promise<ShareProofs | null> {
  const tag = tagOf(id);
  const state = await loadLogState(store, tag);
  if (state === null || state.note === null) return null;
  const { size } = state.frontier;
  const root = rootOf(state.frontier);
  const hashAt = hashReader(size, tileReader(store, tag, size));
  // Read after the record, which was written together with them.
  const covered = (await store.positions(id)).filter((index) => index < size);
  if (covered.length === 0) return null;
  const isKept = covered.every((index) => index >= state.pruned.first);
  const prove = async (index: number): Promise<ShareProofs['events'][number]> => {
    const [[leaf], hashes] = await Promise.all([store.leaves(tag, index, 1), proveInclusion({ index, size, hashAt })]);
    if (leaf === undefined || !verifyInclusion({ leaf: leafHash(leaf), index, size, root, proof: hashes })) throw new RangeError();
    return { index, leaf, hashes };
  };
  try {
    return {
      checkpoint: state.note,
      vkeys: state.keys.map(({ vkey }) => vkey),
      events: await Promise.all(isKept ? covered.map(prove) : []),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Fault('store.corrupt', 'The store does not hold what the log has signed.', { cause: error });
  }
}
