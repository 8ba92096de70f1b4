// What a receipt that holds tells: each event, what it says, what proves it, and who could have forged that. Data for pages and programs; no sentences.

import type { VerifierKey } from '../tlog/checkpoint.ts';
import type { Parties } from '../events/parties.ts';
import type { Workload } from '../events/workload.ts';
import type { Cause, Entry, Mode, Proof } from '../share-terms.ts';
import type { ParsedEvent } from './parsed-event.ts';
import type { ShareHistory } from './replay.ts';
import type { Openings, Receipt } from './receipt.ts';

/** `device`: the signature of a browser's key. `link`, `words`: a knowledge proof. `ack`: what lay in the capsule. `statement`: the server says so. `workload`: it checked a token. */
export type EvidenceKind = 'device' | Proof | 'ack' | 'statement' | 'workload';

/**
 * Who could have made the evidence up: the holder of that browser, a person with the link or with the words (known or guessed), sender or
 * recipient, the operator of the server, the chat platform.
 */
export type PossibleForger = 'browser' | 'link-holder' | 'words-holder' | 'sender' | 'recipient' | 'operator' | 'platform';

export interface Evidence {
  readonly kind: EvidenceKind;
  readonly forgers: readonly PossibleForger[];
}

export interface ReportEvent {
  /** Of the leaf in the log. */
  readonly index: number;
  readonly facts: ParsedEvent;
  readonly evidence: readonly Evidence[];
}

/** `label` null: erased, and the people are still proven. */
export type NamedParties = Omit<Parties, 'labelHash'>;

export interface ReceiptReport {
  readonly for: Receipt['for'];
  readonly share: string;
  readonly mode: Mode;
  readonly entry: Entry;
  /** Null: erased. */
  readonly parties: NamedParties | null;
  /** The second proof of a machine. Null: it showed none, or it is erased. */
  readonly workload: Workload | null;
  /** Who approved it, or refused to. Null: nobody did, or it is not told. */
  readonly approver: string | null;
  readonly events: readonly ReportEvent[];
  /** Null: it had not ended when the checkpoint was signed. */
  readonly cause: Cause | null;
  readonly log: {
    readonly origin: string;
    readonly size: number;
    /** base64 */
    readonly root: string;
    /** The trusted key that signed. */
    readonly key: VerifierKey;
    /** Whether it was also held against a checkpoint that the reader brought. */
    readonly isConsistent: boolean;
    /** Witnesses that the reader trusts and that have signed this checkpoint, and when (epoch ms). */
    readonly cosignatures: readonly { readonly name: string; readonly at: number }[];
  };
}

export function buildReport({
  receipt,
  log,
  events,
  history: { created, ended },
  parties,
  workload,
  approver,
}: {
  readonly receipt: Receipt;
  readonly log: ReceiptReport['log'];
  readonly events: readonly ParsedEvent[];
  readonly history: ShareHistory;
  readonly parties: NamedParties | null;
  readonly workload: Workload | null;
  readonly approver: string | null;
}): ReceiptReport {
  const { mode, entry } = created;
  return {
    for: receipt.for,
    share: receipt.share,
    mode,
    entry,
    parties,
    workload,
    approver,
    events: events.map((facts, n) => ({
      index: receipt.events[n]?.index ?? 0,
      facts,
      evidence: evidenceOf({ facts, seenByServer: entry === 'modal', openings: receipt.openings }),
    })),
    cause: ended?.cause ?? null,
    log,
  };
}

function evidenceOf({
  facts,
  seenByServer,
  openings,
}: {
  readonly facts: ParsedEvent;
  readonly seenByServer: boolean;
  readonly openings: Openings;
}): Evidence[] {
  if (facts.by === 'server') {
    // A press in chat is the platform's word to the server.
    const fromChat = facts.type === 'accepted' || (facts.type === 'created' && facts.via === 'chat') || facts.type === 'sealed';
    return [{ kind: 'statement', forgers: fromChat ? ['operator', 'platform'] : ['operator'] }];
  }
  const signed: Evidence = { kind: 'device', forgers: ['browser'] };
  if (facts.type === 'delivered') {
    // Who sealed knows the acknowledgement, and with modal entry that was the server.
    return [signed, { kind: 'ack', forgers: ['recipient', seenByServer ? 'operator' : 'sender'] }];
  }
  if (facts.type !== 'claimed') return [signed];
  const shown = openings.notes.filter(
    (note) => !('erased' in note) && openings.openers.some((one) => one.proof === note.proof && !('erased' in one)),
  );
  // The signer had a token of that hash; that it was good is the server's word.
  const second: Evidence[] = openings.workload ? [{ kind: 'workload', forgers: ['operator'] }] : [];
  return [signed, ...shown.map(({ proof }) => openerEvidence(proof, seenByServer)), ...second];
}

function openerEvidence(proof: Proof, seenByServer: boolean): Evidence {
  if (proof === 'link') return { kind: 'link', forgers: ['link-holder', 'sender'] };
  // Words that were typed in chat passed platform and server.
  return { kind: 'words', forgers: ['words-holder', 'sender', ...(seenByServer ? (['operator', 'platform'] as const) : [])] };
}
