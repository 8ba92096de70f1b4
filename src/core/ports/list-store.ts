// Which shares a person sends or receives, newest first.

import type { PersonKey, ShareId, TenantTag } from '../share.ts';

/** Whether a person began the share or was to answer it. */
export const SIDES = ['sent', 'received'] as const;
export type Side = (typeof SIDES)[number];
export const PHASES = ['open', 'over'] as const;
export type Phase = (typeof PHASES)[number];
/** How a share stands for one person. Open: it waits for them, or for another. Over: it expired before anyone opened it, or it ended otherwise. */
export const LIST_STATES = ['mine', 'others', 'unread', 'ended'] as const;
export type ListState = (typeof LIST_STATES)[number];

export interface ListedFor {
  readonly person: PersonKey;
  readonly side: Side;
  readonly state: ListState;
  /** What this person may search for, folded by `foldText`: the label and the other person's name. */
  readonly words: string;
}

/** Where a share stands in a list. Lists run from newest to oldest; shares of the same moment are ordered by id. */
export interface ListPlace {
  readonly id: ShareId;
  readonly at: number;
}
/** Which of a person's shares to list. */
export interface Listing {
  readonly sides: readonly Side[];
  readonly phases: readonly Phase[];
  /** Only shares older than this one, which itself need not exist any longer. */
  readonly before: ListPlace | null;
  readonly limit: number;
  /** Absent: all of them. */
  readonly only?: ListFilter;
}
/** What each share of a listing must fit. */
export interface ListFilter {
  readonly states: readonly ListState[];
  /** Folded by `foldText`. Each must be found in the label or in the other person's name. At most `searchLimits.terms`. */
  readonly terms: readonly string[];
  /** Begun at this moment or later, epoch ms. */
  readonly since: number;
}
export interface Listed {
  readonly places: readonly ListPlace[];
  /** How many older ones follow these; of a search at least so many: each list counts `searchLimits.counted` and no further. */
  readonly more: number;
}

export interface ListStore {
  /** Open shares are always found, however many have ended since. */
  list(tag: TenantTag, person: PersonKey, listing: Listing): Promise<Listed>;
  /** Deletes this person's lists. The shares stay. */
  clearList(tag: TenantTag, person: PersonKey): Promise<void>;
}
