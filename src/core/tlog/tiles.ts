// The tree over the leaves of the store: reads its tiles, and computes those that a growing tree adds. Full tiles of leaves are stored. The
// partial tile at the right edge is computed from its leaves each time, so that a change among them is found.

import { concat, equal, encodeUtf8, type Bytes } from '../../crypto/bytes.ts';
import { appendLeaves, leafHash, type Frontier } from '../../crypto/tlog/merkle.ts';
import { formatEntries, parseTilePath, TILE_WIDTH, type TileReader } from '../../crypto/tlog/tiles.ts';
import { isShareId, type ShareId, type TenantTag } from '../share.ts';
import type { LogWrite, TreeReader } from '../ports/log-store.ts';

const HASH = 32;
const SHARE = /^nt2\/event\/v[123]\ntype [a-z-]+\nshare ([a-z2-7]{32})\n/;

/** The files of a log of `size` leaves, by their tlog-tiles paths. A partial tile of an earlier, smaller tree is the beginning of today's tile. */
export function tileReader(store: TreeReader, tag: TenantTag, size: number): TileReader {
  return async (path) => {
    const tile = parseTilePath(path);
    if (tile === null) return null;
    const { level, index, width } = tile;
    if (index * TILE_WIDTH + width > Math.floor(size / (level === 'entries' ? 1 : TILE_WIDTH ** level))) return null;
    if (level !== 'entries' && (level > 0 || (index + 1) * TILE_WIDTH <= size)) {
      const bytes = await store.readTile(tag, level, index);
      return bytes !== null && bytes.length >= width * HASH ? bytes.subarray(0, width * HASH) : null;
    }
    const leaves = await store.leaves(tag, index * TILE_WIDTH, width);
    if (leaves.length < width) return null;
    return level === 'entries' ? formatEntries(leaves.map(encodeUtf8)) : concat(...leaves.map(leafHash));
  };
}

/** The tree without its partial tile of leaves. */
export function withoutPartialTile({ size, hashes }: Frontier): Frontier {
  const whole = size - (size % TILE_WIDTH);
  let inEdge = 0;
  for (let rest = size % TILE_WIDTH; rest > 0; rest = Math.floor(rest / 2)) inEdge += rest % 2;
  return { size: whole, hashes: hashes.slice(0, hashes.length - inEdge) };
}

export function isSameTree(a: Frontier, b: Frontier): boolean {
  return a.size === b.size && a.hashes.length === b.hashes.length && a.hashes.every((hash, at) => equal(hash, b.hashes[at] as Bytes));
}

/**
 * What the tree becomes. `edge`: hashes of the leaves in its partial tile; `leaves`: hashes of those that follow.
 * @throws RangeError when a stored tile is missing or has the wrong length.
 */
export async function integrateLeaves({
  frontier,
  partialTile,
  leaves,
  readTile,
}: {
  readonly frontier: Frontier;
  readonly partialTile: readonly Bytes[];
  readonly leaves: readonly Bytes[];
  readonly readTile: (level: number, index: number) => Promise<Uint8Array | null>;
}): Promise<{ readonly frontier: Frontier; readonly tiles: LogWrite['tiles'] }> {
  const grown = appendLeaves(frontier, leaves);
  const tiles: { level: number; index: number; bytes: Uint8Array }[] = [];
  for (let level = 0, span = 1; Math.floor(grown.frontier.size / span) > Math.floor(frontier.size / span); level += 1, span *= TILE_WIDTH) {
    const had = Math.floor(frontier.size / span);
    const begin = Math.floor(had / TILE_WIDTH);
    const old = level === 0 ? concat(...partialTile) : had % TILE_WIDTH === 0 ? new Uint8Array() : await readTile(level, begin);
    if (old?.length !== (had % TILE_WIDTH) * HASH) throw new RangeError(`tile ${level}/${begin} is not as long as it must be`);
    const fresh = grown.nodes.filter((node) => node.level === level * 8).map(({ hash }) => hash);
    const all = concat(old, ...fresh);
    for (let at = 0, index = begin; at < all.length; at += TILE_WIDTH * HASH, index += 1) {
      const bytes = all.slice(at, at + TILE_WIDTH * HASH);
      if (level > 0 || bytes.length === TILE_WIDTH * HASH) tiles.push({ level, index, bytes });
    }
  }
  return { frontier: grown.frontier, tiles };
}

/** The positions of the leaves of each share. `from`: position of the first one. */
export function positionsOf(leaves: readonly string[], from: number): LogWrite['positions'] {
  const found = new Map<ShareId, number[]>();
  leaves.forEach((leaf, at) => {
    const share = SHARE.exec(leaf)?.[1] ?? '';
    if (!isShareId(share)) return;
    const positions = found.get(share) ?? [];
    positions.push(from + at);
    found.set(share, positions);
  });
  return Array.from(found, ([share, at]) => ({ share, at }));
}
