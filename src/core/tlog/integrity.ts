// Verifies that the store still holds what was signed. Where it does not, a LogInconsistency is thrown: such a log cannot continue.

import { equal, type Bytes } from '../../crypto/bytes.ts';
import { parseVkey, verifyCheckpoint, type Checkpoint } from '../../crypto/tlog/checkpoint.ts';
import {
  appendLeaves,
  isTreeSize,
  leafHash,
  proveConsistency,
  proveInclusion,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../crypto/tlog/merkle.ts';
import { hashReader } from '../../crypto/tlog/tiles.ts';
import type { TenantTag } from '../share.ts';
import type { AlarmCode } from '../ports/checkpoint-pins.ts';
import type { TreeReader } from '../ports/log-store.ts';
import { announcesPrune } from './state/log-events.ts';
import type { LogState } from './state/log-state.ts';
import type { Signers } from './state/signers.ts';
import { isSameTree, tileReader, withoutPartialTile } from './tiles.ts';
import { TILE_WIDTH } from '../../crypto/tlog/tiles.ts';

export class LogInconsistency extends Error {
  override readonly name = 'LogInconsistency';
  readonly code: AlarmCode;
  readonly position: number | null;
  /** When it was first found, epoch ms; null: now. */
  readonly at: number | null;
  constructor(code: AlarmCode, position: number | null = null, at: number | null = null) {
    super(code);
    this.code = code;
    this.position = position;
    this.at = at;
  }
}

/** The inconsistency that an error reports, or null. Proofs and tiles throw a RangeError when a hash that must exist does not. */
export function asInconsistency(error: unknown): LogInconsistency | null {
  if (error instanceof RangeError) return new LogInconsistency('log.tile');
  return error instanceof LogInconsistency ? error : null;
}

/** A sequencer wrote this record: its checkpoint matches its frontier, and a key that can be derived here has signed it. */
export async function verifyLogState(state: LogState, tag: TenantTag, signers: Signers): Promise<void> {
  const { note, frontier, generation } = state;
  const line = { tag, generation };
  if (note === null) {
    if (frontier.size > 0) throw new LogInconsistency('log.record');
    return;
  }
  const mine = await Promise.all(state.keys.map((key) => signers.findSigner(line, key)));
  if (mine.every((signer) => signer === null)) {
    const moved = await Promise.all(state.keys.map((key) => signers.hasMoved(line, key)));
    throw new LogInconsistency(moved.includes(true) ? 'log.address' : 'log.key');
  }
  const keys = mine.flatMap((signer) => (signer === null ? [] : (parseVkey(signer.vkey) ?? [])));
  const signed = await verifyCheckpoint(note, keys);
  // Signed by an older key of the log, from a secret that is no longer configured: the same as no key at all.
  if (!signed.ok) throw new LogInconsistency(signed.code === 'checkpoint.key' && mine.includes(null) ? 'log.key' : 'log.record');
  const { origin, size, root } = signed.checkpoint;
  if (origin !== signers.origin(line) || size !== frontier.size || !equal(root, rootOf(frontier))) throw new LogInconsistency('log.record');
}

/** The tree of `state` continues `known`, or will, once the waiting leaves are integrated. */
export async function verifyConsistentWith({
  store,
  tag,
  state,
  known,
}: {
  readonly store: TreeReader;
  readonly tag: TenantTag;
  readonly state: LogState;
  readonly known: Checkpoint;
}): Promise<void> {
  const { frontier } = state;
  const { size } = frontier;
  const newer = { size, root: rootOf(frontier) };
  if (size >= known.size) {
    const proof = await proveConsistency({ older: known.size, newer: size, hashAt: hashReader(size, tileReader(store, tag, size)) });
    if (!verifyConsistency({ older: known, newer, proof })) throw new LogInconsistency('log.forked');
    return;
  }
  // Either the store went back in time, or the process that signed `known` died before the store had it: then all its leaves are there.
  const { end } = await store.entryRange(tag);
  if (end < known.size) throw new LogInconsistency('log.behind', end);
  let grown = withoutPartialTile(frontier);
  while (grown.size < known.size) {
    const next = await store.leaves(tag, grown.size, Math.min(1_024, known.size - grown.size));
    if (next.length === 0) throw new LogInconsistency('log.leaf', grown.size);
    grown = appendLeaves(grown, next.map(leafHash)).frontier;
  }
  if (!equal(rootOf(grown), known.root)) throw new LogInconsistency('log.forked');
}

/** The record and this leaf, at the position that the record names, agree on which entries were pruned. */
export function verifyPruneEntry({ pruned, frontier }: LogState, origin: string, leaf: string): void {
  const { first, at } = pruned;
  const isSound = isTreeSize(at) && first % TILE_WIDTH === 0 && first <= frontier.size && first <= at;
  if (!isSound || !announcesPrune(leaf, { log: origin, first })) throw new LogInconsistency('log.record');
}

/** No entry was pruned but those that the log itself names. A generation that begins without old entries names them in a leaf that still waits. */
export async function verifyPruned({
  store,
  tag,
  state,
  origin,
}: {
  readonly store: TreeReader;
  readonly tag: TenantTag;
  readonly state: LogState;
  readonly origin: string;
}): Promise<void> {
  const { pruned, frontier } = state;
  const { first, at } = pruned;
  if (first === 0) return;
  const [leaf = ''] = isTreeSize(at) ? await store.leaves(tag, at, 1) : [];
  verifyPruneEntry(state, origin, leaf);
  if (at >= frontier.size) return;
  const { size } = frontier;
  const proof = await proveInclusion({ index: at, size, hashAt: hashReader(size, tileReader(store, tag, size)) });
  const isHeld = verifyInclusion({ leaf: leafHash(leaf), index: at, size, root: rootOf(frontier), proof });
  if (!isHeld) throw new LogInconsistency('log.leaf', at);
}

/** Hashes of the 256 leaves of a full tile: computed from the leaves, or the stored ones where the leaves were pruned. */
export async function tileHashes(
  store: TreeReader,
  tag: TenantTag,
  { state, index }: { readonly state: LogState; readonly index: number },
): Promise<Bytes[]> {
  const first = index * TILE_WIDTH;
  if (first < state.pruned.first) {
    const bytes = await store.readTile(tag, 0, index);
    if (bytes?.length !== TILE_WIDTH * 32) throw new LogInconsistency('log.tile', first);
    return Array.from({ length: TILE_WIDTH }, (_, at) => bytes.slice(at * 32, (at + 1) * 32));
  }
  const hashes = (await store.leaves(tag, first, TILE_WIDTH)).map(leafHash);
  if (hashes.length < TILE_WIDTH) throw new LogInconsistency('log.leaf', first + hashes.length);
  return hashes;
}

/** Rehashes the leaves of the partial tile, and returns the hashes. `leaves`: those that the store has. */
export function verifyPartialTile({ frontier }: LogState, leaves: readonly string[]): Bytes[] {
  const whole = withoutPartialTile(frontier);
  if (leaves.length < frontier.size - whole.size) throw new LogInconsistency('log.leaf', whole.size + leaves.length);
  const hashes = leaves.map(leafHash);
  if (!isSameTree(appendLeaves(whole, hashes).frontier, frontier)) throw new LogInconsistency('log.leaf', whole.size);
  return hashes;
}

/** Rehashes the 256 leaves of one full tile, as far as they are kept, and follows them up to the root. */
export async function verifyTile({
  store,
  tag,
  state,
  index,
}: {
  readonly store: TreeReader;
  readonly tag: TenantTag;
  readonly state: LogState;
  readonly index: number;
}): Promise<void> {
  const { size } = state.frontier;
  const first = index * TILE_WIDTH;
  const hashes = await tileHashes(store, tag, { state, index });
  const tiles = hashReader(size, tileReader(store, tag, size));
  // Below the tile, hashes of the leaves as they are now; above it, stored hashes: only the same leaves lead to the signed root.
  const inTile = appendLeaves({ size: 0, hashes: [] }, hashes).nodes;
  const hashAt = async (level: number, at: number): Promise<Bytes> => {
    const own = inTile.find((node) => node.level === level && node.index + index * 2 ** (8 - level) === at);
    return level <= 8 && own ? own.hash : tiles(level, at);
  };
  const proof = await proveInclusion({ index: first, size, hashAt });
  const isHeld = verifyInclusion({ leaf: hashes[0] as Bytes, index: first, size, root: rootOf(state.frontier), proof });
  if (!isHeld) throw new LogInconsistency(first < state.pruned.first ? 'log.tile' : 'log.leaf', first);
}
