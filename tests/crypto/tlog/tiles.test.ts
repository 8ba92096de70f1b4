import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, type Bytes } from '../../../src/crypto/bytes.ts';
import { proveConsistency, proveInclusion, loadFrontier, verifyConsistency, verifyInclusion } from '../../../src/crypto/tlog/merkle.ts';
import {
  formatEntries,
  growLog,
  hashReader,
  newTiles,
  parseEntries,
  parseTilePath,
  tilePath,
  type Tile,
} from '../../../src/crypto/tlog/tiles.ts';
import { toHex } from '../support.ts';
import { leaf, leafHashes, memoryLog, naiveHashAt, naiveRoot } from './support.ts';
import { assertProperty } from '../../support/property.ts';

describe('paths of tiles', () => {
  test.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1_234_067, width: 256 }, 'tile/0/x001/x234/067'],
    [{ level: 1, index: 0, width: 17 }, 'tile/1/000.p/17'],
    [{ level: 63, index: 1_000, width: 1 }, 'tile/63/x001/000.p/1'],
    [{ level: 'entries', index: 999, width: 256 }, 'tile/entries/999'],
    [{ level: 'entries', index: 273, width: 112 }, 'tile/entries/273.p/112'],
  ] as [Tile, string][])('%j lies at %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  test('a path has one spelling', () => {
    assertProperty(
      fc.property(fc.nat(63), fc.nat(2 ** 40), fc.integer({ min: 1, max: 256 }), fc.boolean(), (level, index, width, entries) => {
        const tile: Tile = { level: entries ? 'entries' : level, index, width };
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
    );
    const bad = [
      '',
      'tile/0/0',
      'tile/0/00',
      'tile/0/0000',
      'tile/00/000',
      'tile/64/000',
      'tile/-1/000',
      'tile/0/x000/000',
      'tile/0/001/000',
      'tile/0/x1/000',
      'tile/0/x001',
      'tile/0/000.p/0',
      'tile/0/000.p/256',
      'tile/0/000.p/007',
      'tile/0/000.p/',
      'tile/0/000/p/1',
      '/tile/0/000',
      'tile/0/000/',
      'tile/0/../000',
      'tile/data/000',
      'tile/0/x999/x999/x999/x999/x999/x999/000',
    ];
    for (const path of bad) expect(parseTilePath(path), path).toBeNull();
  });
});

describe('tiles of a growing tree', () => {
  const paths = (from: number, to: number): string[] => newTiles(from, to).map(tilePath);

  test('the example of the specification: 70,000 leaves', () => {
    const all = newTiles(0, 70_000);
    const full = (level: Tile['level']) => all.filter((tile) => tile.level === level && tile.width === 256).length;
    expect([full('entries'), full(0), full(1), full(2)]).toEqual([273, 273, 1, 0]);
    expect(all.filter((tile) => tile.width < 256).map(tilePath)).toEqual([
      'tile/entries/273.p/112',
      'tile/0/273.p/112',
      'tile/1/001.p/17',
      'tile/2/000.p/1',
    ]);
  });

  test('only what changed is new, and an empty tile never is', () => {
    expect(paths(0, 0)).toEqual([]);
    expect(paths(5, 5)).toEqual([]);
    expect(paths(0, 1)).toEqual(['tile/entries/000.p/1', 'tile/0/000.p/1']);
    expect(paths(255, 256)).toEqual(['tile/entries/000', 'tile/0/000', 'tile/1/000.p/1']);
    expect(paths(256, 257)).toEqual(['tile/entries/001.p/1', 'tile/0/001.p/1']);
    expect(paths(65_535, 65_536)).toEqual(['tile/entries/255', 'tile/0/255', 'tile/1/000', 'tile/2/000.p/1']);
  });

  test('however it grew, the files at the end are the same, and every old file still holds', async () => {
    const size = 1_300;
    const at = [1, 2, 200, 255, 256, 257, 511, 700, 1_299, size];
    const slow = memoryLog();
    for (const [n, to] of at.entries()) {
      const from = at[n - 1] ?? 0;
      await slow.append(Array.from({ length: to - from }, (_, more) => leaf(from + more)));
    }
    const quick = memoryLog();
    await quick.append(Array.from({ length: size }, (_, n) => leaf(n)));
    expect(slow.frontier()).toEqual(quick.frontier());
    for (const [path, bytes] of quick.files) expect(toHex(slow.files.get(path) as Bytes), path).toBe(toHex(bytes));
    const leaves = leafHashes(size);
    for (const [path, bytes] of slow.files) {
      const { level, index, width } = parseTilePath(path) as Tile;
      if (level === 'entries') {
        expect(parseEntries(bytes)?.map(toHex)).toEqual(Array.from({ length: width }, (_, n) => toHex(leaf(index * 256 + n))));
      } else {
        const subtrees = Array.from({ length: width }, (_, n) => naiveHashAt(leaves)(level * 8, index * 256 + n));
        expect(toHex(bytes)).toBe(toHex(concat(...(await Promise.all(subtrees)))));
      }
    }
  });

  test('proofs come out of the tiles, also when partial ones were dropped for the full', async () => {
    const log = memoryLog();
    for (const count of [200, 300, 500, 300]) {
      const from = log.frontier().size;
      await log.append(Array.from({ length: count }, (_, n) => leaf(from + n)));
    }
    const leaves = leafHashes(1_300);
    const full = async (path: string): Promise<Uint8Array | null> => (/\.p\//.test(path) ? null : log.read(path));
    for (const size of [1, 200, 256, 500, 1_000, 1_300]) {
      const root = naiveRoot(leaves.slice(0, size));
      const hashAt = hashReader(size, log.read);
      expect(toHex((await loadFrontier(size, hashAt)).hashes.at(-1) as Bytes)).toBe(
        toHex((await loadFrontier(size, naiveHashAt(leaves))).hashes.at(-1) as Bytes),
      );
      for (const index of [0, 1, 199, 255, 256, 767, 999, 1_299].filter((n) => n < size)) {
        const proof = await proveInclusion({ index, size, hashAt });
        expect(verifyInclusion({ leaf: leaves[index] as Bytes, index, size, root, proof }), `${index} of ${size}`).toBe(true);
      }
      for (const older of [1, 199, 256, 300, 512, 999].filter((n) => n <= size)) {
        const proof = await proveConsistency({ older, newer: size, hashAt });
        const claim = { older: { size: older, root: naiveRoot(leaves.slice(0, older)) }, newer: { size, root }, proof };
        expect(verifyConsistency(claim), `${older} in ${size}`).toBe(true);
      }
    }
    const proof = await proveInclusion({ index: 3, size: 200, hashAt: hashReader(200, full) });
    expect(verifyInclusion({ leaf: leaves[3] as Bytes, index: 3, size: 200, root: naiveRoot(leaves.slice(0, 200)), proof })).toBe(true);
  });

  test('a tile is read as often as proofs need it, and stays as it is: also a Buffer, whose slices share its memory', async () => {
    const log = memoryLog();
    await log.append(Array.from({ length: 256 }, (_, n) => leaf(n)));
    const leaves = leafHashes(256);
    const tile = Buffer.from((await log.read('tile/0/000')) as Bytes);
    const before = toHex(tile);
    const hashAt = hashReader(256, async () => tile);
    for (const index of [0, 1, 130, 255]) {
      const proof = await proveInclusion({ index, size: 256, hashAt });
      expect(verifyInclusion({ leaf: leaves[index] as Bytes, index, size: 256, root: naiveRoot(leaves), proof })).toBe(true);
    }
    expect(toHex(tile)).toBe(before);
  });

  test('a tile that is missing or cut is a damaged log, never another proof', async () => {
    const log = memoryLog();
    await log.append([leaf(0), leaf(1), leaf(2)]);
    const cut = async (path: string): Promise<Uint8Array | null> => (await log.read(path))?.slice(0, -1) ?? null;
    const none = async (): Promise<null> => null;
    const short = async (path: string): Promise<Uint8Array | null> =>
      (await log.read(path))?.slice(0, path.includes('entries') ? 9 : 64) ?? null;
    for (const read of [cut, short, none]) {
      await expect(proveInclusion({ index: 0, size: 3, hashAt: hashReader(3, read) })).rejects.toThrow(RangeError);
      await expect(growLog({ frontier: log.frontier(), leaves: [leaf(3)], read })).rejects.toThrow(RangeError);
    }
    const fewer = async (path: string): Promise<Uint8Array | null> => (path.includes('entries') ? short(path) : log.read(path));
    await expect(growLog({ frontier: log.frontier(), leaves: [leaf(3)], read: fewer })).rejects.toThrow(RangeError);
    await expect(hashReader(3, log.read)(1, 1)).rejects.toThrow(RangeError);
  });
});

describe('entry bundles', () => {
  test('entries read back, and a bundle that ends inside one is refused', () => {
    const entries = [new Uint8Array(), leaf(1), new Uint8Array(0xffff).fill(7)];
    const bundle = formatEntries(entries);
    expect(parseEntries(bundle)?.map(toHex)).toEqual(entries.map(toHex));
    expect([...formatEntries([leaf(1)]).subarray(0, 2)]).toEqual([0, 7]);
    expect(parseEntries(new Uint8Array())).toEqual([]);
    for (const length of [1, 3, 8, 12, bundle.length - 1]) expect(parseEntries(bundle.slice(0, length)), `${length}`).toBeNull();
    expect(() => formatEntries([new Uint8Array(0x1_0000)])).toThrow(RangeError);
  });
});
