// The tree over the log: RFC 6962 hashes, a frontier that grows, and the two kinds of proof, made and checked. Knows nothing of leaves' content.

import { encodeBase64, concat, equal, sha256, decodeBase64, type Bytes } from '../bytes.ts';

/** Hash of the perfect subtree over leaves [index · 2^level, (index + 1) · 2^level). Level 0 is the leaves'. */
export type HashReader = (level: number, index: number) => Promise<Bytes>;

/** What must be known of a tree to append to it: hashes of its perfect subtrees, left to right, one for each set bit of `size`. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Bytes[];
}

/** A perfect subtree that has become complete. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Bytes;
}

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);
const MOST_LEAVES = 2 ** 52;

/** Root of the tree without leaves: SHA-256 of nothing. */
export const emptyRoot: Bytes = /* @__PURE__ */ sha256(/* @__PURE__ */ new Uint8Array());
export const emptyFrontier: Frontier = { size: 0, hashes: [] };

export function leafHash(leaf: Uint8Array | string): Bytes {
  return sha256(typeof leaf === 'string' ? `\u0000${leaf}` : concat(LEAF, leaf));
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Bytes {
  return sha256(concat(NODE, left, right));
}

/** True for a number of leaves that this code can count: a whole number up to 2^52. */
export function isTreeSize(size: number): boolean {
  return Number.isInteger(size) && size >= 0 && size <= MOST_LEAVES;
}

/** Appends leaves by their hashes; changes nothing it was given. `nodes`: every subtree completed by it, the leaves themselves too. */
export function appendLeaves(
  frontier: Frontier,
  leafHashes: readonly Bytes[],
): { readonly frontier: Frontier; readonly nodes: readonly TreeNode[] } {
  const hashes = [...frontier.hashes];
  const nodes: TreeNode[] = [];
  let { size } = frontier;
  for (const leaf of leafHashes) {
    let node: TreeNode = { level: 0, index: size, hash: leaf };
    nodes.push(node);
    // As in counting: each trailing one of the size is a subtree that finds its right half now.
    for (; node.index % 2 === 1; nodes.push(node)) {
      node = { level: node.level + 1, index: (node.index - 1) / 2, hash: nodeHash(hashes.pop() as Bytes, node.hash) };
    }
    hashes.push(node.hash);
    size += 1;
  }
  return { frontier: { size, hashes }, nodes };
}

export function rootOf({ hashes }: Frontier): Bytes {
  return hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right));
}

/** One line: the size, then the hashes in base64. */
export function formatFrontier({ size, hashes }: Frontier): string {
  return [String(size), ...hashes.map(encodeBase64)].join(' ');
}

/** Null when it is not what `formatFrontier` writes. */
export function parseFrontier(line: string): Frontier | null {
  const [count = '', ...rest] = line.split(' ');
  const size = Number(count);
  const hashes = parseHashes(rest);
  if (!/^(?:0|[1-9]\d{0,15})$/.test(count) || !isTreeSize(size) || hashes?.length !== ones(size)) return null;
  return { size, hashes };
}

/** base64 of 32 bytes each; null when one is not. */
export function parseHashes(lines: readonly string[]): Bytes[] | null {
  const hashes = lines.map(decodeBase64);
  return hashes.every((hash): hash is Bytes => hash?.length === 32) ? hashes : null;
}

/** The frontier of the first `size` leaves, read from the tree. */
export async function loadFrontier(size: number, hashAt: HashReader): Promise<Frontier> {
  const parts: Promise<Bytes>[] = [];
  for (let begin = 0; begin < size;) {
    const level = floorLog2(size - begin);
    parts.push(hashAt(level, begin / 2 ** level));
    begin += 2 ** level;
  }
  return { size, hashes: await Promise.all(parts) };
}

/** RFC 6962, 2.1.1: from the leaf's sibling up to the root's child. @throws RangeError unless 0 ≤ index < size. */
export async function proveInclusion({
  index,
  size,
  hashAt,
}: {
  readonly index: number;
  readonly size: number;
  readonly hashAt: HashReader;
}): Promise<Bytes[]> {
  if (!isTreeSize(size) || !isTreeSize(index) || index >= size) throw new RangeError(`no leaf ${index} among ${size}`);
  const path: Promise<Bytes>[] = [];
  for (let begin = 0, end = size; end - begin > 1;) {
    const middle = begin + split(end - begin);
    if (index < middle) {
      path.push(subtree(middle, end, hashAt));
      end = middle;
    } else {
      path.push(subtree(begin, middle, hashAt));
      begin = middle;
    }
  }
  return (await Promise.all(path)).reverse();
}

/** RFC 6962, 2.1.2: that the tree of `newer` leaves begins with that of `older`. Empty when there is nothing to prove: `older` is 0 or `newer`. */
export async function proveConsistency({
  older,
  newer,
  hashAt,
}: {
  readonly older: number;
  readonly newer: number;
  readonly hashAt: HashReader;
}): Promise<Bytes[]> {
  if (!isTreeSize(newer) || !isTreeSize(older) || older > newer) throw new RangeError(`no tree of ${older} in one of ${newer}`);
  if (older === 0 || older === newer) return [];
  const path: Promise<Bytes>[] = [];
  let [begin, end] = [0, newer];
  while (end !== older) {
    const middle = begin + split(end - begin);
    if (older <= middle) {
      path.push(subtree(middle, end, hashAt));
      end = middle;
    } else {
      path.push(subtree(begin, middle, hashAt));
      begin = middle;
    }
  }
  // The last step is a subtree of the older tree. When it is the whole of it, the verifier has its hash already.
  if (begin > 0) path.push(subtree(begin, end, hashAt));
  return (await Promise.all(path)).reverse();
}

/** RFC 9162, 2.1.3.2. Exactly the right number of hashes, each of 32 bytes, or false. */
export function verifyInclusion({
  leaf,
  index,
  size,
  root,
  proof,
}: {
  /** Hash of the leaf. */
  readonly leaf: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
}): boolean {
  if (!isTreeSize(size) || !isTreeSize(index) || index >= size || !proof.every(isHash)) return false;
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = nodeHash(sibling, hash);
      // The last node of a level has no sibling until it is a right child.
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equal(hash, root);
}

/** RFC 9162, 2.1.4.2, and what it leaves open: the empty tree is the beginning of every tree, with an empty proof. */
export function verifyConsistency({
  older,
  newer,
  proof,
}: {
  readonly older: { readonly size: number; readonly root: Uint8Array };
  readonly newer: { readonly size: number; readonly root: Uint8Array };
  readonly proof: readonly Uint8Array[];
}): boolean {
  if (!isTreeSize(older.size) || !isTreeSize(newer.size) || older.size > newer.size || !proof.every(isHash)) return false;
  if (older.size === newer.size)
    return proof.length === 0 && equal(older.root, newer.root) && (older.size > 0 || equal(older.root, emptyRoot));
  if (older.size === 0) return proof.length === 0 && equal(older.root, emptyRoot);
  // A tree of a power of two is a subtree of every later one: then its root itself is where the proof begins.
  const [seed, ...rest] = ones(older.size) === 1 ? [older.root, ...proof] : proof;
  if (seed === undefined) return false;
  let [node, last] = [older.size - 1, newer.size - 1];
  while (node % 2 === 1) [node, last] = [half(node), half(last)];
  let [inOlder, inNewer] = [seed, seed];
  for (const sibling of rest) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      inOlder = nodeHash(sibling, inOlder);
      inNewer = nodeHash(sibling, inNewer);
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      inNewer = nodeHash(inNewer, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && equal(inOlder, older.root) && equal(inNewer, newer.root);
}

/** Hash of the leaves [begin, end), where `begin` is a multiple of the next power of two: a subtree of RFC 6962. */
async function subtree(begin: number, end: number, hashAt: HashReader): Promise<Bytes> {
  const level = floorLog2(end - begin);
  if (2 ** level === end - begin) return hashAt(level, begin / 2 ** level);
  const middle = begin + split(end - begin);
  return nodeHash(...(await Promise.all([subtree(begin, middle, hashAt), subtree(middle, end, hashAt)])));
}

/** The largest power of two below `count`, for counts above 1. */
function split(count: number): number {
  return 2 ** floorLog2(count - 1);
}

/** Counted, because Math.log2 rounds: it takes 2^49 - 1 for 2^49. */
function floorLog2(n: number): number {
  let level = 0;
  for (let rest = n; rest > 1; rest = half(rest)) level += 1;
  return level;
}

function half(n: number): number {
  return Math.floor(n / 2);
}

function ones(n: number): number {
  let count = 0;
  for (let rest = n; rest > 0; rest = half(rest)) count += rest % 2;
  return count;
}

function isHash(bytes: Uint8Array): boolean {
  return bytes.length === 32;
}
