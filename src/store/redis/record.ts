// What the key of a share holds: one line in front, which scripts read without reading the share, then the share as JSON.
// `4 101 1795277260000 om<tab>words of who began it<tab>words of the other<newline>{…}`

import { listedFor } from '../../core/lists.ts';
import type { ListState } from '../../core/ports/list-store.ts';
import type { Share } from '../../core/share.ts';

/** What the commit has set, so that the next one touches only what changes. */
export interface RecordHead {
  readonly hasClock: boolean;
  readonly hasOutbox: boolean;
  readonly isOpen: boolean;
  /** Epoch ms. */
  readonly ciphertextUntil: number;
}

/** How the share stands for a person, as scripts compare it. */
export const LETTERS = { mine: 'm', others: 'o', unread: 'u', ended: 'e' } as const satisfies Record<ListState, string>;
/** Stands for a side that has no person, or one who was erased. */
const NOBODY = '-';

const digit = (is: boolean): string => (is ? '1' : '0');

/** Ends with a line break. Words hold none, and no tab: they are folded. */
export function formatHead(share: Share, { hasClock, hasOutbox, isOpen, ciphertextUntil }: RecordHead): string {
  const rows = listedFor(share);
  const [sent, received] = (['sent', 'received'] as const).map((side) => rows.find((row) => row.side === side));
  const letters = [sent, received].map((row) => (row ? LETTERS[row.state] : NOBODY)).join('');
  const flags = digit(hasClock) + digit(hasOutbox) + digit(isOpen);
  return `${share.version} ${flags} ${ciphertextUntil} ${letters}\t${sent?.words ?? ''}\t${received?.words ?? ''}\n`;
}

/** The share as JSON. */
export const recordOf = (stored: string): string => stored.slice(stored.indexOf('\n') + 1);

const OLD_HEAD = /^(\d+ \d{3} \d+)\n/;

/** The head that a record of format 3 gets, and the one that it has; null: it has a newer one. */
export function renewHead(stored: string, share: Share): { readonly old: string; readonly fresh: string } | null {
  const [old, start] = OLD_HEAD.exec(stored) ?? [];
  if (old === undefined || start === undefined) return null;
  const [, rows] =
    /^\S+ \S+ \S+( .*)$/s.exec(formatHead(share, { hasClock: false, hasOutbox: false, isOpen: false, ciphertextUntil: 0 })) ?? [];
  return { old, fresh: `${start}${rows}` };
}
