// Trims text at both ends, by index: a regular expression that looks for the end of a run starts again at each of its characters.

/** The characters of a set, for `trimEdges`. */
export const setOf = (characters: string): ReadonlySet<string> => new Set(characters);

/** `text` without characters of `before` at its start and of `after` at its end. */
export function trimEdges(text: string, before: ReadonlySet<string>, after: ReadonlySet<string>): string {
  let start = 0;
  let end = text.length;
  while (start < end && before.has(text.charAt(start))) start += 1;
  while (end > start && after.has(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const QUOTES = setOf('"\'“”‘’„«»');

/** Removes any number of quotes around the text. Text with quotes at one end alone keeps them. */
export function unquoted(text: string): string {
  const isQuoted = text.length > 1 && QUOTES.has(text.charAt(0)) && QUOTES.has(text.charAt(text.length - 1));
  return isQuoted ? trimEdges(text, QUOTES, QUOTES).trim() : text;
}
