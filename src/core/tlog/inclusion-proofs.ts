// What a receipt is made of: the leaves of a share, each with its proof against one checkpoint. Only reads, and signs nothing.

import type { Bytes } from '../../crypto/bytes.ts';
import { leafHash, proveInclusion, rootOf, verifyInclusion } from '../../crypto/tlog/merkle.ts';
import { hashReader, type Tile } from '../../crypto/tlog/tiles.ts';
import { Fault } from '../refusal.ts';
import type { LeafIndex, LogReader, LogRecordReader } from '../ports/log-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import { tagOf, type ShareId, type TenantTag } from '../share.ts';
import { loadCosigned } from './cosigned.ts';
import { checkpointIn, parseLogState, type LogState } from './state/log-state.ts';
import { tileReader } from './tiles.ts';
import { TILE_WIDTH } from '../../crypto/tlog/tiles.ts';

export interface ShareProofs {
  /** Signed by the log, and perhaps by witnesses. */
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

type ProofStore = LogReader & LeafIndex & SettingsStore;

/** The tree against which leaves are proven. */
interface ProvenHead {
  readonly size: number;
  readonly root: Bytes;
  readonly note: string;
}

/**
 * Against the newest checkpoint that witnesses have signed, where it covers all that the last one covers of this share; else against the
 * last one. Null as long as no checkpoint covers any leaf of it.
 * @throws Fault `store.corrupt` when the store does not hold what was signed: `nt2 log verify` says more.
 */
export async function inclusionProofsFor(store: ProofStore, id: ShareId): Promise<ShareProofs | null> {
  const tag = tagOf(id);
  const state = await loadLogState(store, tag);
  if (state === null || state.note === null) return null;
  const { size } = state.frontier;
  const last: ProvenHead = { size, root: rootOf(state.frontier), note: state.note };
  // Read after the record, which was written together with them.
  const covered = (await store.positions(id)).filter((index) => index < size);
  if (covered.length === 0) return null;
  const isKept = covered.every((index) => index >= state.pruned.first);
  const vkeys = state.keys.map(({ vkey }) => vkey);
  if (!isKept) return { checkpoint: last.note, vkeys, events: [] };
  const prove = (head: ProvenHead) => Promise.all(covered.map((index) => proveLeaf(store, { tag, index, head, size })));
  const witnessed = await witnessedHead(store, tag, last);
  if (witnessed !== null && covered.every((index) => index < witnessed.size)) {
    // Of a log that was rolled back it may be of a tree that is there no more.
    const events = await prove(witnessed).catch(() => null);
    if (events !== null) return { checkpoint: witnessed.note, vkeys, events };
  }
  try {
    return { checkpoint: last.note, vkeys, events: await prove(last) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Fault('store.corrupt', 'The store does not hold what the log has signed.', { cause: error });
  }
}

/** Null: no witness has signed a tree of this generation. */
async function witnessedHead(store: SettingsStore, tag: TenantTag, last: ProvenHead): Promise<ProvenHead | null> {
  const cosigned = await loadCosigned(store, tag);
  if (cosigned === null || cosigned.checkpoint.size > last.size || cosigned.checkpoint.origin !== checkpointIn(last.note)?.origin)
    return null;
  return { ...cosigned.checkpoint, note: cosigned.note };
}

/** `size`: of the tree that the store holds. @throws RangeError when the leaf is not where the head has it */
async function proveLeaf(
  store: ProofStore,
  { tag, index, head, size }: { readonly tag: TenantTag; readonly index: number; readonly head: ProvenHead; readonly size: number },
): Promise<ShareProofs['events'][number]> {
  const hashAt = hashReader(head.size, tileReader(store, tag, size));
  const [[leaf], hashes] = await Promise.all([store.leaves(tag, index, 1), proveInclusion({ index, size: head.size, hashAt })]);
  const proven = leaf !== undefined && verifyInclusion({ leaf: leafHash(leaf), index, size: head.size, root: head.root, proof: hashes });
  if (!proven) throw new RangeError();
  return { index, leaf, hashes };
}
