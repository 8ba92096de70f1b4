// Which shares a person sends or receives, newest first.

import type { PersonKey, ShareId, TenantTag } from '../share.ts';

/** Whether a person began the share or was to answer it. */
export const SIDES = ['sent', 'received'] as const;
export type Side = (typeof SIDES)[number];
export const PHASES = ['open', 'over'] as const;
export type Phase = (typeof PHASES)[number];
export interface ListedFor {
  readonly person: PersonKey;
  readonly side: Side;
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
}
export interface Listed {
  readonly places: readonly ListPlace[];
  /** How many older ones follow these. */
  readonly more: number;
}

export interface ListStore {
  /** Open shares are always found, however many have ended since. */
  list(tag: TenantTag, person: PersonKey, listing: Listing): Promise<Listed>;
  /** Deletes this person's lists. The shares stay. */
  clearList(tag: TenantTag, person: PersonKey): Promise<void>;
}
