// The board of a tenant: every share that waits, expired unread, failed, or was tried by others. It only reads, and never a note or a secret.
// See docs/decisions/board.md.

import { decide } from '../lifecycle/decide.ts';
import type { BoardState, BoardStore } from '../ports/board-store.ts';
import type { Clock } from '../ports/clock.ts';
import type { EvidenceReader } from '../ports/evidence-store.ts';
import type { ListPlace } from '../ports/list-store.ts';
import type { ShareReader } from '../ports/share-store.ts';
import type { TenantTags } from '../ports/tenant-tags.ts';
import type { PersonKey, TenantTag } from '../share.ts';
import { groupRows, type BoardGroup, type BoardGrouping } from './board-groups.ts';
import { ofEvidence, ofShare, shown, type BoardRow, type BoardSight } from './board-rows.ts';

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

export interface BoardQuery extends BoardFilter {
  readonly before: ListPlace | null;
  readonly limit: number;
}

export interface BoardGroups {
  readonly groups: readonly BoardGroup[];
  /** Shares in them. */
  readonly counted: number;
  /** Where to count on from; null when all are counted. */
  readonly last: ListPlace | null;
}

export interface GroupQuery extends BoardFilter {
  readonly by: BoardGrouping;
  readonly before: ListPlace | null;
  /** Shares that are counted, at most: `BOARD_COUNTED`. */
  readonly limit: number;
}

export interface BoardDeps {
  readonly store: BoardStore & ShareReader & EvidenceReader;
  readonly clock: Clock;
  readonly tenantTags: TenantTags;
}

/** Shares that one answer looks at, at most: a filter that fits few must not keep the store busy for long. */
export const BOARD_COUNTED = 1_000;
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

  /** The rows that fit, as many as are wanted or as one answer looks at. */
  async function find(tag: TenantTag, { state, person, template, before, limit }: BoardQuery): Promise<BoardPage> {
    const rows: BoardRow[] = [];
    let last = before;
    for (let seen = 0; seen < BOARD_COUNTED && rows.length < limit;) {
      const size = Math.min(BATCH, person === null && template === null ? limit - rows.length : BATCH);
      const places = await store.listBoard(tag, { state, before: last, limit: size });
      const found = await Promise.all(places.map((place) => rowOf(place, state)));
      for (const [at, row] of found.entries()) {
        last = places[at] ?? last;
        if (row !== null && fits(row, person, template)) rows.push(row);
        if (rows.length === limit) return { rows, last };
      }
      if (places.length < size) return { rows, last: null };
      seen += places.length;
    }
    return { rows, last };
  }

  return {
    count: (tenant: string) => store.countBoard(tenantTags.tagOf(tenant)),

    async rows(tenant: string, query: BoardQuery, sight: BoardSight): Promise<BoardPage> {
      const { rows, last } = await find(tenantTags.tagOf(tenant), query);
      return { rows: rows.map((row) => shown(row, sight)), last };
    },

    async groups(tenant: string, { by, ...query }: GroupQuery, sight: BoardSight): Promise<BoardGroups> {
      const { rows, last } = await find(tenantTags.tagOf(tenant), query);
      const seen = rows.map((row) => shown(row, sight));
      return { groups: groupRows(seen, by), counted: rows.length, last };
    },
  };
}

const fits = ({ sender, recipient, template: of }: BoardRow, person: PersonKey | null, template: string | null): boolean =>
  (person === null || sender.key === person || recipient?.key === person) && (template === null || of === template);
