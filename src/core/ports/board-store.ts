// The shares of a whole tenant, for its operator's board: newest first, one list for each state.

import type { TenantTag } from '../share.ts';
import type { ListPlace } from './list-store.ts';

/**
 * A share stands in one or more of these, or in none. `outstanding`: it waits. `expired`: it expired before anyone opened it.
 * `failed`: chat refused a message about it, or its opening was not confirmed. `refused`: someone tried to open it without the right to.
 */
export const BOARD_STATES = ['outstanding', 'expired', 'failed', 'refused'] as const;
export type BoardState = (typeof BOARD_STATES)[number];

export interface BoardListing {
  readonly state: BoardState;
  /** Only shares older than this one, which itself need not exist any longer. */
  readonly before: ListPlace | null;
  readonly limit: number;
}

/**
 * Commits write it, with share and evidence. `failed` and `refused` say what has happened, so a share never leaves these lists before its
 * evidence goes. What is found may have ended by now: the caller looks at the share.
 */
export interface BoardStore {
  listBoard(tag: TenantTag, listing: BoardListing): Promise<readonly ListPlace[]>;
  countBoard(tag: TenantTag): Promise<Readonly<Record<BoardState, number>>>;
}
