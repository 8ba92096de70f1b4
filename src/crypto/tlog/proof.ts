// That one entry stands in the log: C2SP tlog-proof (c2sp.org/tlog-proof@v1), for any program that knows the log's key.

import { encodeBase64, decodeBase64, type Bytes } from '../bytes.ts';
import { parseLogEvent } from '../events/event.ts';
import { parseVkey, verifyCheckpoint, type Checkpoint, type CheckpointFault, type VerifierKey } from './checkpoint.ts';
import { isTreeSize, leafHash, parseHashes, verifyInclusion } from './merkle.ts';

export interface Inclusion {
  /** Of the entry in the log, from 0. */
  readonly index: number;
  /** 32 bytes each, from the leaf's sibling up. */
  readonly hashes: readonly Bytes[];
}

export interface LogProof extends Inclusion {
  /** Not covered by any signature: never to be believed. nt2 writes none. */
  readonly extra: Bytes | null;
  /** The signed note. */
  readonly checkpoint: string;
}

export type ProofFault = CheckpointFault | 'proof.form' | 'proof.inclusion';

const HEAD = 'c2sp.org/tlog-proof@v1';
// A proof has one hash for each level of the tree at most.
const MOST_HASHES = 64;

/** The lines above the checkpoint, without the empty one between them: a receipt has many of these and one checkpoint. */
export function formatInclusion({ index, hashes }: Inclusion, extra: Bytes | null = null): string {
  return [HEAD, ...(extra === null ? [] : [`extra ${encodeBase64(extra)}`]), `index ${index}`, ...hashes.map(encodeBase64), ''].join('\n');
}

/** Reads what `formatInclusion` writes; null otherwise. */
export function parseInclusion(text: string): (Inclusion & Pick<LogProof, 'extra'>) | null {
  const lines = text.split('\n');
  if (lines.shift() !== HEAD || lines.pop() !== '') return null;
  const extra = lines[0]?.startsWith('extra ') ? decodeBase64((lines.shift() as string).slice(6)) : undefined;
  const [, count] = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '') ?? [];
  const [index, hashes] = [Number(count), parseHashes(lines)];
  if (extra === null || !isTreeSize(index) || hashes === null || hashes.length > MOST_HASHES) return null;
  return { index, hashes, extra: extra ?? null };
}

/** The whole file. @throws RangeError when it would not read back. */
export function formatProof({ checkpoint, extra, ...inclusion }: LogProof): string {
  const proof = `${formatInclusion(inclusion, extra)}\n${checkpoint}`;
  if (parseProof(proof)?.checkpoint !== checkpoint) throw new RangeError('not a proof');
  return proof;
}

/** Null when it is not a proof in its one spelling. Says nothing about whether it holds. */
export function parseProof(proof: string): LogProof | null {
  const end = proof.indexOf('\n\n');
  const inclusion = end < 0 ? null : parseInclusion(proof.slice(0, end + 1));
  return inclusion && { ...inclusion, checkpoint: proof.slice(end + 2) };
}

/** Checkpoint first, then inclusion of `leaf`, byte for byte. */
export async function verifyProof({
  proof,
  leaf,
  keys,
}: {
  readonly proof: string;
  readonly leaf: Uint8Array | string;
  readonly keys: readonly VerifierKey[];
}): Promise<
  { readonly ok: true; readonly index: number; readonly checkpoint: Checkpoint } | { readonly ok: false; readonly code: ProofFault }
> {
  const parsed = parseProof(proof);
  if (parsed === null) return { ok: false, code: 'proof.form' };
  const signed = await verifyCheckpoint(parsed.checkpoint, keys);
  if (!signed.ok) return signed;
  const { checkpoint } = signed;
  const { index, hashes } = parsed;
  const holds = verifyInclusion({ leaf: leafHash(leaf), index, size: checkpoint.size, root: checkpoint.root, proof: hashes });
  return holds ? { ok: true, index, checkpoint } : { ok: false, code: 'proof.inclusion' };
}

/**
 * The key of a later year, from the `key` leaf in which the log committed to it: to be trusted as far as the keys that the proof was checked
 * with, from the beginning of that year (UTC) on.
 */
export async function verifyKeyRotation(asked: {
  readonly proof: string;
  readonly leaf: string;
  readonly keys: readonly VerifierKey[];
}): Promise<
  { readonly ok: true; readonly key: VerifierKey; readonly year: number } | { readonly ok: false; readonly code: ProofFault | 'key.form' }
> {
  const held = await verifyProof(asked);
  if (!held.ok) return held;
  const event = parseLogEvent(asked.leaf);
  const [year, vkey] = event?.type === 'key' ? event.lines.map(([, value]) => value) : [];
  const key = parseVkey(vkey ?? '');
  if (key?.name !== held.checkpoint.origin || event?.log !== key.name || !/^[2-9]\d{3}$/.test(year ?? ''))
    return { ok: false, code: 'key.form' };
  return { ok: true, key, year: Number(year) };
}
