// A share as both stores keep it: JSON, parsed by a strict schema on the way out. A record that does not parse is a fault, never a guess.

import * as z from 'zod';
import { Fault } from '../core/refusal.ts';
import {
  APPROVALS,
  ASKED,
  CAUSES,
  ENTRIES,
  KINDS,
  MODES,
  NOTIFICATION_KINDS,
  PARTIES,
  PROOFS,
  STANDINGS,
  SURFACES,
  VIAS,
  WATCHES,
} from '../core/share.ts';
import type { FileId, PersonKey, Share, ShareId } from '../core/share.ts';

// The checks of a brand are cheap on purpose: this runs at every load.
const shareId = z.string().length(32) as unknown as z.ZodType<ShareId>;
const fileId = z.string().length(32) as unknown as z.ZodType<FileId>;
const personKey = z.string().min(1) as unknown as z.ZodType<PersonKey>;
// Read-only to the compiler alone: zod's own readonly() freezes every list.
const list = <T>(item: z.ZodType<T>) => z.array(item) as unknown as z.ZodType<readonly T[]>;
const time = z.int().nonnegative();
const count = z.int().nonnegative();
const text = z.string();

const person = z.strictObject({ key: personKey, name: text });
const payload = z.strictObject({ hash: text, size: count, at: time });
const acceptance = z.strictObject({ at: time, device: text.nullable(), key: text.nullable(), signedNote: text.nullable() });
const proof = z.enum(PROOFS);
const seal = z.strictObject({
  at: time,
  ackHash: text,
  capsuleHash: text,
  payloadHash: text,
  payloadSize: count,
  scryptSalt: text.nullable(),
  openers: list(z.strictObject({ proof, key: text, salt: text })),
  prekey: z.exactOptional(z.strictObject({ device: text, key: text })),
  device: text.nullable(),
  statement: text,
  cover: z.exactOptional(text),
});
const claim = z.strictObject({
  at: time,
  device: text,
  leaseUntil: time,
  lease: text.nullable().default(null),
  filesUntil: z.exactOptional(time),
  proofs: list(z.strictObject({ proof, salt: text, note: text })),
  workload: z.exactOptional(z.strictObject({ salt: text, opening: text })),
});

const state = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('offered'), payload: payload.nullable() }),
  z.strictObject({ status: z.literal('accepted'), payload: payload.nullable(), acceptance }),
  z.strictObject({ status: z.literal('sealed'), seal }),
  z.strictObject({ status: z.literal('ready'), seal, acceptance: acceptance.nullable(), failures: count }),
  z.strictObject({ status: z.literal('claimed'), seal, acceptance: acceptance.nullable(), claim }),
  z.strictObject({
    status: z.literal('ended'),
    cause: z.enum(CAUSES),
    at: time,
    seal: seal.nullable(),
    acceptance: acceptance.nullable(),
    claim: claim.nullable(),
  }),
]);

const surface = z.enum(SURFACES);
const news = z.enum(NOTIFICATION_KINDS);
const message = z.discriminatedUnion('kind', [
  z.strictObject({ id: text, kind: z.literal('surface'), surface }),
  z.strictObject({ id: text, kind: z.enum(['news', 'past']), news, to: z.enum(PARTIES) }),
  z.strictObject({ id: text, kind: z.literal('rotation') }),
  z.strictObject({ id: text, kind: z.literal('approval'), to: personKey }),
]);

const record = z.strictObject({
  id: shareId,
  mode: z.enum(MODES),
  entry: z.enum(ENTRIES),
  via: z.enum(VIAS),
  kind: z.enum(KINDS),
  label: text,
  note: text,
  sender: person,
  recipient: person.nullable(),
  place: z.strictObject({ ref: text, name: text }).nullable(),
  createdAt: time,
  expiresAt: time,
  parties: z.strictObject({ salt: text, opening: text, labelSalt: z.exactOptional(text) }),
  created: text,
  version: z.int().positive(),
  state,
  asked: z.exactOptional(
    z.strictObject({
      of: z.enum(ASKED),
      fields: list(text),
      gate: text.nullable(),
      remindedAt: time,
      reason: text,
      ahead: z.exactOptional(z.enum(['taken', 'lost'])),
    }),
  ),
  isUntold: z.exactOptional(z.literal(true)),
  approval: z.exactOptional(
    z.strictObject({
      asked: list(z.strictObject({ key: personKey, message: z.exactOptional(text) })),
      until: time,
      salt: text,
      answer: z.exactOptional(z.enum(APPROVALS)),
      by: z.exactOptional(personKey),
      reason: text,
    }),
  ),
  together: z.exactOptional(list(shareId)),
  terms: z.exactOptional(
    z.strictObject({
      from: z.enum(STANDINGS).nullable(),
      to: z.enum(STANDINGS).nullable(),
      template: z
        .strictObject({
          name: text,
          title: text,
          fields: list(text),
          rotateAfterMs: time.nullable(),
          watch: z.strictObject({ acceptedMs: time.nullable(), openedMs: time.nullable(), expiry: z.boolean() }).nullable(),
        })
        .nullable(),
      engagedUntil: z.exactOptional(time),
    }),
  ),
  rotates: z.exactOptional(shareId),
  files: z.exactOptional(list(fileId)),
  surfaces: z.strictObject({
    place: z.exactOptional(text),
    recipient: z.exactOptional(text),
    sender: z.exactOptional(text),
  }),
  asking: z.exactOptional(
    z.strictObject({
      accepted: z.exactOptional(text),
      ready: z.exactOptional(text),
      ended: z.exactOptional(text),
      failing: z.exactOptional(text),
      intruder: z.exactOptional(text),
      unreachable: z.exactOptional(text),
      reminder: z.exactOptional(text),
      nudge: z.exactOptional(text),
      waiting: z.exactOptional(text),
    }),
  ),
  unreachable: list(surface),
  bellAt: time,
  strangerAt: z.exactOptional(time),
  knockAt: time,
  outbox: list(message),
  watched: z.exactOptional(list(z.enum(WATCHES))),
  quietUntil: z.exactOptional(time),
  remindedAt: z.exactOptional(time),
});

// Drift between this schema and the type of the core does not compile, in either direction.
const schema: z.ZodType<z.output<typeof record>> = record;
const sameShape = (share: Share): z.output<typeof record> => share;

export function formatShare(share: Share): string {
  return JSON.stringify(sameShape(share));
}

/**
 * Reads a stored share.
 * @throws Fault `store.corrupt` when it is not a share of this version of nt2, or another one's. The message quotes nothing of it.
 */
export function parseShare(id: ShareId, json: string): Share {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Fault('store.corrupt', 'A stored share is not JSON.');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.filter((part) => typeof part === 'string').join('.');
    throw new Fault('store.corrupt', `A stored share does not fit this version of nt2 (at ${where || 'its top'}).`);
  }
  if (parsed.data.id !== id) throw new Fault('store.corrupt', 'A stored share has another id than its key.');
  return parsed.data;
}
