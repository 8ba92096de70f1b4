// A log in memory for the tests of this room, and the tree as RFC 6962 writes it down, to hold the quick one against.

import { createHash } from 'node:crypto';
import { encodeUtf8, type Bytes } from '../../../src/crypto/bytes.ts';
import { emptyFrontier, leafHash, type Frontier, type HashReader } from '../../../src/crypto/tlog/merkle.ts';
import { growLog, type TileReader } from '../../../src/crypto/tlog/tiles.ts';
import { backend, setBackend } from '../../../src/crypto/backend.ts';

// These tests hash a great deal: as a server does it.
setBackend({ ...backend, sha256: (bytes) => createHash('sha256').update(bytes).digest() });

const sha256 = (...parts: Uint8Array[]): Bytes => new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest());

export const leaf = (n: number): Bytes => encodeUtf8(`leaf ${n}\n`);
export const leafHashes = (size: number): Bytes[] => Array.from({ length: size }, (_, n) => leafHash(leaf(n)));

/** MTH of RFC 6962, section 2.1, over hashes of leaves: no shortcuts. */
export function naiveRoot(hashes: readonly Bytes[]): Bytes {
  if (hashes.length === 0) return sha256();
  if (hashes.length === 1) return hashes[0] as Bytes;
  let k = 1;
  while (k * 2 < hashes.length) k *= 2;
  return sha256(Uint8Array.of(1), naiveRoot(hashes.slice(0, k)), naiveRoot(hashes.slice(k)));
}

export function naiveHashAt(hashes: readonly Bytes[]): HashReader {
  const known = new Map<string, Bytes>();
  return async (level, index) => {
    const part = hashes.slice(index * 2 ** level, (index + 1) * 2 ** level);
    if (part.length !== 2 ** level) throw new RangeError(`no subtree ${level}/${index}`);
    const name = `${level}/${index}`;
    const hash = known.get(name) ?? naiveRoot(part);
    known.set(name, hash);
    return hash;
  };
}

export interface MemoryLog {
  readonly files: ReadonlyMap<string, Bytes>;
  frontier(): Frontier;
  append(leaves: readonly Uint8Array[]): Promise<void>;
  read: TileReader;
}

/** Keeps every file that it ever wrote, as a server of tiles may. */
export function memoryLog(): MemoryLog {
  const files = new Map<string, Bytes>();
  let frontier = emptyFrontier;
  const read: TileReader = async (path) => files.get(path) ?? null;
  return {
    files,
    frontier: () => frontier,
    read,
    async append(leaves) {
      const grown = await growLog({ frontier, leaves, read });
      for (const { path, bytes } of grown.files) files.set(path, bytes);
      ({ frontier } = grown);
    },
  };
}
