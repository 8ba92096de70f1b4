// How words are spelled before anything is derived from them.

/** NFKC, single spaces, trimmed: what two people say to each other is one value however it was typed. Case is kept. */
export function normalizeWords(typed: string): string {
  return typed.normalize('NFKC').replace(/\s+/gu, ' ').trim();
}
