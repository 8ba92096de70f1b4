// A person's own shares: a page at a time, or one after another; and the people whom they have shared with.

import { taken } from '../api-error.ts';
import type { MinePage, MineRow, MineState } from '../answers/mine-page.ts';
import type { ClientCall } from '../call.ts';
import { fetchMine } from '../calls/mine.ts';

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

/** Whom the server knows as the other person of a share; `to: { share }` names them. */
export interface PersonFound {
  readonly name: string;
  readonly share: string;
  /** What their newest share with this person is about. */
  readonly label: string;
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

/** Each person once, the last one first; of the newest fifty shares in which they are found. */
export async function findPersons(call: ClientCall, text: string): Promise<readonly PersonFound[]> {
  const { rows } = await loadPage(call, { text }, null);
  const wanted = text.toLocaleLowerCase().split(/\s+/u);
  const known = new Map<string, PersonFound>();
  for (const { id, other, otherRef, label } of rows) {
    if (other === null || otherRef === null || known.has(otherRef)) continue;
    const name = other.toLocaleLowerCase();
    if (wanted.every((word) => name.includes(word))) known.set(otherRef, { name: other, share: id, label });
  }
  return [...known.values()];
}
