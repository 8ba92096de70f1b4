/** Numbers of LINE's own: what it takes, and how long it waits. */
export const LIMITS = {
  bodyBytes: 1024 * 1024,
  /** Of a postback's data, in characters. */
  data: 300,
  /** Of the label of a button. What is longer is drawn as a box with text. */
  label: 20,
  /** Of what a notification and a list of chats show. */
  altText: 400,
  callMs: 5_000,
  /** An answer takes no longer than this: the reply token has run out long before. */
  workMs: 25_000,
  /** Older events that nobody delivers again are not acted upon. */
  oldestMs: 60 * 60_000,
  membersMs: 5 * 60_000,
} as const;
