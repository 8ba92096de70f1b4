// Builds the receipt of a share: its events, their proofs against the last checkpoint, and what opens their hashes. Only reads.

import { encodeBase64 } from '../crypto/bytes.ts';
import { RECEIPT_NAMESPACE, REPORT_NAMESPACE, signSsh } from '../crypto/tlog/sshsig.ts';
import { proveConsistency } from '../crypto/tlog/merkle.ts';
import { hashReader } from '../crypto/tlog/tiles.ts';
import type { EventType } from '../crypto/events/event.ts';
import { formatApprover, formatLabel } from '../crypto/events/parties.ts';
import { parseLeaf } from '../crypto/receipt/parsed-event.ts';
import { formatReceipt, changesState, openingsFor, redactForRecipient, type Openings, type Receipt } from '../crypto/receipt/receipt.ts';
import { inclusionProofsFor, loadLogState } from './tlog/inclusion-proofs.ts';
import { checkpointIn } from './tlog/state/log-state.ts';
import type { Signers } from './tlog/state/signers.ts';
import { tileReader } from './tlog/tiles.ts';
import type { ShareEvidence, EvidenceReader } from './ports/evidence-store.ts';
import type { LeafIndex, LogReader } from './ports/log-store.ts';
import type { SettingsStore } from './ports/settings-store.ts';
import type { ShareReader } from './ports/share-store.ts';
import { ok, Fault, refuse, type Result } from './refusal.ts';
import { isKeptFrom } from './kept-from.ts';
import { isShareId, tagOf, type PersonKey, type Share, type ShareId, type TenantTag } from './share.ts';

export interface ReceiptDeps {
  readonly store: ShareReader & EvidenceReader & LogReader & LeafIndex & SettingsStore;
  readonly signers: Signers;
  /** Resolves after `ms`. */
  readonly pause: (ms: number) => Promise<void>;
}

export interface MadeReceipt {
  readonly text: string;
  readonly half: Receipt['for'];
  /** Events of this share that no checkpoint covers, oldest first: a later receipt has them. */
  readonly waiting: readonly EventType[];
}

/** The persons that a browser or program has proven to be, or an auditor, who may read everything. */
export type ReceiptReader = readonly PersonKey[] | 'auditor';

/** What a receipt takes from a share, or from the evidence that is left of it. */
interface Provable extends Pick<ShareEvidence, 'id' | 'sender' | 'recipient' | 'openers' | 'proofs' | 'workload'> {
  readonly parties: Openings['parties'];
  readonly approver?: ShareEvidence['approver'];
  /** Whether this person has not been told of it. Absent: both were, of which its evidence is left. */
  readonly isKeptFrom?: (person: PersonKey) => boolean;
}

interface Asked {
  readonly share: Provable;
  readonly half: Receipt['for'];
  readonly as: 'sender' | 'recipient' | 'auditor';
}

export type Receipts = ReturnType<typeof createReceipts>;

/** How often, and with what pause, to check whether a checkpoint covers the newest events. */
const ROUNDS = 10;
const STEP_MS = 150;
/** How many leaves that wait for a checkpoint are searched for events of this share. */
const LOOKED_AT = 1_024;

export function createReceipts({ store, signers, pause }: ReceiptDeps) {
  async function find(id: string, reader: ReceiptReader): Promise<Asked | null> {
    const share = isShareId(id) ? await loadProvable(store, id) : null;
    if (share === null) return null;
    if (reader === 'auditor') return { share, half: 'sender', as: 'auditor' };
    const person = reader.find((key) => (key === share.sender || key === share.recipient) && share.isKeptFrom?.(key) !== true);
    if (person === undefined) return null;
    const as = person === share.sender ? 'sender' : 'recipient';
    return { share, half: as, as };
  }

  /** Events behind the last checkpoint, after a short wait for the sequencer to take them in. */
  async function waitForCheckpoint(id: ShareId): Promise<readonly { readonly at: number; readonly type: EventType }[]> {
    const tag = tagOf(id);
    for (let round = 0; ; round += 1) {
      const size = (await loadLogState(store, tag))?.frontier.size ?? 0;
      const waiting = (await store.leaves(tag, size, LOOKED_AT)).flatMap((leaf, n) => {
        const facts = parseLeaf(leaf)?.facts;
        return facts?.share === id ? [{ at: size + n, type: facts.type }] : [];
      });
      if (waiting.length === 0 || round === ROUNDS) return waiting;
      await pause(STEP_MS);
    }
  }

  async function signText(tag: TenantTag, text: string, namespace: string): Promise<string> {
    const state = await loadLogState(store, tag);
    const key = state?.keys.at(-1);
    const signer = state && key && (await signers.findSigner({ tag, generation: state.generation }, key));
    if (!signer) throw new Fault('log.key', 'No root secret given here makes the key of this log.');
    return signSsh({ file: text, namespace, key: signer.key });
  }

  return {
    /** Which half this reader may have. */
    async halfFor(id: string, reader: ReceiptReader): Promise<Result<Receipt['for']>> {
      const asked = await find(id, reader);
      return asked === null ? refuse('share.gone') : ok(asked.half);
    },

    /** `share.gone` for anyone who is no party; `share.not_yet` until the log has signed its first event. @throws Fault `store.corrupt` */
    async build(id: string, reader: ReceiptReader): Promise<Result<MadeReceipt>> {
      const asked = await find(id, reader);
      if (asked === null) return refuse('share.gone');
      const queued = await waitForCheckpoint(asked.share.id);
      const proofs = await inclusionProofsFor(store, asked.share.id);
      // Loaded again after the log, so that its openings are never older than the events.
      const share = await loadProvable(store, asked.share.id);
      if (share === null || proofs?.events.length === 0) return refuse('share.gone');
      const size = proofs === null ? 0 : (checkpointIn(proofs.checkpoint)?.size ?? 0);
      const waiting = queued.filter(({ at }) => at >= size).map(({ type }) => type);
      const { events, cut } = wholeCommits(proofs?.events ?? []);
      if (proofs === null || events.length === 0) return refuse('share.not_yet', { retryAfterMs: ROUNDS * STEP_MS });
      const openings = openingsFor(
        events.map(({ leaf }) => leaf),
        openingsOf(share, asked.as),
      );
      const whole: Receipt = { for: 'sender', share: share.id, checkpoint: proofs.checkpoint, events, openings };
      const text = formatReceipt(asked.half === 'sender' ? whole : redactForRecipient(whole));
      // Attempts by others are hidden from the recipient even before they are signed.
      const told = [...cut, ...waiting].filter((type) => asked.half === 'sender' || changesState(type));
      return ok({ text, half: asked.half, waiting: told });
    },

    /** The SSH signature over a receipt from `build`: the operator vouches that it is complete. */
    sign: (id: ShareId, text: string): Promise<string> => signText(tagOf(id), text, RECEIPT_NAMESPACE),
    /** The same over the report of an offboarding. Null: that log has signed nothing yet. */
    signReport: async (tag: TenantTag, text: string): Promise<string | null> =>
      (await loadLogState(store, tag)) === null ? null : signText(tag, text, REPORT_NAMESPACE),

    /** base64 hashes which prove that the log of `from` leaves is the beginning of the log of `to`; for readers who may have a receipt from it. */
    async consistency(
      id: string,
      reader: ReceiptReader,
      { from, to }: { readonly from: number; readonly to: number },
    ): Promise<Result<string[]>> {
      const asked = await find(id, reader);
      if (asked === null) return refuse('share.gone');
      const tag = tagOf(asked.share.id);
      const size = (await loadLogState(store, tag))?.frontier.size ?? 0;
      if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || from > to || to > size) {
        return refuse('input.invalid', { field: 'size' });
      }
      const hashAt = hashReader(size, tileReader(store, tag, size));
      return ok((await proveConsistency({ older: from, newer: to, hashAt })).map(encodeBase64));
    },
  };
}

type Proven = Receipt['events'];

/** Delivery and end are one commit, which a checkpoint may cut in two; half of it would look like a log without an end. */
function wholeCommits(events: Proven): { readonly events: Proven; readonly cut: readonly EventType[] } {
  const last = events.at(-1);
  const isCut = last !== undefined && parseLeaf(last.leaf)?.facts.type === 'delivered';
  return isCut ? { events: events.slice(0, -1), cut: ['delivered'] } : { events, cut: [] };
}

/**
 * What opens the log's salted hashes for this reader. A proof key lets its reader test guesses of the words without using up a try, so
 * receipts contain none before the end. Afterwards they do where it proves that the link or the words were shown, and tells the reader
 * nothing else. The key of the words goes to the sender alone, who chose them: people use words twice.
 */
function openingsOf({ parties, openers, proofs, workload, approver }: Provable, as: Asked['as']): Openings {
  const notes = proofs.filter(({ proof }) => as === 'sender' || (as === 'auditor' && proof === 'link'));
  return {
    parties,
    openers: openers.filter(({ proof }) => notes.some((note) => note.proof === proof)),
    notes,
    ...(workload && { workload }),
    ...(approver && as !== 'recipient' && { approver: { salt: approver.salt, opening: formatApprover(approver.key) } }),
  };
}

async function loadProvable(store: ShareReader & EvidenceReader, id: ShareId): Promise<Provable | null> {
  const share = await store.load(id);
  if (share !== null) return provableOf(share);
  const evidence = await store.loadEvidence(id);
  return evidence && { ...evidence, ...keptFrom(evidence), parties: evidence.parties ? { ...evidence.parties, label: null } : null };
}

/** Of a share that ended before the other person was told, they never hear. */
const keptFrom = ({ isUntold, asked, sender, recipient }: ShareEvidence): Pick<Provable, 'isKeptFrom'> =>
  isUntold ? { isKeptFrom: (person) => person !== (asked === undefined ? sender : recipient) } : {};

function provableOf(share: Share): Provable {
  const { id, sender, recipient, label, parties, state, approval } = share;
  const { salt, opening, labelSalt } = parties;
  const isOver = state.status === 'ended';
  return {
    id,
    sender: sender.key,
    recipient: recipient?.key ?? null,
    isKeptFrom: (person) => isKeptFrom(share, person),
    parties:
      opening === ''
        ? null
        : { salt, opening, ...(labelSalt !== undefined && { label: { salt: labelSalt, opening: formatLabel(label) } }) },
    ...(approval?.by !== undefined && approval.salt !== '' && { approver: { salt: approval.salt, key: approval.by } }),
    openers: isOver ? (state.seal?.openers ?? []) : [],
    proofs: isOver ? (state.claim?.proofs ?? []) : [],
    ...('claim' in state && state.claim?.workload && { workload: state.claim.workload }),
  };
}
