// What the server answers about what is to be changed.

import * as z from 'zod';
import { ROTATION_ENDS, ROTATION_REASONS } from '../../core/ports/rotation-store.ts';
import { KINDS } from '../../core/share.ts';

const at = z.number().describe('Epoch in ms.');

export const rotationView = z.strictObject({
  id: z.string().describe('Of the share, or of the first of those that one form began.'),
  kind: z.enum(KINDS),
  label: z.string(),
  template: z.string().nullable(),
  owner: z.string().describe('Who is asked, as chat names them.'),
  holders: z
    .array(z.strictObject({ share: z.string(), name: z.string(), at, hasNew: z.boolean() }))
    .describe('Who has opened it, and whether they have the new one.'),
  why: z.enum(ROTATION_REASONS),
  dueAt: at,
  nextAt: at.nullable().describe('When its owner is asked next; null: never again.'),
  isOverdue: z.boolean(),
  closed: z.strictObject({ at, how: z.enum(ROTATION_ENDS) }).nullable(),
});
export const rotationList = z.strictObject({ rotations: z.array(rotationView) });
export const openedList = z.strictObject({
  opened: z
    .array(
      z.strictObject({
        share: z.string(),
        kind: z.enum(KINDS),
        label: z.string(),
        from: z.string().describe('Who handed it over.'),
        at,
        rotation: z.enum(['none', 'running', 'overdue', 'changed']),
      }),
    )
    .describe('The newest first.'),
});

export const calendar = z.strictObject({ url: z.string().describe('For a calendar program. Who has it reads the days.') });

export const overdue = z.strictObject({
  rows: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(KINDS),
      template: z.string().nullable(),
      owner: z.string().describe('Who is asked, as chat numbers them.'),
      ownerName: z.string().nullable().describe('Null: the role does not see names.'),
      label: z.string().nullable().describe('Null: the role does not see labels.'),
      holders: z.int().describe('How many have opened it.'),
      why: z.enum(ROTATION_REASONS),
      dueAt: at,
    }),
  ),
  next: z.string().nullable().describe('Where the next page begins; null: there is none. A page may have fewer rows than were asked for.'),
});

export type OverdueAnswer = z.output<typeof overdue>;
export type CalendarAnswer = z.output<typeof calendar>;
export type RotationAnswer = z.output<typeof rotationView>;
export type RotationsAnswer = z.output<typeof rotationList>;
export type OpenedAnswer = z.output<typeof openedList>;
