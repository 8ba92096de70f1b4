// The log as rows of evidence: one for each event in a period, with the people behind it as far as record or evidence still names them. Only
// reads, a batch at a time.

import { parseLogEvent, type EventType, type LogEventType } from '../../crypto/events/event.ts';
import { parseLeaf, type ParsedEvent } from '../../crypto/receipt/parsed-event.ts';
import { concerns } from '../lifecycle/evidence.ts';
import { ERASED_PERSON } from '../lifecycle/transitions.ts';
import type { ShareEvidence, EvidenceReader } from '../ports/evidence-store.ts';
import type { LogReader } from '../ports/log-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import { isShareId, type PersonKey, type ShareId, type TenantTag } from '../share.ts';
import { CONTROLS, type Mapping } from './controls.ts';

export interface EvidenceRow extends Mapping {
  /** Epoch ms, as the event states it. */
  readonly at: number;
  readonly log: TenantTag;
  /** Place in the log, from 0. */
  readonly entry: number;
  /** Whether a checkpoint covers it. */
  readonly isSigned: boolean;
  /** Null: the log speaks of itself. */
  readonly share: ShareId | null;
  readonly event: EventType | LogEventType;
  readonly detail: string;
  /** A browser, by its signature, or the server. */
  readonly statedBy: 'device' | 'server';
  /** `erased` after `nt2 forget`; empty where neither record nor evidence is kept any longer. */
  readonly sender: string;
  readonly recipient: string;
  /** Empty where the record is no longer kept, or labels are left out. */
  readonly label: string;
  /** What kind of secret; empty like `sender`. */
  readonly kind: string;
  /** The template that it was made by; empty where there was none. */
  readonly template: string;
}

export interface Period {
  /** Epoch ms; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** Only shares of this person, sent or received, of which at least evidence is still kept. */
  readonly person: PersonKey | null;
}

export interface LogPart extends Period {
  readonly tag: TenantTag;
  /** Leaves that a checkpoint covers. */
  readonly size: number;
  /** The position behind the last entry that is read. Infinity: up to the newest. */
  readonly end: number;
  readonly withLabels: boolean;
}

export type EntrySource = ShareReader & EvidenceReader & LogReader;
export type EvidenceParties = Pick<ShareEvidence, 'sender' | 'recipient' | 'kind'> & Pick<EvidenceRow, 'label' | 'template'>;

const BATCH = 1_024;
/** Shares whose people are remembered: events of one share stand near each other. */
const REMEMBERED = 4_096;

/** The rows of one batch of entries after the other; some batches have none. */
export async function* walkEntries(store: EntrySource, { tag, size, end, ...wish }: LogPart): AsyncGenerator<readonly EvidenceRow[]> {
  const { from, to, person, withLabels } = wish;
  const shares = new Map<ShareId, EvidenceParties | null>();
  for (let { first: entry } = await store.entryRange(tag); entry < end;) {
    const leaves = await store.leaves(tag, entry, Math.min(BATCH, end - entry));
    if (leaves.length === 0) {
      const { first } = await store.entryRange(tag);
      if (entry >= first) return;
      // Pruned meanwhile.
      entry = first;
    }
    const rows: EvidenceRow[] = [];
    for (const leaf of leaves) {
      const said = parseEntry(leaf);
      if (said !== null && said.at >= from && said.at < to) {
        if (shares.size > REMEMBERED) shares.clear();
        if (said.share !== null && !shares.has(said.share)) shares.set(said.share, await loadEvidenceParties(store, said.share));
        const share = said.share === null ? null : (shares.get(said.share) ?? null);
        const columns = withLabels ? columnsOf(share) : { ...columnsOf(share), label: '' };
        if (isWanted(share, person)) rows.push({ ...said, ...CONTROLS[said.event], ...columns, log: tag, entry, isSigned: entry < size });
      }
      entry += 1;
    }
    yield rows;
  }
}

export const isWanted = (parties: EvidenceParties | null, person: PersonKey | null): boolean =>
  person === null || (parties !== null && concerns(parties, person));

type Said = Pick<EvidenceRow, 'at' | 'share' | 'event' | 'detail' | 'statedBy'>;

/** Null for a leaf that is neither an event of a share nor one of the log itself. */
function parseEntry(leaf: string): Said | null {
  const facts = parseLeaf(leaf)?.facts;
  if (facts !== undefined) {
    if (!isShareId(facts.share)) return null;
    return { at: facts.at, share: facts.share, event: facts.type, detail: detailOf(facts), statedBy: facts.by };
  }
  const own = parseLogEvent(leaf);
  return (
    own && { at: own.at, share: null, event: own.type, detail: own.lines.map((line) => line.join(' ')).join(', '), statedBy: 'server' }
  );
}

export async function loadEvidenceParties(store: EntrySource, id: ShareId): Promise<EvidenceParties | null> {
  const share = await store.load(id);
  if (share !== null) {
    const { sender, recipient, kind, label, terms } = share;
    return { sender: sender.key, recipient: recipient?.key ?? null, kind, label, template: terms?.template?.name ?? '' };
  }
  const row = await store.loadEvidence(id);
  return row && { sender: row.sender, recipient: row.recipient, kind: row.kind, label: '', template: row.template ?? '' };
}

export function columnsOf(parties: EvidenceParties | null): Pick<EvidenceRow, 'sender' | 'recipient' | 'label' | 'kind' | 'template'> {
  if (parties === null) return { sender: '', recipient: '', label: '', kind: '', template: '' };
  const { sender, recipient, label, kind, template } = parties;
  return { sender: named(sender), recipient: recipient === null ? 'holder of the link' : named(recipient), label, kind, template };
}

export const named = (key: PersonKey): string => (key === ERASED_PERSON ? 'erased' : key);

function detailOf(facts: ParsedEvent): string {
  switch (facts.type) {
    case 'created':
      return `${facts.mode}, ${facts.entry === 'modal' ? 'typed in chat' : 'typed in the browser'}, until ${new Date(facts.expiresAt).toISOString()}`;
    case 'notified':
      return facts.message === null ? `${facts.surface}, refused by chat` : facts.surface;
    case 'entered':
      return `${facts.size} bytes`;
    case 'accepted':
      return facts.device === null ? 'by a press in chat' : `device ${facts.device}`;
    case 'sealed':
      return facts.device === null ? 'by the server' : `device ${facts.device}`;
    case 'refused':
      return `${facts.what}, ${facts.count}`;
    case 'claimed':
    case 'delivered':
      return `device ${facts.device}`;
    case 'asked-approval':
      return `${facts.approvers} asked, until ${new Date(facts.until).toISOString()}`;
    case 'approval':
      return facts.answer;
    case 'extended':
      return `until ${new Date(facts.expiresAt).toISOString()}`;
    case 'ended':
      return facts.cause;
  }
}
