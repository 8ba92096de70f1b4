// The log as evidence: one row for each event in a period, with the people behind it as far as the records still name them. Only reads.

import { parseLogEvent, type EventType, type LogEventType } from '../../crypto/events/event.ts';
import { parseLeaf, type ParsedEvent } from '../../crypto/receipt/parsed-event.ts';
import { ERASED_PERSON } from '../lifecycle/transitions.ts';
import { loadLogState } from '../tlog/inclusion-proofs.ts';
import { concerns } from '../lifecycle/evidence.ts';
import type { ShareEvidence, EvidenceReader } from '../ports/evidence-store.ts';
import type { LogReader } from '../ports/log-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import { Fault } from '../refusal.ts';
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
  /** Empty where the record is no longer kept. */
  readonly label: string;
  /** What kind of secret; empty like `sender`. */
  readonly kind: string;
  /** The template that it was made by; empty where there was none. */
  readonly template: string;
}

export interface EvidenceQuery {
  readonly tags: readonly TenantTag[];
  /** Epoch ms; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** Only shares of this person, sent or received, of which at least evidence is still kept. */
  readonly person: PersonKey | null;
}

const BATCH = 1_024;
/** Each takes moments, so only a long `nt2 forget` outlasts them. */
const LOOKS = 50;

type Source = ShareReader & EvidenceReader & LogReader;

/**
 * Whose share a log calls forgotten while it is collected is read once more: what is given out after an erasure does not name that person. The
 * last look finds no erasure since the one before it.
 * @throws Fault `evidence.moving` when every look finds some.
 */
export async function collectEvidence(store: Source, query: EvidenceQuery): Promise<EvidenceRow[]> {
  const seen = new Map<TenantTag, number>();
  for (const tag of query.tags) seen.set(tag, (await store.entryRange(tag)).end);
  let rows: EvidenceRow[] = [];
  for (const tag of query.tags) rows.push(...(await collect(store, { ...query, tag })));
  for (let look = 0; look < LOOKS; look += 1) {
    const erased = await forgottenSince(store, seen);
    if (erased.size === 0) return rows;
    rows = await readAgain(store, { rows, erased, person: query.person });
  }
  throw new Fault(
    'evidence.moving',
    'People are being erased while this is collected. Nothing was exported: try again when `nt2 forget` is done.',
  );
}

/** Shares that the logs call forgotten behind the places in `seen`, which move on. */
async function forgottenSince(store: LogReader, seen: Map<TenantTag, number>): Promise<Set<string>> {
  const erased = new Set<string>();
  for (const [tag, from] of seen) {
    let at = from;
    for (let leaves = await store.leaves(tag, at, BATCH); leaves.length > 0; leaves = await store.leaves(tag, at, BATCH)) {
      for (const own of leaves.map(parseLogEvent)) {
        const id = own?.type === 'forgotten' ? own.lines.find(([name]) => name === 'share')?.[1] : undefined;
        if (id !== undefined) erased.add(id);
      }
      at += leaves.length;
    }
    seen.set(tag, at);
  }
  return erased;
}

interface Erasures extends Pick<EvidenceQuery, 'person'> {
  readonly rows: readonly EvidenceRow[];
  readonly erased: ReadonlySet<string>;
}

async function readAgain(store: Source, { rows, erased, person }: Erasures): Promise<EvidenceRow[]> {
  const parties = new Map<ShareId, Parties | null>();
  for (const { share } of rows)
    if (share !== null && erased.has(share) && !parties.has(share)) parties.set(share, await partiesOf(store, share));
  return rows.flatMap((row) => {
    const now = row.share === null ? undefined : parties.get(row.share);
    if (now === undefined) return [row];
    return isWanted(now, person) ? [{ ...row, ...columnsOf(now) }] : [];
  });
}

const isWanted = (parties: Parties | null, person: PersonKey | null): boolean =>
  person === null || (parties !== null && concerns(parties, person));

async function collect(
  store: Source,
  { tag, from, to, person }: Omit<EvidenceQuery, 'tags'> & { readonly tag: TenantTag },
): Promise<EvidenceRow[]> {
  const size = (await loadLogState(store, tag))?.frontier.size ?? 0;
  const shares = new Map<ShareId, Parties | null>();
  const rows: EvidenceRow[] = [];
  for (let { first: entry } = await store.entryRange(tag); ;) {
    const leaves = await store.leaves(tag, entry, BATCH);
    if (leaves.length === 0) {
      const { first } = await store.entryRange(tag);
      if (entry >= first) return rows;
      // Pruned meanwhile.
      entry = first;
    }
    for (const leaf of leaves) {
      const said = parseEntry(leaf);
      if (said !== null && said.at >= from && said.at < to) {
        if (said.share !== null && !shares.has(said.share)) shares.set(said.share, await partiesOf(store, said.share));
        const share = said.share === null ? null : (shares.get(said.share) ?? null);
        if (isWanted(share, person))
          rows.push({ ...said, ...CONTROLS[said.event], ...columnsOf(share), log: tag, entry, isSigned: entry < size });
      }
      entry += 1;
    }
  }
}

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

type Parties = Pick<ShareEvidence, 'sender' | 'recipient' | 'kind'> & Pick<EvidenceRow, 'label' | 'template'>;

async function partiesOf(store: Source, id: ShareId): Promise<Parties | null> {
  const share = await store.load(id);
  if (share !== null) {
    const { sender, recipient, kind, label, terms } = share;
    return { sender: sender.key, recipient: recipient?.key ?? null, kind, label, template: terms?.template?.name ?? '' };
  }
  const row = await store.loadEvidence(id);
  return row && { sender: row.sender, recipient: row.recipient, kind: row.kind, label: '', template: row.template ?? '' };
}

function columnsOf(parties: Parties | null): Pick<EvidenceRow, 'sender' | 'recipient' | 'label' | 'kind' | 'template'> {
  if (parties === null) return { sender: '', recipient: '', label: '', kind: '', template: '' };
  const { sender, recipient, label, kind, template } = parties;
  const named = (key: PersonKey): string => (key === ERASED_PERSON ? 'erased' : key);
  return { sender: named(sender), recipient: recipient === null ? 'holder of the link' : named(recipient), label, kind, template };
}

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
    case 'extended':
      return `until ${new Date(facts.expiresAt).toISOString()}`;
    case 'ended':
      return facts.cause;
  }
}
