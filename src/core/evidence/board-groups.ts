// The rows of a board, counted by person or by template.

import { OUTSIDER_KEY } from '../../crypto/share-terms.ts';
import type { BoardPerson, BoardRow } from './board-rows.ts';

export const BOARD_GROUPINGS = ['person', 'template'] as const;
export type BoardGrouping = (typeof BOARD_GROUPINGS)[number];

interface Counted {
  readonly count: number;
  /** When the oldest of them began. */
  readonly oldestAt: number;
}

export interface PersonGroup extends Counted {
  readonly kind: 'person';
  /** Null: holders of links. */
  readonly person: BoardPerson | null;
  /** Of how many they are the sender. What a person sends to themselves is in both, and once in `count`. */
  readonly sent: number;
  readonly received: number;
}

export interface TemplateGroup extends Counted {
  readonly kind: 'template';
  /** Null: without one. */
  readonly template: string | null;
}

export type BoardGroup = PersonGroup | TemplateGroup;

/** The largest first; of the same size the one with the oldest share. */
export function groupRows(rows: readonly BoardRow[], by: BoardGrouping): BoardGroup[] {
  const groups: BoardGroup[] = by === 'person' ? byPerson(rows) : byTemplate(rows);
  return groups.toSorted((a, b) => b.count - a.count || a.oldestAt - b.oldestAt);
}

const withOne = ({ count, oldestAt }: Counted, { createdAt }: BoardRow): Counted => ({
  count: count + 1,
  oldestAt: Math.min(oldestAt, createdAt),
});

const NONE: Counted = { count: 0, oldestAt: Infinity };

function byTemplate(rows: readonly BoardRow[]): TemplateGroup[] {
  const groups = new Map<string | null, TemplateGroup>();
  for (const row of rows) {
    const { template } = row;
    groups.set(template, { kind: 'template', template, ...withOne(groups.get(template) ?? NONE, row) });
  }
  return [...groups.values()];
}

/** Who gives to a request by link is nobody whom chat knows, as is who opens one. */
const known = (one: BoardPerson | null): BoardPerson | null => (one?.key === OUTSIDER_KEY ? null : one);

function byPerson(rows: readonly BoardRow[]): PersonGroup[] {
  const groups = new Map<string | null, PersonGroup>();
  for (const row of rows) {
    const [sender, recipient] = [known(row.sender), known(row.recipient)];
    for (const person of sender?.key === recipient?.key ? [sender] : [sender, recipient]) {
      const before = groups.get(person?.key ?? null);
      groups.set(person?.key ?? null, {
        kind: 'person',
        // The newest name that is known: of what only evidence is left, there is none.
        person: person && { key: person.key, name: before?.person?.name ?? person.name },
        ...withOne(before ?? NONE, row),
        sent: (before?.sent ?? 0) + (sender?.key === person?.key ? 1 : 0),
        received: (before?.received ?? 0) + (recipient?.key === person?.key ? 1 : 0),
      });
    }
  }
  return [...groups.values()];
}
