// What is said of white space that nobody can see, on both pages and in the terminal.

import type { Blank, InvisibleCharacters } from '../core/text-safety.ts';

const names: Readonly<Record<Blank, readonly [one: string, several: string]>> = {
  space: ['a space', 'spaces'],
  tab: ['a tab', 'tabs'],
  line: ['a line break', 'line breaks'],
  hard: ['a no-break space', 'no-break spaces'],
  zero: ['an invisible character', 'invisible characters'],
};

const list = (found: ReadonlyMap<Blank, number>): string =>
  [...found].map(([kind, count]) => (count === 1 ? names[kind][0] : `${count} ${names[kind][1]}`)).join(' and ');

/** "Begins with a space. Ends with 2 line breaks." */
export const unseenText = ({ begins, ends, inside }: InvisibleCharacters): string =>
  [
    begins.size > 0 ? `Begins with ${list(begins)}.` : '',
    ends.size > 0 ? `Ends with ${list(ends)}.` : '',
    inside.size > 0 ? `Has ${list(inside)} inside.` : '',
  ]
    .filter(Boolean)
    .join(' ');
