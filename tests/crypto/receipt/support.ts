// Receipts for the tests of this room: the shares of the published vectors, in a log that a test may write as an operator who cheats would.

import { encodeUtf8 } from '../../../src/crypto/bytes.ts';
import { formatEvent } from '../../../src/crypto/events/event.ts';
import { deviceName } from '../../../src/crypto/keys/device.ts';
import { logKey, logName } from '../../../src/crypto/keys/log.ts';
import { parseVkey, signCheckpoint, type VerifierKey } from '../../../src/crypto/tlog/checkpoint.ts';
import { proveConsistency, proveInclusion, loadFrontier, rootOf } from '../../../src/crypto/tlog/merkle.ts';
import { hashReader } from '../../../src/crypto/tlog/tiles.ts';
import { parseNote, signNote } from '../../../src/crypto/note/note.ts';
import type { Signer } from '../../../src/crypto/note/signer.ts';
import { signerFromSeed } from '../../../src/crypto/note/signer.ts';
import { formatReceipt, openingsFor, parseReceipt, type Openings, type Receipt } from '../../../src/crypto/receipt/receipt.ts';
import type { KnownCheckpoint } from '../../../src/crypto/receipt/verify.ts';
import { readVectors } from '../../docs/vectors.ts';
import { memoryLog } from '../tlog/support.ts';

export const vectors = readVectors();
export const pinned = parseVkey(vectors.log.key.vkey) as VerifierKey;
const { host, server } = vectors;

export function receipt(name: keyof typeof vectors.receipts): Receipt {
  return parseReceipt(vectors.receipts[name]) as Receipt;
}

export const leavesOf = (name: keyof typeof vectors.receipts): string[] => receipt(name).events.map(({ leaf }) => leaf);

/** Openings as they are kept: none of them erased. */
export const openingsOf = (name: keyof typeof vectors.receipts): Openings => receipt(name).openings;

const key = (): Promise<Signer> => logKey({ seed: Buffer.from(server.keys['log'] ?? '', 'hex'), tag: server.tag, year: 2026 });

/** A receipt of exactly these leaves, in a log that holds them between others and is signed as the true one is, and goes on behind it. */
export async function receiptOf(
  leaves: readonly string[],
  more: Partial<Receipt> = {},
): Promise<{ text: string; known: (at: number) => Promise<KnownCheckpoint> }> {
  const log = memoryLog();
  const size = leaves.length + 2;
  await log.append(['before\n', ...leaves, 'behind\n', 'later\n', 'last\n'].map(encodeUtf8));
  const signer = await key();
  const hashAt = hashReader(log.frontier().size, log.read);
  const at = async (n: number): Promise<string> =>
    signCheckpoint({ origin: logName(host, server.tag), size: n, root: rootOf(await loadFrontier(n, hashAt)), extensions: [] }, signer);
  const events = leaves.map(async (leaf, n) => ({ index: n + 1, hashes: await proveInclusion({ index: n + 1, size, hashAt }), leaf }));
  const made: Receipt = {
    for: 'sender',
    share: receipt('sealed').share,
    checkpoint: await at(size),
    events: await Promise.all(events),
    openings: { parties: null, openers: [], notes: [] },
    ...more,
  };
  return {
    text: formatReceipt(made),
    known: async (n) => ({
      checkpoint: await at(n),
      proof: await proveConsistency({ older: Math.min(n, size), newer: Math.max(n, size), hashAt }),
    }),
  };
}

/** All commitments of these leaves, each erased. */
export const erased = (leaves: readonly string[]): Openings => openingsFor(leaves, { parties: null, openers: [], notes: [] });

/** The leaf of a browser with another text, signed again by its own device: what a recipient or sender could make. */
export async function signedAgain(leaf: string, change: (text: string) => string, by?: 'sender' | 'recipient'): Promise<string> {
  const note = parseNote(leaf)!;
  const device = Object.values(vectors.devices).find(({ name }) => name === note.signatures[0]?.name)!;
  const { seed } = by ? vectors.devices[by] : device;
  const signer = await signerFromSeed(Buffer.from(seed, 'hex'));
  return signNote({ text: change(note.text), name: deviceName(host, signer.publicKey), key: signer });
}

/** The receipt of the share `sealed`, had its sender given it a day more before they sealed it. */
export async function extendedReceipt(): Promise<string> {
  const leaves = leavesOf('sealed');
  const at = leaves.findIndex((leaf) => leaf.includes('\ntype sealed\n'));
  const [, time = ''] = /^time (.+)$/m.exec(leaves[at - 1] ?? '') ?? [];
  const [, expires = ''] = /^expires (.+)$/m.exec(leaves[0] ?? '') ?? [];
  const { share } = receipt('sealed');
  const lines = [['expires', new Date(Date.parse(expires) + 86_400_000).toISOString()]] as const;
  const extended = formatEvent({ type: 'extended', share, at: Date.parse(time), by: 'server', lines });
  return (await receiptOf(leaves.toSpliced(at, 0, extended), { openings: openingsOf('sealed') })).text;
}
