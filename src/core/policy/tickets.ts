// Whether a note names a ticket: `OPS-#` is the letters of the pattern with a number in place of `#`, as a word of its own.

const EDGE = /[\s()[\]{}<>,;:.!?"']/;

export function namesTicket(note: string, patterns: readonly string[]): boolean {
  const words = note.split(EDGE).filter((word) => word !== '');
  return patterns.some((pattern) => words.some((word) => isTicket(word, pattern)));
}

/** Runs once over both: the pattern comes from the operator, and the note from anyone. */
function isTicket(word: string, pattern: string): boolean {
  let at = 0;
  for (const sign of pattern) {
    if (sign !== '#') {
      if (word[at]?.toLowerCase() !== sign.toLowerCase()) return false;
      at += 1;
      continue;
    }
    const from = at;
    while (/\d/.test(word[at] ?? '')) at += 1;
    if (at === from) return false;
  }
  return at === word.length;
}

/** One as it could be: `OPS-123`. */
export const exampleTicket = (pattern: string): string => pattern.replaceAll('#', '123');
