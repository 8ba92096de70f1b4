// The receipt as text: the events of one share with their proofs against one checkpoint, then what opens their salted hashes, then what it
// cannot prove. There is one way to write each receipt. Whether it holds is verify.ts's business.
// See docs/decisions/receipt-as-one-text.md.

import { formatProof, formatInclusion, parseInclusion, type Inclusion } from '../tlog/proof.ts';
import type { Proof } from '../share-terms.ts';
import { parseLeaf, type ParsedEvent } from './parsed-event.ts';
import { requiredProofs } from '../share-terms.ts';

export interface ReceiptEvent extends Inclusion {
  /** As it stands in the log, byte for byte. */
  readonly leaf: string;
}

interface SaltedOpening {
  /** base64, 32 bytes. */
  readonly salt: string;
  readonly opening: string;
}

/** What opens `parties` in the created event. */
export interface PartiesOpening extends SaltedOpening {
  /** Opens the label's hash in an opening of version 2; null: erased. Absent: version 1, which has the label itself. */
  readonly label?: SaltedOpening | null;
}

/** Opens one `opener` line of the sealed event: a proof key. */
export interface OpenerOpening {
  readonly proof: Proof;
  readonly salt: string;
  /** base64, 32 bytes. */
  readonly key: string;
}

/** What opens one `proof` line of the claimed event: the knowledge proof. */
export interface NoteOpening {
  readonly proof: Proof;
  readonly salt: string;
  readonly note: string;
}

type Erased<T> = T | { readonly proof: Proof; readonly erased: true };

/** One for every commitment of the events, in their order; null or `erased` where it has been erased. */
export interface Openings {
  readonly parties: PartiesOpening | null;
  readonly openers: readonly Erased<OpenerOpening>[];
  readonly notes: readonly Erased<NoteOpening>[];
  /** Opens the `workload` line of the claimed event; null: erased. Absent: it has none. */
  readonly workload?: SaltedOpening | null;
  /** Opens the `approver` line of the approval event; null: erased. Absent: it has none. */
  readonly approver?: SaltedOpening | null;
}

export interface Receipt {
  /** The sender's (and the auditor's) has every event of the share; the recipient's only those that move it. */
  readonly for: 'sender' | 'recipient';
  readonly share: string;
  /** The signed note. */
  readonly checkpoint: string;
  readonly events: readonly ReceiptEvent[];
  readonly openings: Openings;
}

const VERSION = 'nt2/receipt/v1';
/** With the names open and the label under a hash of its own. Where the names are erased there is nothing to tell apart, so that is version 1. */
const VERSION_2 = 'nt2/receipt/v2';
/** With a second proof of a machine, whatever else it has. */
const VERSION_3 = 'nt2/receipt/v3';
/** With a second person who approved it, or refused to, whatever else it has. */
const VERSION_4 = 'nt2/receipt/v4';
/** Part of the format: every reader of a receipt sees this too. */
const NOT_PROVEN = `not proven:
whose a browser is: the server says so, and the two can compare six words
that nothing was copied: whoever opens a secret can keep it
that the ciphertext was deleted, and what the store keeps: the server says so
that the clocks were right: the log proves an order, and times are only stated
that there is no further event of this share: the whole log shows that
`;
const UNMOVING: readonly ParsedEvent['type'][] = ['notified', 'entered', 'refused'];

/**
 * Pairs every commitment of the leaves with its opening among `kept`; what is not there counts as erased.
 * @throws RangeError when a leaf is not one of a share.
 */
export function openingsFor(leaves: readonly string[], kept: Openings): Openings {
  const { openers, notes, hasWorkload, hasApprover } = requiredOpenings(leaves.map(mustRead));
  const find =
    <T extends { readonly proof: Proof }>(all: readonly T[]) =>
    (proof: Proof): Erased<T> =>
      all.find((one) => one.proof === proof) ?? { proof, erased: true };
  return {
    parties: kept.parties,
    openers: openers.map(find(kept.openers)),
    notes: notes.map(find(kept.notes)),
    ...(hasWorkload && { workload: kept.workload ?? null }),
    ...(hasApprover && { approver: kept.approver ?? null }),
  };
}

/** Which commitments there are to open: none for what has not happened yet, and none for proofs that the mode does not ask for. */
export function requiredOpenings(events: readonly ParsedEvent[]): {
  readonly openers: readonly Proof[];
  readonly notes: readonly Proof[];
  readonly hasWorkload: boolean;
  readonly hasApprover: boolean;
} {
  const created = events.find((facts) => facts.type === 'created');
  const proofs = created === undefined ? [] : requiredProofs(created.mode);
  const has = (type: ParsedEvent['type']): boolean => events.some((facts) => facts.type === type);
  const hasWorkload = events.some((facts) => facts.type === 'claimed' && facts.workload !== undefined);
  const hasApprover = events.some((facts) => facts.type === 'approval' && facts.approver !== null);
  return { openers: has('sealed') ? proofs : [], notes: has('claimed') ? proofs : [], hasWorkload, hasApprover };
}

/**
 * The recipient's half: without what only the sender is told (messages, uploads, attempts of others), and without openings of proofs, which
 * tell nothing to a person who has the link or the words. That a second person agreed it says, and not who. @throws RangeError when a leaf does not read.
 */
export function redactForRecipient(receipt: Receipt): Receipt {
  const erased = ({ proof }: { readonly proof: Proof }) => ({ proof, erased: true }) as const;
  const { openers, notes } = receipt.openings;
  return {
    ...receipt,
    for: 'recipient',
    events: receipt.events.filter(({ leaf }) => changesState(mustRead(leaf).type)),
    openings: {
      ...receipt.openings,
      openers: openers.map(erased),
      notes: notes.map(erased),
      ...(receipt.openings.approver !== undefined && { approver: null }),
    },
  };
}

/** The recipient's half has it too. */
export function changesState(type: ParsedEvent['type']): boolean {
  return !UNMOVING.includes(type);
}

/** One event as the file that any tlog-proof tool takes, beside the leaf itself. */
export function eventProof(receipt: Receipt, { index, hashes }: ReceiptEvent): string {
  return formatProof({ index, hashes, extra: null, checkpoint: receipt.checkpoint });
}

/** @throws RangeError when it would not read back. */
export function formatReceipt(receipt: Receipt): string {
  const text = write(receipt);
  if (read(text) === null) throw new RangeError('not a receipt');
  return text;
}

/** Null when it is not exactly what `formatReceipt` writes. Says nothing about whether it holds. */
export function parseReceipt(text: string): Receipt | null {
  return text.isWellFormed() ? read(text) : null;
}

function write({ share, checkpoint, events, openings, ...receipt }: Receipt): string {
  const version =
    openings.approver !== undefined
      ? VERSION_4
      : openings.workload !== undefined
        ? VERSION_3
        : openings.parties?.label === undefined
          ? VERSION
          : VERSION_2;
  return [
    `${version}\nfor ${receipt.for}\nshare ${share}\n`,
    `checkpoint:\n${checkpoint}`,
    ...events.map((event, n) => `event ${n + 1}:\n${formatInclusion(event)}\n${event.leaf}`),
    `openings:\n${writeOpenings(openings)}`,
    NOT_PROVEN,
  ].join('\n');
}

function writeOpenings({ parties, openers, notes, workload, approver }: Openings): string {
  return [
    ...(parties === null ? ['parties erased\n'] : writeParties(parties)),
    ...openers.map((one) => ('erased' in one ? `opener ${one.proof} erased\n` : `opener ${one.proof} ${one.salt} ${one.key}\n`)),
    ...notes.map((one) => ('erased' in one ? `proof ${one.proof} erased\n` : `proof ${one.proof} ${one.salt}\n${one.note}`)),
    ...(workload === undefined ? [] : [workload === null ? 'workload erased\n' : `workload ${workload.salt} ${workload.opening}\n`]),
    ...(approver === undefined ? [] : [approver === null ? 'approver erased\n' : `approver ${approver.salt} ${approver.opening}\n`]),
  ].join('');
}

function writeParties({ salt, opening, label }: PartiesOpening): string[] {
  const named = `parties ${salt} ${opening}\n`;
  if (label === undefined) return [named];
  return [named, label === null ? 'label erased\n' : `label ${label.salt} ${label.opening}\n`];
}

function read(text: string): Receipt | null {
  // No line of a note, an event, a proof or an opening can look like one of these headings.
  const [head = '', checkpoint = '', ...parts] = text.split(/\n(?=(?:checkpoint|event [1-9]\d*|openings|not proven):\n)/);
  const [, half, share] = /^nt2\/receipt\/v[1234]\nfor (sender|recipient)\nshare ([a-z2-7]{32})\n$/.exec(head) ?? [];
  const events = parts.slice(0, -2).map((part) => parseReceiptEvent(body(part)));
  const openings = parseOpenings(body(parts.at(-2) ?? ''));
  if (half === undefined || share === undefined || openings === null || !events.every((event) => event !== null)) return null;
  const receipt: Receipt = { for: half as Receipt['for'], share, checkpoint: body(checkpoint), events, openings };
  return write(receipt) === text ? receipt : null;
}

function body(part: string): string {
  return part.slice(part.indexOf('\n') + 1);
}

function parseReceiptEvent(part: string): ReceiptEvent | null {
  const end = part.indexOf('\n\n');
  const inclusion = end < 0 ? null : parseInclusion(part.slice(0, end + 1));
  return inclusion?.extra === null ? { index: inclusion.index, hashes: inclusion.hashes, leaf: part.slice(end + 2) } : null;
}

function parseOpenings(part: string): Openings | null {
  const [first = '', ...rest] = part.split(/(?<=\n)(?=(?:opener|proof|workload|approver) )/);
  const openers: Erased<OpenerOpening>[] = [];
  const notes: Erased<NoteOpening>[] = [];
  let workload: SaltedOpening | null | undefined;
  let approver: SaltedOpening | null | undefined;
  for (const one of rest) {
    if (one.startsWith('workload ')) {
      // Written once, and last: `read` compares the whole.
      workload = parseSaltedOpening(one.slice('workload '.length, -1));
      continue;
    }
    if (one.startsWith('approver ')) {
      approver = parseSaltedOpening(one.slice('approver '.length, -1));
      continue;
    }
    const [, kind, name, value = '', key, note = ''] = /^(opener|proof) (link|words) (\S+)(?: (\S+))?\n([^]*)$/.exec(one) ?? [];
    const proof = name as Proof;
    if (kind === undefined) return null;
    if (value === 'erased') (kind === 'opener' ? openers : notes).push({ proof, erased: true });
    else if (kind === 'proof') notes.push({ proof, salt: value, note });
    else if (key === undefined) return null;
    else openers.push({ proof, salt: value, key });
  }
  return {
    parties: parsePartiesLines(first),
    openers,
    notes,
    ...(workload !== undefined && { workload }),
    ...(approver !== undefined && { approver }),
  };
}

function parsePartiesLines(lines: string): PartiesOpening | null {
  const [, parties, label] = /^parties ([^\n]+)\n(?:label ([^\n]+)\n)?$/.exec(lines) ?? [];
  const opened = parseSaltedOpening(parties);
  return opened && { ...opened, ...(label !== undefined && { label: parseSaltedOpening(label) }) };
}

function parseSaltedOpening(value = ''): SaltedOpening | null {
  const [, salt, opening] = /^(\S+) (.+)$/s.exec(value) ?? [];
  return salt === undefined || opening === undefined ? null : { salt, opening };
}

function mustRead(leaf: string): ParsedEvent {
  const facts = parseLeaf(leaf)?.facts;
  if (facts === undefined) throw new RangeError('not a leaf of a share');
  return facts;
}
