// Every number that the product promises or enforces. Pages, doors and stores read it from here; nothing else is in this file.

import { CLOCK_TOLERANCE_MS, ITEM_LIMITS } from '../crypto/share-terms.ts';

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
  /** The largest secret: 20 items of 200 fields, 256 KiB in all. */
  itemsBytes: ITEM_LIMITS.bytes,
  items: ITEM_LIMITS.items,
  fields: ITEM_LIMITS.fields,
  fieldName: ITEM_LIMITS.fieldName,
  /** Modal entry: characters of the one secret field, what the smallest platform takes. */
  modalSecret: 3_000,
  /** And of its words. */
  modalWords: 200,
  /**
   * Its words cost 128 MiB for a moment, so they are worked on one at a time. Nobody stands in that line longer than chat waits for an
   * answer; what one takes is measured, and assumed at first. In ms.
   */
  serverSealQueue: { waitMs: 2_200, firstMs: 400 },
  /**
   * Wrong words: at the first number the sender hears of it. The second can be tried at once, and one more for each `everyMs` of the share's
   * life: 2,026 in the longest life, against 2^40 that words must be worth.
   */
  tries: { tell: 3, free: 10, everyMs: 5 * MINUTE },
  /** Events about strangers (wrong person, other device, after the end): at most one leaf and one ring in this time, in ms. */
  alertIntervalMs: MINUTE,
  /** A time that a browser signed may differ from the server's by this much, in ms: 5 minutes. */
  clockToleranceMs: CLOCK_TOLERANCE_MS,
  /** Bytes: an API body; a payload.age; the largest payload.age that rides inside a JSON body. */
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
  /** How long an ended share is remembered (no ciphertext), in ms. */
  retentionMs: 30 * DAY,
  /** The store's own clock removes ciphertext this long after its end, in ms, should every process be down. */
  safetyNetMs: MINUTE,
  /**
   * What may wait at the same time, unless the operator says otherwise: shares of one sender, of a tenant, for one recipient, from one
   * sender for one recipient; and bytes of ciphertext of one sender's shares, and of a tenant's.
   */
  quotas: { person: 50, tenant: 5_000, recipient: 100, pair: 20, personBytes: 8 * 1024 * 1024, tenantBytes: 128 * 1024 * 1024 },
  /** People that one person can have blocked. */
  blocks: 200,
  /** The longest message or identifier that a chat platform hands to us. */
  reference: 512,
} as const;

/** The lease of a payload of `bytes` bytes, in ms. */
export function leaseMs(bytes: number): number {
  return limits.leaseMs + Math.floor(bytes / (32 * 1024)) * SECOND;
}
