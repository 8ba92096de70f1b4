// The board of a tenant: every share that waits, expired unread, failed, or was tried by others. It only reads, and never a note or a secret.
// See docs/decisions/board.md.

import { decide } from '../lifecycle/decide.ts';
import { seesPart, type BoardPolicy, type BoardRole } from '../policy/board-access.ts';
import type { BoardState, BoardStore } from '../ports/board-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvidenceReader, ShareEvidence } from '../ports/evidence-store.ts';
import type { ListPlace } from '../ports/list-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import type { AskedOf, Cause, Kind, Mode, PersonKey, Share, ShareId, Status } from '../share.ts';

export interface BoardPerson {
  readonly key: PersonKey;
  /** As chat showed it when the share began. Null: the reader's role does not see it, or only evidence is left. */
  readonly name: string | null;
}

export interface BoardRow {
  readonly id: ShareId;
  readonly status: Status;
  readonly cause: Cause | null;
  readonly kind: Kind;
  readonly mode: Mode;
  readonly asked: AskedOf | null;
  readonly template: string | null;
  readonly sender: BoardPerson;
  /** Null: the holder of a link. */
  readonly recipient: BoardPerson | null;
  readonly createdAt: number;
  /** Null: only evidence is left. */
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
  /** Null: the reader's role does not see it, or only evidence is left. */
  readonly label: string | null;
}

export interface BoardFilter {
  readonly state: BoardState;
  /** Sender or recipient. */
  readonly person: PersonKey | null;
  readonly template: string | null;
}

export interface BoardPage {
  readonly rows: readonly BoardRow[];
  /** Where to go on from; null when there is nothing more. A page may be short, and even empty, before the end. */
  readonly last: ListPlace | null;
}

/** As whom the board is read. */
export interface BoardSight extends Pick<BoardPolicy, 'labels'> {
  readonly role: BoardRole;
}

export interface BoardQuery extends BoardFilter {
  readonly before: ListPlace | null;
  readonly limit: number;
}

export interface BoardDeps {
  readonly store: BoardStore & ShareReader & EvidenceReader;
  readonly clock: Clock;
  readonly tenantTags: TenantTags;
}

/** Shares that one page looks at, at most: a filter that fits few must not keep the store busy for long. */
const LOOKED_AT = 1_000;
const BATCH = 100;

export type Board = ReturnType<typeof createBoard>;

export function createBoard({ store, clock, tenantTags }: BoardDeps) {
  async function rowOf({ id }: ListPlace, state: BoardState): Promise<BoardRow | null> {
    const share = await store.load(id);
    if (share === null) {
      const evidence = await store.loadEvidence(id);
      return evidence === null || state === 'outstanding' ? null : ofEvidence(evidence);
    }
    const now = decide(share, { kind: 'tick' }, { now: clock(), storage: 'unsaid' }).change?.share ?? share;
    const isOver = now.state.status === 'ended';
    return state === 'outstanding' && isOver ? null : ofShare(now);
  }

  return {
    count: (tenant: string) => store.countBoard(tenantTags.tagOf(tenant)),

    async rows(tenant: string, { state, person, template, before, limit }: BoardQuery, sight: BoardSight): Promise<BoardPage> {
      const tag = tenantTags.tagOf(tenant);
      const rows: BoardRow[] = [];
      let last = before;
      for (let seen = 0; seen < LOOKED_AT && rows.length < limit;) {
        const size = Math.min(BATCH, person === null && template === null ? limit - rows.length : BATCH);
        const places = await store.listBoard(tag, { state, before: last, limit: size });
        const found = await Promise.all(places.map((place) => rowOf(place, state)));
        for (const [at, row] of found.entries()) {
          last = places[at] ?? last;
          if (row !== null && fits(row, person, template)) rows.push(shown(row, sight));
          if (rows.length === limit) return { rows, last };
        }
        if (places.length < size) return { rows, last: null };
        seen += places.length;
      }
      return { rows, last };
    },
  };
}

const fits = ({ sender, recipient, template: of }: BoardRow, person: PersonKey | null, template: string | null): boolean =>
  (person === null || sender.key === person || recipient?.key === person) && (template === null || of === template);

/** Leaves out what this role does not see. */
function shown(row: BoardRow, { role, labels }: BoardSight): BoardRow {
  const sees = (part: Parameters<typeof seesPart>[1]): boolean => seesPart(role, part, { labels });
  const called = (one: BoardPerson): BoardPerson => ({ key: one.key, name: sees('names') ? one.name : null });
  return {
    ...row,
    sender: called(row.sender),
    recipient: row.recipient && called(row.recipient),
    label: sees('label') ? row.label : null,
  };
}

function ofShare({ id, state, kind, mode, asked, terms, sender, recipient, createdAt, expiresAt, label }: Share): BoardRow {
  const [cause, endedAt] = state.status === 'ended' ? [state.cause, state.at] : [null, null];
  return {
    id,
    status: state.status,
    cause,
    kind,
    mode,
    asked: asked?.of ?? null,
    template: terms?.template?.name ?? null,
    sender: { key: sender.key, name: sender.name },
    recipient: recipient && { key: recipient.key, name: recipient.name },
    createdAt,
    expiresAt,
    endedAt,
    label,
  };
}

const ofEvidence = ({ id, cause, kind, mode, asked, template, sender, recipient, createdAt, endedAt }: ShareEvidence): BoardRow => ({
  id,
  status: 'ended',
  cause,
  kind,
  mode,
  asked: asked ?? null,
  template: template ?? null,
  sender: { key: sender, name: null },
  recipient: recipient && { key: recipient, name: null },
  createdAt,
  expiresAt: null,
  endedAt,
  label: null,
});
