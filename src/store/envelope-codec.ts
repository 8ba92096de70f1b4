// The record of an envelope, as both stores keep it.

import { z } from 'zod';
import { ASKING_STEPS, ENVELOPE_STATES, STALE, type Envelope } from '../core/ports/envelope-store.ts';
import { Fault } from '../core/refusal.ts';
import { isShareId, type PersonKey } from '../core/share.ts';

const person = z.strictObject({ key: z.string().transform((text) => text as PersonKey), name: z.string() });
const id = z.string().refine(isShareId);
const time = z.int();
const count = z.int().nonnegative();

const record = z.strictObject({
  id,
  version: z.int().positive(),
  label: z.string(),
  owner: person,
  salt: z.string(),
  afterMs: count.nullable(),
  seal: z.int().positive(),
  sealedAt: time,
  hash: z.string(),
  payload: z.string(),
  drillPayload: z.string(),
  members: z
    .array(z.strictObject({ device: z.string(), person, name: z.string(), isMachine: z.boolean(), capsule: z.string(), drill: z.string() }))
    .readonly(),
  state: z.enum(ENVELOPE_STATES),
  stale: z.enum(STALE),
  asking: z
    .strictObject({
      n: z.int().positive(),
      isDrill: z.boolean(),
      by: person,
      device: z.string(),
      reason: z.string(),
      at: time,
      claim: z.string(),
      step: z.enum(ASKING_STEPS),
      toldAt: time.nullable(),
      halfAt: time.nullable(),
      dueAt: time.nullable(),
      agreed: person.nullable(),
      refused: person.nullable(),
      releasedAt: time.nullable(),
      untold: z.array(person).readonly(),
      rounds: count,
    })
    .nullable(),
  rotation: id.nullable(),
  isRotating: z.boolean(),
  nextAt: time.nullable(),
});
const sameShape = (envelope: Envelope): z.input<typeof record> => envelope;

export const formatEnvelope = (envelope: Envelope): string => JSON.stringify(sameShape(envelope));

/** @throws Fault `store.corrupt`. The message quotes nothing of it. */
export function parseEnvelope(text: string): Envelope {
  try {
    return record.parse(JSON.parse(text));
  } catch {
    throw new Fault('store.corrupt', 'an envelope does not parse');
  }
}
