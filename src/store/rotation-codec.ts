// The record of a rotation, as both stores keep it.

import { z } from 'zod';
import { ROTATION_ENDS, ROTATION_REASONS, type Rotation } from '../core/ports/rotation-store.ts';
import { Fault } from '../core/refusal.ts';
import { isShareId, KINDS, type PersonKey } from '../core/share.ts';

const key = z.string().transform((text) => text as PersonKey);
const person = z.strictObject({ key, name: z.string() });
const share = z.string().refine(isShareId);
const time = z.int();

const record = z.strictObject({
  id: share,
  version: z.int().positive(),
  kind: z.enum(KINDS),
  label: z.string(),
  template: z.string().nullable(),
  giver: key,
  owner: person,
  why: z.enum(ROTATION_REASONS),
  holders: z
    .array(z.strictObject({ share, person, at: time, next: z.exactOptional(share), hasNew: z.exactOptional(z.literal(true)) }))
    .readonly(),
  startedAt: time,
  dueAt: time,
  nextAt: time.nullable(),
  asked: z.int().nonnegative(),
  message: z.exactOptional(z.string()),
  closed: z.strictObject({ at: time, by: key, how: z.enum(ROTATION_ENDS) }).nullable(),
});
const sameShape = (rotation: Rotation): z.input<typeof record> => rotation;

export const formatRotation = (rotation: Rotation): string => JSON.stringify(sameShape(rotation));

/** @throws Fault `store.corrupt`. The message quotes nothing of it. */
export function parseRotation(text: string): Rotation {
  try {
    return record.parse(JSON.parse(text));
  } catch {
    throw new Fault('store.corrupt', 'a rotation does not parse');
  }
}
