// The command that a person probably meant. Repeats nothing that could be a secret: people paste secrets into terminals, and terminals
// are recorded.

import { RENAMED_COMMANDS } from '../old-commands.ts';
import { COMMANDS, FAMILIES } from './commands.ts';

/** What may have been meant, and what to type for it. */
const CANDIDATES: readonly (readonly [string, string])[] = [
  ...COMMANDS.map(({ name }) => [name, name] as const),
  ...RENAMED_COMMANDS.map(({ from, to }) => [from, to] as const),
];
const NEAR = 2;

/** What to say to words that are no command. */
export function unknown(first: string, second: string): string {
  const isFamily = second === '' && FAMILIES.has(first);
  const found = isFamily ? null : nearest(first, second);
  if (found !== null) return `nt2 does not know this command: did you mean \`nt2 ${found}\`?`;
  const family = FAMILIES.get(first) ?? [];
  const typed = isPlain(first) ? `the command \`${first}\`` : 'this command';
  return family.length === 0 ? `nt2 does not know ${typed}` : `nt2 ${first} needs one of these after it: ${family.join(', ')}`;
}

/** A short word of small letters: nothing like a secret. */
const isPlain = (word: string): boolean => /^[a-z][a-z-]{0,11}$/.test(word);

function nearest(first: string, second: string): string | null {
  // Nothing of this length is a slip of the finger.
  if (first.length + second.length > 40) return null;
  const typed = [first, `${first} ${second}`];
  let best: { readonly name: string; readonly far: number } = { name: '', far: NEAR + 1 };
  for (const [name, meant] of CANDIDATES) {
    for (const words of typed) {
      // Two letters of three are not a slip but another word.
      const far = distance(words, name);
      if (far < best.far && far * 2 < name.length) best = { name: meant, far };
    }
    if (name.endsWith(` ${first}`)) best = { name: meant, far: 0 };
  }
  return best.name === '' ? null : best.name;
}

/** How many letters were added, left out or changed; two that changed places count once. */
function distance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, n) => n)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
