// What has ended, for auditors: the rows of evidence of all logs, newest first, as long as they are kept. A row is what the operator may know of
// a share for that time, and names nobody but by identifier.

import type { EvidenceList, KeptEvidence } from '../ports/evidence-store.ts';
import type { ListPlace } from '../ports/list-store.ts';
import { tagOf, type AskedOf, type Cause, type Kind, type Mode, type PersonKey, type ShareId, type TenantTag } from '../share.ts';
import { concerns } from '../lifecycle/evidence.ts';
import { named } from './entries.ts';

export interface EvidenceFilter {
  /** Sender or recipient. */
  readonly person: PersonKey | null;
  readonly template: string | null;
  readonly kind: Kind | null;
  readonly cause: Cause | null;
  /** When it ended, epoch ms; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
}

export interface EvidenceSearch extends EvidenceFilter {
  readonly tags: readonly TenantTag[];
  readonly before: ListPlace | null;
  readonly limit: number;
}

export interface FoundEvidence {
  readonly share: ShareId;
  readonly log: TenantTag;
  readonly kind: Kind;
  readonly mode: Mode;
  readonly asked: AskedOf | null;
  readonly template: string | null;
  /** `erased` after `nt2 forget`. */
  readonly sender: string;
  /** Null: the holder of a link. */
  readonly recipient: string | null;
  readonly createdAt: number;
  readonly endedAt: number;
  readonly cause: Cause;
  /** Until then it is kept, and a receipt can be had. */
  readonly keptUntil: number;
}

export interface EvidencePage {
  readonly rows: readonly FoundEvidence[];
  /** Where to go on from; null when there is nothing more. A page may be short, and even empty, before the end. */
  readonly last: ListPlace | null;
}

/** Rows that one answer looks at, at most: a filter that fits few must not keep the store busy for long. */
const LOOKED_AT = 1_000;
const BATCH = 100;

export async function searchEvidence(store: EvidenceList, { tags, before, limit, ...filter }: EvidenceSearch): Promise<EvidencePage> {
  const rows: FoundEvidence[] = [];
  let seen = 0;
  let last = before;
  for await (const kept of newestOf(store, tags, before)) {
    if (seen === LOOKED_AT || rows.length === limit) return { rows, last };
    seen += 1;
    last = placeOf(kept);
    if (fits(kept, filter)) rows.push(found(kept));
  }
  return { rows, last: null };
}

const placeOf = ({ row, until }: KeptEvidence): ListPlace => ({ at: until, id: row.id });
const isBefore = (a: ListPlace, b: ListPlace): boolean => a.at > b.at || (a.at === b.at && a.id > b.id);

interface Queue {
  readonly tag: TenantTag;
  /** The next last. */
  readonly rows: KeptEvidence[];
  /** Null: there is nothing behind `rows`. */
  next: { readonly before: ListPlace | null } | null;
}

/** Of all logs together, as if they were one list. */
async function* newestOf(store: EvidenceList, tags: readonly TenantTag[], before: ListPlace | null): AsyncGenerator<KeptEvidence> {
  const queues = tags.map((tag): Queue => ({ tag, rows: [], next: { before } }));
  const fill = async (queue: Queue): Promise<void> => {
    while (queue.rows.length === 0 && queue.next !== null) {
      const { rows, last } = await store.latestEvidence(queue.tag, queue.next.before, BATCH);
      queue.rows.push(...rows.toReversed());
      queue.next = last && { before: last };
    }
  };
  for (;;) {
    await Promise.all(queues.map(fill));
    let newest: Queue | undefined;
    for (const queue of queues) {
      const [mine, best] = [queue.rows.at(-1), newest?.rows.at(-1)];
      if (mine !== undefined && (best === undefined || isBefore(placeOf(mine), placeOf(best)))) newest = queue;
    }
    const one = newest?.rows.pop();
    if (one === undefined) return;
    yield one;
  }
}

const fits = ({ row }: KeptEvidence, { person, template, kind, cause, from, to }: EvidenceFilter): boolean =>
  (person === null || concerns(row, person)) &&
  (template === null || row.template === template) &&
  (kind === null || row.kind === kind) &&
  (cause === null || row.cause === cause) &&
  row.endedAt >= from &&
  row.endedAt < to;

const found = ({ row, until }: KeptEvidence): FoundEvidence => {
  const { id, kind, mode, asked = null, template = null, sender, recipient, createdAt, endedAt, cause } = row;
  return {
    share: id,
    log: tagOf(id),
    kind,
    mode,
    asked,
    template,
    sender: named(sender),
    recipient: recipient && named(recipient),
    createdAt,
    endedAt,
    cause,
    keptUntil: until,
  };
};
