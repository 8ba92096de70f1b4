// What the server answers about envelopes.

import * as z from 'zod';
import { ASKING_STEPS, ENVELOPE_STATES } from '../../core/ports/envelope-store.ts';
import { ENVELOPE_HALVES } from '../../crypto/envelope/envelope.ts';

const at = z.number().describe('Epoch in ms.');

export const envelopeView = z.strictObject({
  id: z.string(),
  label: z.string(),
  owner: z.string(),
  isOwner: z.boolean(),
  afterMs: z.number().nullable().describe('After so long it opens without another person; null: it does not.'),
  seal: z.int(),
  sealedAt: at,
  state: z.enum(ENVELOPE_STATES),
  sealAgain: z.boolean().describe('A member has left, or it is frozen or opened: its owner has to seal it again.'),
  members: z.array(
    z.strictObject({
      device: z.string(),
      person: z.string(),
      name: z.string(),
      isMachine: z.boolean(),
      isReady: z.boolean().describe('Its key was shown within 90 days.'),
    }),
  ),
  asking: z
    .strictObject({
      n: z.int(),
      isDrill: z.boolean(),
      by: z.string(),
      device: z.string(),
      reason: z.string(),
      at,
      step: z.enum(ASKING_STEPS),
      dueAt: at.nullable(),
      agreed: z.string().nullable(),
      refused: z.string().nullable(),
    })
    .nullable(),
});
export const envelopeList = z.strictObject({ envelopes: z.array(envelopeView) });
export const envelopeKeys = z.strictObject({
  tenant: z.string().describe('First six characters of its ids.'),
  person: z.string().describe('Base64 SHA-256 of the key of the person who asks, for their note.'),
  now: at,
  keys: z.array(
    z.strictObject({
      device: z.string(),
      owner: z.string().describe('Base64 SHA-256 of the key of the person or machine, as it stands in the note.'),
      person: z.string(),
      name: z.string(),
      isMachine: z.boolean(),
      note: z.string(),
      at,
    }),
  ),
});
export const releasedEnvelope = z.strictObject({
  seal: z.int(),
  half: z.enum(ENVELOPE_HALVES),
  device: z.string(),
  capsule: z.string(),
  payload: z.string(),
  secret: z.string().describe('R.'),
});

export type EnvelopeAnswer = z.output<typeof envelopeView>;
export type EnvelopesAnswer = z.output<typeof envelopeList>;
export type EnvelopeKeysAnswer = z.output<typeof envelopeKeys>;
export type ReleasedEnvelopeAnswer = z.output<typeof releasedEnvelope>;
