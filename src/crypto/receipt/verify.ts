// Checks a receipt, step by step as docs/protocol/receipt.md says, with nothing but a key that the reader trusts. Each way to fail has its own code.

import { encodeBase64, type Bytes } from '../bytes.ts';
import { deviceName } from '../keys/device.ts';
import { parseLogName } from '../keys/log.ts';
import { verifyCheckpoint, type Checkpoint, type CheckpointFault, type VerifierKey } from '../tlog/checkpoint.ts';
import { verifyCosignatures } from '../tlog/cosignature.ts';
import { leafHash, verifyConsistency, verifyInclusion } from '../tlog/merkle.ts';
import { verifyNote } from '../note/note.ts';
import { proofCommitment, proofKeyCommitment, verifyKnowledgeProof } from '../events/knowledge-proof.ts';
import { parseWorkload, workloadCommitment, type Workload } from '../events/workload.ts';
import { openingHash, parseApprover, parseLabel, parseParties } from '../events/parties.ts';
import { parseLeaf, type ParsedEvent, type Leaf } from './parsed-event.ts';
import { isLink, OUTSIDER_KEY } from '../share-terms.ts';
import { replayEvents, type ShareHistory, type HistoryFault } from './replay.ts';
import { CLOCK_TOLERANCE_MS } from '../share-terms.ts';
import { changesState, parseReceipt, requiredOpenings, type PartiesOpening, type Receipt } from './receipt.ts';
import { buildReport, type NamedParties, type ReceiptReport } from './report.ts';

export type ReceiptFault =
  | 'receipt.form'
  | CheckpointFault
  | 'checkpoint.witness'
  | 'proof.inclusion'
  | 'event.grammar'
  | 'event.signature'
  | HistoryFault
  | 'opening.parties'
  | 'opening.label'
  | 'opening.opener'
  | 'opening.proof'
  | 'opening.workload'
  | 'opening.approver'
  | 'consistency.checkpoint'
  | 'consistency';

/** `event`: which event of the receipt is at fault, from 0. */
export type ReceiptRefusal = { readonly ok: false; readonly code: ReceiptFault; readonly event?: number };
export type ReceiptResult = { readonly ok: true; readonly story: ReceiptReport } | ReceiptRefusal;

/** A checkpoint that the reader has from elsewhere, and the proof that the smaller of the two trees is the beginning of the larger. */
export interface KnownCheckpoint {
  readonly checkpoint: string;
  readonly proof: readonly Bytes[];
}

/** Witnesses that the reader trusts, and how many of them must have signed the checkpoint. */
export interface WitnessQuorum {
  readonly keys: readonly VerifierKey[];
  readonly count: number;
}

const fail = (code: ReceiptFault, event?: number): ReceiptRefusal => ({ ok: false, code, ...(event !== undefined && { event }) });

/** @param keys the keys of the log that the reader trusts; one is enough. Nothing in the receipt can add to them. */
export async function verifyReceipt({
  text,
  keys,
  known,
  witnesses,
}: {
  readonly text: string;
  readonly keys: readonly VerifierKey[];
  readonly known?: KnownCheckpoint | undefined;
  readonly witnesses?: WitnessQuorum | undefined;
}): Promise<ReceiptResult> {
  const receipt = parseReceipt(text);
  if (receipt === null) return fail('receipt.form');

  const signed = await verifyCheckpoint(receipt.checkpoint, keys);
  if (!signed.ok) return signed;
  const { checkpoint } = signed;
  const log = parseLogName(checkpoint.origin);
  if (log === null || !receipt.share.startsWith(log.tag)) return fail('checkpoint.origin');
  const cosignatures = witnesses === undefined ? [] : await verifyCosignatures(receipt.checkpoint, witnesses.keys);
  if (cosignatures.length < (witnesses?.count ?? 0)) return fail('checkpoint.witness');

  const outside = receipt.events.findIndex((event) => !isIncluded(checkpoint, event));
  if (outside >= 0) return fail('proof.inclusion', outside);

  const leaves = receipt.events.map(({ leaf }) => parseLeaf(leaf));
  const unread = leaves.indexOf(null);
  if (unread >= 0) return fail('event.grammar', unread);
  const events = leaves.filter((leaf) => leaf !== null).map(({ facts }) => facts);

  const genuine = await Promise.all(leaves.map((leaf, n) => isStatedBy(leaf as Leaf, receipt.events[n]?.leaf ?? '', log.host)));
  if (genuine.includes(false)) return fail('event.signature', genuine.indexOf(false));

  const unordered = receipt.events.findIndex(({ index }, n) => n > 0 && index <= (receipt.events[n - 1]?.index ?? -1));
  if (unordered >= 0) return fail('event.order', unordered);
  const whole = receipt.for === 'sender';
  if (!whole && !events.every(({ type }) => changesState(type))) return fail('receipt.form');
  const told = replayEvents({ share: receipt.share, events, whole });
  if (!told.ok) return told;

  const opened = await checkOpenings({ receipt, events, history: told.history, host: log.host });
  if (!opened.ok) return opened;

  if (known !== undefined) {
    const consistent = await checkConsistency({ checkpoint, known, keys });
    if (consistent !== null) return consistent;
  }
  return {
    ok: true,
    story: buildReport({
      receipt,
      log: {
        origin: checkpoint.origin,
        size: checkpoint.size,
        root: encodeBase64(checkpoint.root),
        key: signed.key,
        isConsistent: known !== undefined,
        cosignatures: cosignatures.map(({ witness, at }) => ({ name: witness.name, at })),
      },
      events,
      history: told.history,
      parties: opened.parties,
      workload: opened.workload,
      approver: opened.approver,
    }),
  };
}

function isIncluded({ size, root }: Checkpoint, { index, hashes, leaf }: Receipt['events'][number]): boolean {
  return verifyInclusion({ leaf: leafHash(leaf), index, size, root, proof: hashes });
}

/** Servers of version 1 ignored further signature lines: what they accepted still holds, and proves no more than it did. */
const mayBeCosigned = (facts: ParsedEvent): boolean => facts.type !== 'claimed' || facts.lease === null;

/** What a browser states is signed by the device it names; what the server states is the bare text, which the checkpoint covers. */
async function isStatedBy({ facts, signed }: Leaf, leaf: string, host: string): Promise<boolean> {
  if (facts.by === 'server') return !signed;
  const device = 'device' in facts ? facts.device : null;
  if (!signed || device === null) return false;
  const cosigned = mayBeCosigned(facts);
  return (await verifyNote({ note: leaf, name: deviceName(host, device), publicKey: device, cosigned })) !== null;
}

async function checkOpenings({
  receipt: { share, openings },
  events,
  history: { created, sealed, claimed },
  host,
}: {
  readonly receipt: Receipt;
  readonly events: readonly ParsedEvent[];
  readonly history: ShareHistory;
  readonly host: string;
}): Promise<
  | { readonly ok: true; readonly parties: NamedParties | null; readonly workload: Workload | null; readonly approver: string | null }
  | ReceiptRefusal
> {
  const wanted = requiredOpenings(events);
  const names = (all: readonly { readonly proof: string }[]): string => all.map(({ proof }) => proof).join();
  if (names(openings.openers) !== wanted.openers.join() || names(openings.notes) !== wanted.notes.join()) return fail('receipt.form');
  if ((openings.workload !== undefined) !== wanted.hasWorkload) return fail('receipt.form');
  if ((openings.approver !== undefined) !== wanted.hasApprover) return fail('receipt.form');

  const named = openings.parties && checkParties(openings.parties, created);
  if (named?.ok === false) return named;

  for (const opener of openings.openers) {
    const line = sealed?.openers.find(({ proof }) => proof === opener.proof);
    if (!('erased' in opener) && made(() => proofKeyCommitment(opener.key, opener.salt)) !== line?.commitment)
      return fail('opening.opener');
  }
  for (const shown of openings.notes) {
    if ('erased' in shown || claimed === null) continue;
    const { proof, salt, note } = shown;
    const line = claimed.proofs.find((one) => one.proof === proof);
    if (made(() => proofCommitment(note, salt)) !== line?.commitment) return fail('opening.proof');
    const opener = openings.openers.find((one) => one.proof === proof);
    if (opener === undefined || 'erased' in opener) continue;
    const held = await verifyKnowledgeProof({
      note,
      host,
      proof,
      key: opener.key,
      share,
      device: claimed.device,
      cosigned: mayBeCosigned(claimed),
    });
    // Two clocks of one browser's moment, each of which the server compared with its own.
    if (!held.ok || Math.abs(held.at - claimed.at) > 2 * CLOCK_TOLERANCE_MS) return fail('opening.proof');
  }
  const shown = openings.workload ? parseWorkload(openings.workload.opening) : null;
  if (openings.workload) {
    const { salt, opening } = openings.workload;
    if (shown === null || made(() => workloadCommitment(opening, salt)) !== claimed?.workload) return fail('opening.workload');
  }
  const approver = openings.approver ? parseApprover(openings.approver.opening) : null;
  if (openings.approver) {
    const { salt, opening } = openings.approver;
    const said = events.find((facts) => facts.type === 'approval');
    if (approver === null || made(() => openingHash(salt, opening)) !== said?.approver) return fail('opening.approver');
    // Four eyes: what a server would have to lie about, it cannot lie about here.
    if (approver === named?.parties.sender || approver === named?.parties.recipient) return fail('opening.approver');
  }
  return { ok: true, parties: named && named.parties, workload: shown, approver };
}

function checkParties(
  { salt, opening, label }: PartiesOpening,
  created: ShareHistory['created'],
): { readonly ok: true; readonly parties: NamedParties } | ReceiptRefusal {
  const parties = parseParties(opening);
  if (parties === null || made(() => openingHash(salt, opening)) !== created.parties) return fail('opening.parties');
  const { labelHash, ...named } = parties;
  if (isLink(created.mode) !== (named.recipient === null)) return fail('opening.parties');
  if ((created.asked === 'link') !== (named.sender === OUTSIDER_KEY)) return fail('opening.parties');
  // A receipt of one version with an opening of the other.
  if ((labelHash === null) !== (label === undefined)) return fail('opening.parties');
  if (!label) return { ok: true, parties: named };
  const said = parseLabel(label.opening);
  if (said === null || made(() => openingHash(label.salt, label.opening)) !== labelHash) return fail('opening.label');
  return { ok: true, parties: { ...named, label: said } };
}

async function checkConsistency({
  checkpoint,
  known,
  keys,
}: {
  readonly checkpoint: Checkpoint;
  readonly known: KnownCheckpoint;
  readonly keys: readonly VerifierKey[];
}): Promise<ReceiptRefusal | null> {
  const signed = await verifyCheckpoint(known.checkpoint, keys);
  if (!signed.ok || signed.checkpoint.origin !== checkpoint.origin) return fail('consistency.checkpoint');
  const other = signed.checkpoint;
  const [older, newer] = other.size <= checkpoint.size ? [other, checkpoint] : [checkpoint, other];
  return verifyConsistency({ older, newer, proof: known.proof }) ? null : fail('consistency');
}

/** Null when salt or key are not of their form, which fits no commitment. */
function made(make: () => string): string | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
