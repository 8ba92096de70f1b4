// What the server answers about offboardings.

import * as z from 'zod';
import { OFFBOARD_STEPS } from '../../core/offboarding/record.ts';
import { openedList } from './rotation-answers.ts';

const at = z.number().describe('Epoch in ms.');
const count = z.int().nonnegative();

export const offboardingView = z.strictObject({
  id: z.string(),
  person: z.string().describe('Who leaves, as chat names them.'),
  by: z.string().describe('Who began it.'),
  startedAt: at,
  untilAt: at.describe('When it should be done.'),
  isLate: z.boolean(),
  done: z
    .strictObject({
      at,
      shares: z.array(z.string()),
      open: count,
      browsers: count,
      machines: count,
      tokens: count,
      envelopes: z.exactOptional(count),
    })
    .nullable()
    .describe('What nt2 did; null: it is still at it.'),
  opened: openedList.shape.opened,
  steps: z.array(z.strictObject({ step: z.enum(OFFBOARD_STEPS), at: at.nullable(), by: z.string().nullable() })),
  closedAt: at.nullable(),
  hash: z.string().nullable().describe('Base64 SHA-256 of the report, as it stands in the log.'),
});
export const offboardingList = z.strictObject({ offboardings: z.array(offboardingView) });

export type OffboardingAnswer = z.output<typeof offboardingView>;
export type OffboardingsAnswer = z.output<typeof offboardingList>;
