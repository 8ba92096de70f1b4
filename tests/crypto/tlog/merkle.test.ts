import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256, type Bytes } from '../../../src/crypto/bytes.ts';
import {
  emptyFrontier,
  emptyRoot,
  formatFrontier,
  appendLeaves,
  leafHash,
  nodeHash,
  parseFrontier,
  proveConsistency,
  proveInclusion,
  loadFrontier,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from '../../../src/crypto/tlog/merkle.ts';
import { flipped, hex, toHex } from '../support.ts';
import { leafHashes, naiveHashAt, naiveRoot } from './support.ts';
import { assertProperty } from '../../support/property.ts';

const MOST = 130;
const hashes = leafHashes(MOST);
const roots = Array.from({ length: MOST + 1 }, (_, size) => naiveRoot(hashes.slice(0, size)));
const hashAt = naiveHashAt(hashes);
const root = (size: number): Bytes => roots[size] as Bytes;

describe('the tree of RFC 6962', () => {
  test('leaves and nodes are hashed apart, and the empty tree has the hash of nothing', () => {
    expect(toHex(leafHash(new Uint8Array()))).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
    expect(toHex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(toHex(nodeHash(emptyRoot, emptyRoot))).not.toBe(toHex(leafHash(new Uint8Array([...emptyRoot, ...emptyRoot]))));
    expect(toHex(leafHash('é'))).toBe(toHex(leafHash(Uint8Array.of(0xc3, 0xa9))));
  });

  test('the eight leaves that other implementations are tested with have their published roots', () => {
    const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex);
    const published = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
      '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
      '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const grown = published.map((_, n) => toHex(rootOf(appendLeaves(emptyFrontier, leaves.slice(0, n + 1).map(leafHash)).frontier)));
    expect(grown).toEqual(published);
  });

  test(`grows to the root of the naive tree at every size up to ${MOST}, in one step or in many`, () => {
    let frontier = emptyFrontier;
    for (let size = 0; size <= MOST; size += 1) {
      expect(toHex(rootOf(frontier)), `size ${size}`).toBe(toHex(root(size)));
      expect(frontier).toEqual(appendLeaves(emptyFrontier, hashes.slice(0, size)).frontier);
      if (size < MOST) ({ frontier } = appendLeaves(frontier, [hashes[size] as Bytes]));
    }
  });

  test('tells every subtree that becomes complete, and nothing twice', async () => {
    const first = appendLeaves(emptyFrontier, hashes.slice(0, 77));
    const { nodes } = appendLeaves(first.frontier, hashes.slice(77));
    const all = [...first.nodes, ...nodes];
    expect(all).toHaveLength(130 + 65 + 32 + 16 + 8 + 4 + 2 + 1);
    expect(new Set(all.map(({ level, index }) => `${level}/${index}`)).size).toBe(all.length);
    for (const { level, index, hash } of all) expect(toHex(hash)).toBe(toHex(await hashAt(level, index)));
  });

  test('a frontier is kept as one line, and any other line is refused', async () => {
    for (let size = 0; size <= MOST; size += 1) {
      const { frontier } = appendLeaves(emptyFrontier, hashes.slice(0, size));
      expect(parseFrontier(formatFrontier(frontier))).toEqual(frontier);
      expect(await loadFrontier(size, hashAt)).toEqual(frontier);
    }
    const line = formatFrontier(appendLeaves(emptyFrontier, hashes.slice(0, 5)).frontier);
    const bad = [
      '',
      '1',
      '-1',
      '0 ',
      ` ${line}`,
      `${line} `,
      line.slice(0, -2),
      line.replace('5', '7'),
      line.replace('5', '05'),
      '9007199254740993',
    ];
    for (const s of bad) expect(parseFrontier(s), s).toBeNull();
  });
});

describe('inclusion', () => {
  test(`every leaf of every tree up to ${MOST} is proven, and no proof holds one hash shorter, longer or for another leaf`, async () => {
    const wrong: string[] = [];
    for (let size = 1; size <= MOST; size += 1) {
      for (let index = 0; index < size; index += 1) {
        const proof = await proveInclusion({ index, size, hashAt });
        const claim = { leaf: hashes[index] as Bytes, index, size, root: root(size), proof };
        const sound =
          verifyInclusion(claim) &&
          !verifyInclusion({ ...claim, proof: [...proof, emptyRoot] }) &&
          !(size > 1 && verifyInclusion({ ...claim, proof: proof.slice(1) })) &&
          !(size > 1 && verifyInclusion({ ...claim, proof: proof.slice(0, -1) })) &&
          !verifyInclusion({ ...claim, leaf: hashes[(index + 1) % MOST] as Bytes }) &&
          !(size > 1 && verifyInclusion({ ...claim, index: (index + 1) % size }));
        if (!sound) wrong.push(`leaf ${index} of ${size}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no flipped bit of a proof, leaf or root holds', async () => {
    const proof = await proveInclusion({ index: 41, size: 77, hashAt });
    const claim = { leaf: hashes[41] as Bytes, index: 41, size: 77, root: root(77), proof };
    for (let bit = 0; bit < 256; bit += 1) {
      for (const n of proof.keys()) {
        const changed = proof.map((hash, at) => (at === n ? flipped(hash, bit) : hash));
        expect(verifyInclusion({ ...claim, proof: changed })).toBe(false);
      }
      expect(verifyInclusion({ ...claim, leaf: flipped(claim.leaf, bit) })).toBe(false);
      expect(verifyInclusion({ ...claim, root: flipped(claim.root, bit) })).toBe(false);
    }
  });

  test('an index or size that is none, and hashes of another length, hold for nothing', async () => {
    const proof = await proveInclusion({ index: 1, size: 3, hashAt });
    const claim = { leaf: hashes[1] as Bytes, index: 1, size: 3, root: root(3), proof };
    expect(verifyInclusion(claim)).toBe(true);
    for (const index of [-1, 3, 1.5, Number.NaN, 2 ** 53]) expect(verifyInclusion({ ...claim, index })).toBe(false);
    for (const size of [-3, 0, 1, 2.5, Number.NaN, Infinity, 2 ** 53]) expect(verifyInclusion({ ...claim, size })).toBe(false);
    const cut = proof.map((hash) => hash.slice(1));
    expect(verifyInclusion({ ...claim, proof: cut })).toBe(false);
    for (const [index, size] of [
      [0, 0],
      [3, 3],
      [-1, 3],
      [0.5, 3],
    ] as const)
      await expect(proveInclusion({ index, size, hashAt })).rejects.toThrow(RangeError);
  });
});

describe('consistency', () => {
  test(`every tree begins every later one up to ${MOST}, and no proof holds one hash shorter, longer or for another root`, async () => {
    const wrong: string[] = [];
    for (let newer = 0; newer <= MOST; newer += 1) {
      for (let older = 0; older <= newer; older += 1) {
        const proof = await proveConsistency({ older, newer, hashAt });
        const claim = { older: { size: older, root: root(older) }, newer: { size: newer, root: root(newer) }, proof };
        const strict =
          verifyConsistency(claim) &&
          !verifyConsistency({ ...claim, proof: [...proof, emptyRoot] }) &&
          !(proof.length > 0 && verifyConsistency({ ...claim, proof: proof.slice(1) })) &&
          !(proof.length > 0 && verifyConsistency({ ...claim, proof: proof.slice(0, -1) })) &&
          !verifyConsistency({ ...claim, older: { size: older, root: sha256(root(older)) } }) &&
          // The empty tree begins everything: there the newer root proves nothing.
          (older === 0 || !verifyConsistency({ ...claim, newer: { size: newer, root: sha256(root(newer)) } }));
        if (!strict) wrong.push(`${older} in ${newer}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('a true root under another size holds for nothing', async () => {
    for (let size = 2; size <= 40; size += 1) {
      const proof = await proveInclusion({ index: 0, size, hashAt });
      const path = await proveConsistency({ older: 1, newer: size, hashAt });
      for (const other of [size * 2, size * 4]) {
        const claim = { leaf: hashes[0] as Bytes, index: 0, root: root(size), proof };
        expect(verifyInclusion({ ...claim, size })).toBe(true);
        expect(verifyInclusion({ ...claim, size: other }), `${size} as ${other}`).toBe(false);
        const older = { size: 1, root: root(1) };
        expect(verifyConsistency({ older, newer: { size: other, root: root(size) }, proof: path }), `${size} as ${other}`).toBe(false);
      }
    }
    expect(verifyInclusion({ leaf: hashes[0] as Bytes, index: 0, size: 2, root: root(1), proof: [] })).toBe(false);
    // An index behind the end would walk the path of another leaf.
    expect(verifyInclusion({ leaf: hashes[0] as Bytes, index: 2, size: 2, root: root(2), proof: [hashes[1] as Bytes] })).toBe(false);
    const nothing = { size: 0, root: root(1) };
    expect(verifyConsistency({ older: nothing, newer: nothing, proof: [] })).toBe(false);
  });

  test('a log that was rewritten has no proof: neither the true path nor any hash of it exchanged', async () => {
    const other = naiveRoot([...hashes.slice(0, 40), ...hashes.slice(41, 78)]);
    const proof = await proveConsistency({ older: 60, newer: 77, hashAt });
    expect(verifyConsistency({ older: { size: 60, root: root(60) }, newer: { size: 77, root: other }, proof })).toBe(false);
    for (const n of proof.keys()) {
      const changed = proof.map((hash, at) => (at === n ? flipped(hash, 5) : hash));
      expect(verifyConsistency({ older: { size: 60, root: root(60) }, newer: { size: 77, root: root(77) }, proof: changed })).toBe(false);
    }
    expect(verifyConsistency({ older: { size: 77, root: root(77) }, newer: { size: 60, root: root(60) }, proof })).toBe(false);
    await expect(proveConsistency({ older: 3, newer: 2, hashAt })).rejects.toThrow(RangeError);
  });

  test('trees of random sizes in the thousands prove and refuse as small ones do', async () => {
    const many = leafHashes(5_000);
    const grown = appendLeaves(emptyFrontier, many);
    const known = new Map(grown.nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
    const at = async (level: number, index: number): Promise<Bytes> => known.get(`${level}/${index}`) as Bytes;
    const rootAt = async (size: number): Promise<Bytes> => rootOf(await loadFrontier(size, at));
    await assertProperty(
      fc.asyncProperty(fc.integer({ min: 1, max: 5_000 }), fc.nat(4_999), fc.nat(4_999), async (size, some, other) => {
        const [index, older] = [some % size, other % (size + 1)];
        const root = await rootAt(size);
        const proof = await proveInclusion({ index, size, hashAt: at });
        expect(verifyInclusion({ leaf: many[index] as Bytes, index, size, root, proof })).toBe(true);
        expect(verifyInclusion({ leaf: many[(index + 1) % 5_000] as Bytes, index, size, root, proof })).toBe(false);
        const path = await proveConsistency({ older, newer: size, hashAt: at });
        const claim = { older: { size: older, root: await rootAt(older) }, newer: { size, root }, proof: path };
        expect(verifyConsistency(claim)).toBe(true);
        expect(verifyConsistency({ ...claim, proof: [...path, root] })).toBe(false);
      }),
    );
    expect(toHex(await rootAt(5_000))).toBe(toHex(naiveRoot(many)));
  });

  test('sizes just below a power of two are counted right, however large', async () => {
    const asked: string[] = [];
    const at = async (level: number, index: number): Promise<Bytes> => {
      asked.push(`${level}/${index}`);
      return sha256(Uint8Array.of(level));
    };
    for (const exponent of [31, 32, 49, 52]) {
      const size = 2 ** exponent - 1;
      const proof = await proveInclusion({ index: 0, size, hashAt: at });
      expect(proof).toHaveLength(exponent);
      const root = proof.reduce((hash, sibling) => nodeHash(hash, sibling), emptyRoot);
      expect(verifyInclusion({ leaf: emptyRoot, index: 0, size, root, proof })).toBe(true);
    }
    expect(asked).toContain('48/1');
  });
});
