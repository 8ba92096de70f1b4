// A person's own shares: a page at a time, or one after another; and the people whom they can name.

import { taken } from '../api-error.ts';
import type { MinePage, MineRow, MineState } from '../answers/mine-page.ts';
import type { ClientCall } from '../call.ts';
import { fetchMine } from '../calls/mine.ts';
import { fetchPersonsFound } from '../calls/persons.ts';

export interface ListQuery {
  /** `mine` waits for this person, `others` for another, `unread` expired unopened, `ended` the rest. Absent: all. */
  readonly states?: readonly MineState[] | undefined;
  /** Up to five words, each in the label or in the other person's name. */
  readonly text?: string | undefined;
  /** Begun at this moment or later, epoch ms. */
  readonly since?: number | undefined;
  /** How many at most; of a page 50. */
  readonly limit?: number | undefined;
}

/** Whom the person of the token can name. */
export interface PersonFound {
  /** As `to` takes them. */
  readonly person: string;
  readonly name: string;
}

const MOST = 50;
const ALL = ['mine', 'others', 'unread', 'ended'] as const;

export async function loadPage(
  { connection }: ClientCall,
  { states = ALL, text = '', since = 0, limit = MOST }: ListQuery,
  before: string | null,
): Promise<MinePage> {
  return taken(await fetchMine(connection, { states, text, since, before, limit: Math.min(limit, MOST) }));
}

/** The newest first. */
export async function* loadRows(call: ClientCall, query: ListQuery): AsyncGenerator<MineRow> {
  let left = query.limit ?? Infinity;
  let before: string | null = null;
  do {
    const page: MinePage = await loadPage(call, { ...query, limit: left }, before);
    for (const row of page.rows) {
      yield row;
      left -= 1;
      if (left <= 0) return;
    }
    before = page.next;
  } while (before !== null);
}

/** People of the person's own shares by a part of their name, the last one first, and anyone else by their exact handle. */
export async function findPersons({ connection }: ClientCall, text: string): Promise<readonly PersonFound[]> {
  // Everyone of their own shares, where nothing is asked for.
  return taken(await fetchPersonsFound(connection, text.trim() || '@'));
}
