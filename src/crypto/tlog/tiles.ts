// The log as files, in the layout of c2sp.org/tlog-tiles: paths, hash tiles, entry bundles, and which of them a growing tree brings.

import { concat, sha256, type Bytes } from '../bytes.ts';
import { appendLeaves, leafHash, type Frontier, type HashReader } from './merkle.ts';

export interface Tile {
  /** Hashes of subtrees of TILE_WIDTH^level leaves; or the entries themselves. */
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to TILE_WIDTH; below that the tile is partial. */
  readonly width: number;
}

export interface TileFile {
  readonly path: string;
  readonly bytes: Bytes;
}

/** The file at a path; null when it does not exist. */
export type TileReader = (path: string) => Promise<Uint8Array | null>;

/** Hashes in a full hash tile, entries in a full bundle. */
export const TILE_WIDTH = 256;
const HASH = 32;
/** In front of two hashes, as RFC 6962 has it. */
const NODE = 1;
const MOST_LEVEL = 63;
const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** `tile/0/x001/x234/067`, `tile/1/000.p/17`, `tile/entries/000`. */
export function tilePath({ level, index, width }: Tile): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) as string[];
  const last = groups.pop() as string;
  return `tile/${level}/${groups.map((group) => `x${group}/`).join('')}${last}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** Null when it is not what `tilePath` writes. */
export function parseTilePath(path: string): Tile | null {
  const [, level = '', groups = '', partial] = PATH.exec(path) ?? [];
  const tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: Number(partial ?? TILE_WIDTH),
  } as const;
  const sound = tile.level === 'entries' || tile.level <= MOST_LEVEL;
  return groups !== '' && sound && Number.isSafeInteger(tile.index) && tilePath(tile) === path ? tile : null;
}

/** Tiles that a tree of `to` leaves has and one of `from` had not, level by level, left to right, entries before hashes. */
export function newTiles(from: number, to: number): Tile[] {
  const tiles: Tile[] = [];
  for (let level = 0, span = 1; Math.floor(to / span) > Math.floor(from / span); level += 1, span *= TILE_WIDTH) {
    const [had, has] = [Math.floor(from / span), Math.floor(to / span)];
    for (let index = Math.floor(had / TILE_WIDTH); index * TILE_WIDTH < has; index += 1) {
      const width = Math.min(TILE_WIDTH, has - index * TILE_WIDTH);
      if (level === 0) tiles.push({ level: 'entries', index, width });
      tiles.push({ level, index, width });
    }
  }
  return tiles;
}

/**
 * Appends leaves: the frontier after it, and every file that is new. Of old files it reads only the partial one at the end of each level.
 * @throws RangeError when a leaf has more than 65,535 bytes, or an old tile is missing or not as long as it must be.
 */
export async function growLog({
  frontier,
  leaves,
  read,
}: {
  readonly frontier: Frontier;
  readonly leaves: readonly Uint8Array[];
  readonly read: TileReader;
}): Promise<{ readonly frontier: Frontier; readonly files: readonly TileFile[] }> {
  const from = frontier.size;
  const grown = appendLeaves(frontier, leaves.map(leafHash));
  // 256^7 leaves are more than can be counted here.
  const hashes = Array.from({ length: 7 }, (_, level) => grown.nodes.filter((node) => node.level === level * 8).map(({ hash }) => hash));
  const files = newTiles(from, grown.frontier.size).map(async (tile): Promise<TileFile> => {
    const { level } = tile;
    const span = level === 'entries' ? 1 : TILE_WIDTH ** level;
    const begin = tile.index * TILE_WIDTH;
    const had = Math.max(0, Math.min(TILE_WIDTH, Math.floor(from / span) - begin));
    const old = had === 0 ? new Uint8Array() : await readWhole({ ...tile, width: had }, read);
    const first = Math.max(0, begin - Math.floor(from / span));
    const end = first + tile.width - had;
    const more = level === 'entries' ? formatEntries(leaves.slice(first, end)) : concat(...(hashes[level] ?? []).slice(first, end));
    return { path: tilePath(tile), bytes: concat(old, more) };
  });
  return { frontier: grown.frontier, files: await Promise.all(files) };
}

/**
 * Reads hashes of a tree of `size` leaves out of its tiles, each tile once. A partial tile that is gone is read from the full one.
 * @throws RangeError (on reading) when a tile is missing or too short: the log is damaged.
 */
export function hashReader(size: number, read: TileReader): HashReader {
  const tiles = new Map<string, Promise<Uint8Array>>();
  return async (height, index) => {
    const level = Math.floor(height / 8);
    const count = 2 ** (height % 8);
    const first = index * count;
    const number = Math.floor(first / TILE_WIDTH);
    const width = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - number * TILE_WIDTH);
    if (first - number * TILE_WIDTH + count > width) throw new RangeError(`no subtree ${height}/${index} among ${size} leaves`);
    const tile: Tile = { level, index: number, width };
    const path = tilePath(tile);
    const bytes = tiles.get(path) ?? readWhole(tile, read);
    tiles.set(path, bytes);
    return perfect(await bytes, first - number * TILE_WIDTH, count);
  };
}

/** Entries as they lie in a bundle: each after its length in two bytes, big-endian. @throws RangeError above 65,535 bytes. */
export function formatEntries(entries: readonly Uint8Array[]): Bytes {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > 0xffff) throw new RangeError('an entry has more than 65,535 bytes');
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** Null when the bundle ends inside an entry. */
export function parseEntries(bundle: Uint8Array): Uint8Array[] | null {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.length;) {
    const end = at + 2 + (((bundle[at] as number) << 8) | (bundle[at + 1] ?? 0));
    if (at + 2 > bundle.length || end > bundle.length) return null;
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return entries;
}

async function readWhole(tile: Tile, read: TileReader): Promise<Uint8Array> {
  const path = tilePath(tile);
  // A server of a log may drop a partial tile once the full one exists.
  const bytes = (await read(path)) ?? (tile.width < TILE_WIDTH ? await read(tilePath({ ...tile, width: TILE_WIDTH })) : null);
  if (bytes === null) throw new RangeError(`the log has no ${path}`);
  if (tile.level !== 'entries') {
    if (bytes.length % HASH !== 0 || bytes.length < tile.width * HASH) throw new RangeError(`not as long as it must be: ${path}`);
    return bytes.subarray(0, tile.width * HASH);
  }
  const entries = parseEntries(bytes);
  if (entries === null || entries.length < tile.width) throw new RangeError(`not as long as it must be: ${path}`);
  return entries.length === tile.width ? bytes : formatEntries(entries.slice(0, tile.width));
}

/** The root over `count` hashes of the tile, a power of two. In one piece of memory: a proof hashes some hundred pairs. */
function perfect(tile: Uint8Array, first: number, count: number): Bytes {
  // A copy. The tile may be a Buffer, whose own slice shares its memory.
  const hashes = new Uint8Array(tile.subarray(first * HASH, (first + count) * HASH));
  const pair = new Uint8Array(1 + 2 * HASH);
  pair[0] = NODE;
  for (let left = count / 2; left >= 1; left /= 2) {
    for (let at = 0; at < left; at += 1) {
      pair.set(hashes.subarray(2 * at * HASH, 2 * (at + 1) * HASH), 1);
      hashes.set(sha256(pair), at * HASH);
    }
  }
  return hashes.slice(0, HASH);
}
