// How words are spelled before anything is derived from them, and how people spell them on the way: telephones begin with a capital,
// sentences end with a full stop, and messengers insert invisible characters.

/** NFKC, single spaces, trimmed: what two people say to each other is one value however it was typed. Case is kept. */
export function normalizePassphrase(typed: string): string {
  return typed.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}

/** Without what no screen shows: zero-width spaces, soft hyphens, marks of direction. */
const visible = (typed: string): string => normalizePassphrase(typed.replace(/\p{Default_Ignorable_Code_Point}+/gu, ''));

/** In small letters, with everything but letters made a space. */
const lettersOf = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .trim();

/** The words of the list that this is, spelled as they are drawn; null when it is anything else. */
function asDrawn(typed: string, isListed: (word: string) => boolean): string | null {
  // An invisible character stands within a word, or in the place of a space.
  const readings = [lettersOf(visible(typed)), lettersOf(typed)];
  return readings.find((letters) => letters !== '' && letters.split(' ').every(isListed)) ?? null;
}

/** A digit is chosen, not slipped in. */
const hasDigit = (typed: string): boolean => /\p{N}/u.test(typed);

/** What a sender's own words become before they are sealed: words of the list as if they were drawn, others as they were typed. */
export function tidyPassphrase(typed: string, isListed: (word: string) => boolean): string {
  return (hasDigit(typed) ? null : asDrawn(typed, isListed)) ?? visible(typed);
}

/** Whether there is only one way to read it, so that the list need not be fetched. */
export function isPlain(typed: string): boolean {
  return normalizePassphrase(typed) === lettersOf(typed) && normalizePassphrase(typed) === visible(typed);
}

/** What may be meant by words that a person was told, the likeliest first; two at most, since each wrong one is counted. */
export function spellings(typed: string, isListed: (word: string) => boolean): string[] {
  const meant = [tidyPassphrase(typed, isListed), visible(typed), normalizePassphrase(typed), asDrawn(typed, isListed)];
  return [...new Set(meant.filter((words) => words !== null && words !== ''))].slice(0, 2) as string[];
}
