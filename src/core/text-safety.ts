// Text that people write: what is refused, and how tricks with invisible characters are made visible. Pages and chat both use it.

// Controls, bidirectional embeddings and marks, zero-width and other invisible characters, line and paragraph separators.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu;
// Joiners belong to emoji and to some scripts; between Latin letters and digits they only hide something.
const JOINER = /(?<=[\p{Script=Latin}\p{N}\p{P}]|^)[\u200c\u200d]|[\u200c\u200d](?=[\p{Script=Latin}\p{N}\p{P}]|$)/gu;

/** Replaces each invisible or direction-changing character by its code point in angle brackets, as ⟨U+202E⟩. */
export function escapeInvisible(text: string): string {
  const name = (character: string): string => `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
  return text.replace(HIDDEN, name).replace(JOINER, name);
}

/** How many UTF-16 units of a line are examined, white space included. */
const LONGEST_LINE = 8_000;

/**
 * One line of text as a person meant it: composed (NFC), trimmed, inner white space single.
 * Null when it holds control characters, has lone surrogates or is longer than `max` code points.
 */
export function normalizeLine(text: string, max: number): string | null {
  if (text.length > LONGEST_LINE) return null;
  const plain = text
    .normalize('NFC')
    .replace(/[\t\n\r \u2028\u2029]+/g, ' ')
    .trim();
  if (/[\u0000-\u001f\u007f-\u009f]/.test(plain) || !plain.isWellFormed()) return null;
  return [...plain].length > max ? null : plain;
}

const BLANKS = {
  space: / /,
  tab: /\t/,
  line: /[\n\r\v\f\u0085\u2028\u2029]/,
  hard: /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/,
  zero: /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/,
} as const;
/** `hard`: no-break spaces and their like. `zero`: without any width. */
export type Blank = keyof typeof BLANKS;
const kinds = Object.keys(BLANKS) as Blank[];
const blankOf = (character: string): Blank | undefined => kinds.find((kind) => BLANKS[kind].test(character));
// In the middle of a value these are an accident of copying; joiners are not, in emoji and in some scripts.
const INSIDE = { hard: /[\u00a0\u2007\u202f]/g, zero: /[\u00ad\u200b\u2060\ufeff]/g } as const;

/** The invisible parts of a secret: how much white space of which kind at its ends, and odd characters inside. */
export interface InvisibleCharacters {
  readonly begins: ReadonlyMap<Blank, number>;
  readonly ends: ReadonlyMap<Blank, number>;
  readonly inside: ReadonlyMap<Blank, number>;
}

/** Where the visible text begins and ends. White space alone is all beginning. */
function bounds(text: string): readonly [from: number, to: number] {
  let from = 0;
  let to = text.length;
  while (from < to && blankOf(text.charAt(from)) !== undefined) from += 1;
  while (to > from && blankOf(text.charAt(to - 1)) !== undefined) to -= 1;
  return [from, to];
}

/** Null when every character can be seen. */
export function findInvisible(text: string): InvisibleCharacters | null {
  const [from, to] = bounds(text);
  const count = (part: string): Map<Blank, number> => {
    const found = new Map<Blank, number>();
    // CR LF is one line break.
    for (const character of part.replaceAll('\r\n', '\n')) {
      const kind = blankOf(character);
      if (kind !== undefined) found.set(kind, (found.get(kind) ?? 0) + 1);
    }
    return found;
  };
  const middle = text.slice(from, to);
  const inside = count([...middle.matchAll(INSIDE.hard), ...middle.matchAll(INSIDE.zero)].map(([one]) => one).join(''));
  const found = { begins: count(text.slice(0, from)), ends: count(text.slice(to)), inside };
  return found.begins.size + found.ends.size + inside.size === 0 ? null : found;
}

/** The text without what `findInvisible` reports: nothing at its ends, nothing without width inside, and common spaces. */
export function withoutInvisible(text: string): string {
  return text
    .slice(...bounds(text))
    .replace(INSIDE.zero, '')
    .replace(INSIDE.hard, ' ');
}
