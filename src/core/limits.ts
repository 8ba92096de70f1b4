// Every number that the product promises or enforces. Pages, doors and stores read it from here; nothing else is in this file.
// See docs/decisions/numbers-that-differ.md.

import { CLOCK_TOLERANCE_MS, ITEM_LIMITS, PREKEY_LIFE_MS } from '../crypto/share-terms.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const limits = {
  /** How long a share may wait to be opened, in ms. */
  expiry: { min: 15 * MINUTE, initial: DAY, max: 7 * DAY },
  /** The device that claimed may fetch again and must prove delivery within this time, in ms. Every further 32 KiB of payload adds a second. */
  leaseMs: 120 * SECOND,
  /** Characters (Unicode code points) in what people write about a share. */
  label: ITEM_LIMITS.label,
  note: 300,
  name: 80,
  /** Rows that a request may name. */
  askedFields: 50,
  /** People whom one form or one request to the API names. */
  recipients: 10,
  /** The person who was asked is reminded at most once in this time, in ms. */
  remindEveryMs: HOUR,
  /** The largest secret: 20 items of 200 fields, 256 KiB in all. */
  itemsBytes: ITEM_LIMITS.bytes,
  /** What the holder of a request's link may put in: the largest that, padded and sealed, goes into one request. */
  answerBytes: 38 * 1024,
  items: ITEM_LIMITS.items,
  fields: ITEM_LIMITS.fields,
  fieldName: ITEM_LIMITS.fieldName,
  /** Modal entry: characters of the secret field, the most that every platform takes. */
  modalSecret: 3_000,
  /** Modal entry: characters of the words. */
  modalWords: 200,
  /**
   * Modal entry: scrypt takes 128 MiB for a moment, so it runs once at a time. `waitMs`: how long a request may queue for it, the time that
   * chat waits for an answer. `firstMs`: how long one run is assumed to take, until one was measured.
   */
  serverSealQueue: { waitMs: 2_200, firstMs: 400 },
  /**
   * Wrong words: after `tell` tries the sender is told. `free` tries need not wait; one more is allowed for each `everyMs` of the share's
   * life, of which extensions are no part: 2,026 in seven days, against 2^40 that words must be worth.
   */
  tries: { tell: 3, free: 10, everyMs: 5 * MINUTE },
  /** Attempts by strangers (wrong person, other device, after the end): at most one leaf and one alert in this time, in ms. */
  alertIntervalMs: MINUTE,
  /** A time that a browser signed may differ from the server's by this much, in ms: 5 minutes. */
  clockToleranceMs: CLOCK_TOLERANCE_MS,
  /** Bytes: an API body; a payload.age; the largest payload.age that is sent inside a JSON body. */
  bodyBytes: 64 * 1024,
  payloadBytes: 320 * 1024,
  inlinePayloadBytes: 40 * 1024,
  /** Bytes of a capsule.age. Its plaintext is one 2048-byte block. */
  capsuleBytes: 8 * 1024,
  /** Characters of a signed note. */
  noteBytes: 4 * 1024,
  /** A single-use link from chat to the page, in ms. */
  tokenMs: 10 * MINUTE,
  /** A browser stays signed in for a person, in ms. */
  sessionMs: 12 * HOUR,
  /** A nonce that a browser signs to sign in, in ms. */
  nonceMs: 2 * MINUTE,
  /** A browser that did not sign in for this long is not known any more, in ms; and how many a person can have at a time. */
  bondIdleMs: 90 * DAY,
  bonds: 20,
  /** How long an ended share is remembered (no ciphertext), in ms. */
  retentionMs: 30 * DAY,
  /** How long evidence of a share is kept after its end, in ms. */
  evidenceMs: 400 * DAY,
  /** If every process is down, the store itself removes ciphertext this long after its end, in ms. */
  safetyNetMs: MINUTE,
  /**
   * How much may be open at the same time, unless the operator sets it: shares of one sender, of a tenant, for one recipient, and from one
   * sender for one recipient; bytes of ciphertext of one sender's shares, and of a tenant's.
   */
  quotas: { person: 50, tenant: 5_000, recipient: 100, pair: 20, personBytes: 8 * 1024 * 1024, tenantBytes: 128 * 1024 * 1024 },
  /**
   * Prekeys: a browser keeps `each` with the server and makes new ones when fewer than `few` are left; of one person `max` are kept, a month at
   * most each. One sender takes at most `takes` of one person's in `takesMs`: what is declined or taken back is spent all the same.
   */
  prekeys: { each: 20, few: 10, max: 60, lifeMs: PREKEY_LIFE_MS, takes: 10, takesMs: DAY },
  /** How many people one person can block. */
  blocks: 200,
  /** The longest message or identifier that a chat platform hands to us. */
  reference: 512,
} as const;

/** The longest that an operator can let a share wait in all, extensions included, in ms; and what they let it wait unless they say so. */
export const extensionLimits = { most: 30 * DAY, initial: 14 * DAY } as const;

/**
 * A search in a person's own lists: characters and terms that are typed, characters that are kept of a share, rows of one answer, and how many
 * that follow those are counted. Apart from the others, so that pages which ask for none do not carry it.
 */
/** Files of evidence that one process writes at a time, and how long one waits for its reader to take the next piece, in ms. */
export const exportLimits = { each: 4, readerMs: 60_000 } as const;

export const searchLimits = { length: 200, terms: 5, words: 240, rows: 50, counted: 200 } as const;

/**
 * A terminal that logs in: how long its code is good, in ms; how long it waits between two questions, and how much longer after one too soon,
 * in ms; characters of its name. In `codeMs` an address starts at most `starts`, and a person looks at and answers at most `looks` codes: eight
 * letters of twenty stand 2^34 guesses. Apart from the others, like those of a search, and made by a call, which a page that needs none of them leaves out.
 */
export const loginLimits = /* @__PURE__ */ (() =>
  ({
    codeMs: 10 * MINUTE,
    intervalMs: 5 * SECOND,
    slowerMs: 5 * SECOND,
    name: 40,
    starts: 30,
    looks: 20,
  }) as const)();

/**
 * Files of shares, unless the operator sets it: bytes of one; how long the device that claimed may fetch them, in ms; bytes of ciphertext that lie
 * for one person and for a tenant. `unboundMs`: one that no share has bound goes after this long. `each`: how many lie for one person; `handled`:
 * chunks that one process takes at a time; `handledEach`: of one person. Apart from the others, like those of a log-in.
 */
export const fileLimits = /* @__PURE__ */ (() =>
  ({
    bytes: 100 * 1024 * 1024,
    leaseMs: HOUR,
    unboundMs: DAY,
    personBytes: 1024 * 1024 * 1024,
    tenantBytes: 20 * 1024 * 1024 * 1024,
    each: 500,
    handled: 12,
    handledEach: 4,
  }) as const)();

/** Machines that one person may own. Apart from the others, like those of a log-in. */
export const machineLimits = { each: 20 } as const;

/** Of what is to be changed after it was handed over, in ms: how long before its time its owner is asked, how often after it, and how long they may put it off. */
export const rotationLimits = {
  leadMs: 7 * DAY,
  everyMs: 7 * DAY,
  urgentEveryMs: DAY,
  snooze: { initial: 7 * DAY, most: 90 * DAY },
  /** How far ahead a date by hand may lie. */
  most: 3_650 * DAY,
  /** How many that they pasted into chat a person is reminded of at a time. */
  pasted: 50,
} as const;

/** The lease of a payload of `bytes` bytes, in ms. */
export function leaseMs(bytes: number): number {
  return limits.leaseMs + Math.floor(bytes / (32 * 1024)) * SECOND;
}

/** When a store forgets a rotation, epoch ms: a closed one is kept as long as records are; null: one that is open stays. */
export const rotationUntil = (closedAt: number | null, retentionMs: number): number | null =>
  closedAt === null ? null : closedAt + Math.max(retentionMs, limits.safetyNetMs);
