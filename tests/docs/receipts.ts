// The part of docs/protocol/vectors.json that speaks of the log: the tree over all leaves of the stories, its keys, checkpoints and proofs,
// and a receipt of each share, made as a server makes them.

import { encodeBase64, encodeUtf8 } from '../../src/crypto/bytes.ts';
import { logKey, logName } from '../../src/crypto/keys/log.ts';
import { formatVkey, signCheckpoint } from '../../src/crypto/tlog/checkpoint.ts';
import { emptyFrontier, formatFrontier, proveConsistency, proveInclusion, loadFrontier, rootOf } from '../../src/crypto/tlog/merkle.ts';
import { formatProof } from '../../src/crypto/tlog/proof.ts';
import { allowedSigner, RECEIPT_NAMESPACE, signSsh } from '../../src/crypto/tlog/sshsig.ts';
import { growLog, hashReader } from '../../src/crypto/tlog/tiles.ts';
import { formatLogEvent } from '../../src/crypto/events/event.ts';
import { formatLabel } from '../../src/crypto/events/parties.ts';
import { formatReceipt, openingsFor, redactForRecipient, type Receipt } from '../../src/crypto/receipt/receipt.ts';
import type { Share, TenantTag } from '../../src/core/share.ts';
import * as story from './story.ts';

const YEAR = 2_026;
const OLDER = 9;

/** The tree over all leaves of a stage, as its log signs it. */
async function treeOf(stage: story.Stage) {
  const name = logName(story.HOST, story.tag);
  const [key, next] = await Promise.all([YEAR, YEAR + 1].map((year) => logKey({ seed: story.keys.log, tag: story.tag, year })));
  const vkey = formatVkey({ name, publicKey: key!.publicKey });
  const nextVkey = formatVkey({ name, publicKey: next!.publicKey });
  const commitment = formatLogEvent({
    type: 'key',
    log: name,
    at: Date.UTC(YEAR, 10, 20, 16),
    lines: [
      ['year', String(YEAR + 1)],
      ['vkey', nextVkey],
    ],
  });
  const leaves = [commitment, ...(await stage.store.leaves(story.tag as TenantTag, 0, 1_000))];
  const size = leaves.length;
  const { frontier, files } = await growLog({ frontier: emptyFrontier, leaves: leaves.map(encodeUtf8), read: async () => null });
  const tiles = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const hashAt = hashReader(size, async (path) => tiles.get(path) ?? null);
  const checkpointAt = async (at: number): Promise<string> =>
    signCheckpoint({ origin: name, size: at, root: rootOf(await loadFrontier(at, hashAt)), extensions: [] }, key!);
  const checkpoint = await checkpointAt(size);

  async function receiptOf({ id, parties, label }: Share): Promise<Receipt> {
    const indexes = [...leaves.keys()].filter((index) => leaves[index]?.includes(`\nshare ${id}\n`));
    const events = indexes.map(async (index) => ({ index, hashes: await proveInclusion({ index, size, hashAt }), leaf: leaves[index]! }));
    const share = await stage.store.load(id);
    const state = share?.state;
    const claim = state && 'claim' in state ? state.claim : null;
    const kept = {
      parties: { salt: parties.salt, opening: parties.opening, label: { salt: parties.labelSalt!, opening: formatLabel(label) } },
      openers: state && 'seal' in state ? (state.seal?.openers ?? []) : [],
      notes: claim?.proofs ?? [],
      workload: claim?.workload ?? null,
    };
    const openings = openingsFor(
      indexes.map((index) => leaves[index]!),
      kept,
    );
    return { for: 'sender', share: id, checkpoint, events: await Promise.all(events), openings };
  }
  return { name, key, next, vkey, nextVkey, commitment, size, frontier, tiles, hashAt, checkpointAt, checkpoint, receiptOf };
}

/** Of a stage that has a log of its own. */
export async function oneReceipt(stage: story.Stage, share: Share): Promise<string> {
  return formatReceipt(await (await treeOf(stage)).receiptOf(share));
}

export async function logVectors(stage: story.Stage, shares: Record<'sealed' | 'words' | 'link+words', Share>) {
  const tree = await treeOf(stage);
  const { name, key, next, vkey, nextVkey, commitment, size, frontier, tiles, hashAt, checkpointAt, checkpoint, receiptOf } = tree;
  const receipts = {
    sealed: await receiptOf(shares.sealed),
    words: await receiptOf(shares.words),
    'link+words': await receiptOf(shares['link+words']),
  };
  const text = formatReceipt(receipts.sealed);
  const path = `tile/0/000.p/${size}`;
  return {
    log: {
      name,
      key: { year: YEAR, publicKey: key!.publicKey, vkey },
      next: { year: YEAR + 1, publicKey: next!.publicKey, vkey: nextVkey },
      keyEvent: commitment,
      frontier: formatFrontier(frontier),
      tile: { path, hashes: encodeBase64(tiles.get(path)!) },
      checkpoint,
      proof: formatProof({ index: 0, hashes: await proveInclusion({ index: 0, size, hashAt }), extra: null, checkpoint }),
      older: {
        checkpoint: await checkpointAt(OLDER),
        consistency: (await proveConsistency({ older: OLDER, newer: size, hashAt })).map(encodeBase64),
      },
    },
    receipts: {
      sealed: text,
      words: formatReceipt(receipts.words),
      'link+words': formatReceipt(receipts['link+words']),
      recipient: formatReceipt(redactForRecipient(receipts.sealed)),
      // As from evidence, when the record is gone.
      evidence: formatReceipt({
        ...receipts.sealed,
        openings: { ...receipts.sealed.openings, parties: { ...receipts.sealed.openings.parties!, label: null } },
      }),
      erased: formatReceipt({
        ...receipts.words,
        openings: openingsFor(
          receipts.words.events.map(({ leaf }) => leaf),
          { parties: null, openers: [], notes: [] },
        ),
      }),
    },
    ssh: {
      signature: await signSsh({ file: text, namespace: RECEIPT_NAMESPACE, key: key! }),
      allowedSigners: allowedSigner({ name, publicKey: key!.publicKey }, RECEIPT_NAMESPACE),
    },
  };
}
