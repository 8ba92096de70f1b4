// The short code that a device shows and a person types: eight of twenty letters, none of them a vowel, so that no code is a word
// (RFC 8628, section 6.1). About 34.5 bits.

declare const brand: unique symbol;
/** Eight letters of the alphabet, without the hyphen. */
export type UserCode = string & { readonly [brand]: 'UserCode' };

export const USER_CODE = { alphabet: 'BCDFGHJKLMNPQRSTVWXZ', length: 8 } as const;

/** As it is shown: `WDJB-MJHT`. */
export const formatUserCode = (code: UserCode): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** As people type it: small letters, spaces, other dashes. Null: that is no code. */
export function parseUserCode(typed: string): UserCode | null {
  if (typed.length > 40) return null;
  const letters = typed.toUpperCase().replaceAll(/[\s\p{Pd}.`*_]/gu, '');
  const { alphabet, length } = USER_CODE;
  return letters.length === length && [...letters].every((letter) => alphabet.includes(letter)) ? (letters as UserCode) : null;
}
