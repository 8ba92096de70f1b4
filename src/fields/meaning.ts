// What a field is, by what it is called: a capsule has names and values, and no types.

const MEANINGS = {
  iban: ['iban'],
  bic: ['bic', 'swift'],
  routing: ['routing number', 'aba', 'aba number', 'rtn'],
  sortCode: ['sort code'],
  email: ['email', 'e mail', 'mail address'],
  seed: ['totp', 'otp', 'otp secret', '2fa', 'mfa', 'one time code seed', 'authenticator key', 'totp secret', 'totp seed'],
  url: ['url', 'website', 'web address', 'endpoint'],
} as const;
export type Meaning = keyof typeof MEANINGS;

const WORDS = new Map<string, Meaning>(
  Object.entries(MEANINGS).flatMap(([meaning, names]) => names.map((name) => [name, meaning as Meaning] as const)),
);

/** “Swift/BIC” and DATABASE_URL are found by their words; a longer name wins over a word of it. */
export function meaningOf(name: string): Meaning | null {
  const words = name.slice(0, 120).toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean); // prettier-ignore
  for (let length = Math.min(4, words.length); length > 0; length -= 1)
    for (let at = words.length - length; at >= 0; at -= 1) {
      const found = WORDS.get(words.slice(at, at + length).join(' '));
      if (found !== undefined) return found;
    }
  return null;
}
