// What Teams takes, and what nt2 takes of it.

export const LIMITS = {
  bodyBytes: 256 * 1024,
  /** Seconds by which clocks may differ. */
  clockSkewS: 300,
  buttonsInSet: 5,
  fields: 10,
  reference: 80,
  conversation: 300,
  /** Characters of a typed command. Longer text was pasted. */
  typed: 1_000,
} as const;
