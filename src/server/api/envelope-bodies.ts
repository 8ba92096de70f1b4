// The form of what is sent about envelopes. What a field means is the core's to check.

import * as z from 'zod';
import { envelopeLimits } from '../../core/envelopes/rules.ts';
import { limits } from '../../core/limits.ts';

const key = z.string().length(44);
const half = z.strictObject({
  payload: z.string().min(1).max(12_000).describe('Base64 of the ciphertext under F.'),
  secret: key.describe('R: one of two halves of what wraps F. The server keeps it sealed under its root secret.'),
  capsules: z.record(z.string().max(44), z.string().min(1).max(2_048)).describe('By device of the member, base64.'),
});

export const leftEnvelopeKey = z.strictObject({
  device: key,
  name: z.string().regex(/^[a-z0-9-]{1,24}$/),
  note: z.string().min(1).max(limits.noteBytes),
});
export const sealedEnvelope = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z2-7]{32}$/)
    .describe('Drawn by the one who seals: the tenant’s six characters, then 26 random ones.'),
  seal: z.int().positive(),
  label: z.string().min(1).max(100),
  afterMs: z.int().positive().nullable(),
  real: half,
  drill: half,
});
const n = z.int().positive();
export const envelopeChange = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('ask'),
    device: key,
    claim: key.describe('Hash of the claim secret.'),
    reason: z.string().min(1).max(envelopeLimits.reason),
    drill: z.boolean(),
  }),
  z.strictObject({ kind: z.literal('agree'), n }),
  z.strictObject({ kind: z.literal('refuse'), n }),
  z.strictObject({ kind: z.literal('confirm'), secret: key }),
  z.strictObject({ kind: z.literal('end') }),
]);
export const envelopeOpening = z.strictObject({ secret: key.describe('The claim secret.') });
