// What the playground's page sends, checked by schema.

import * as z from 'zod';

import { ACTIONS } from '../../../bot/actions.ts';
import { FORM_PRESSES } from '../../../bot/port.ts';
import { USERS } from '../config.ts';

const id = z.string().max(80);
/** The page makes one up for each press: a repeated request is the same press. */
const press = z.string().regex(/^[\w-]{8,64}$/);
const player = z.string().refine((name) => USERS.some((user) => user.id === name && user.plays));
const event = { as: player, press, place: id.nullable() };

export const bodies = {
  command: z.object({ ...event, text: z.string().max(4_000) }),
  shortcut: z.object({ ...event, message: id }),
  action: z.object({ ...event, action: z.enum(ACTIONS), ref: z.string().max(80) }),
  form: z.object({
    as: player,
    press,
    form: id,
    values: z.record(id, z.union([z.string().max(8_000), z.array(id).max(25)])),
  }),
  'form-press': z.object({
    as: player,
    press,
    form: id,
    button: z.enum(FORM_PRESSES),
    values: z.record(id, z.union([z.string().max(8_000), z.array(id).max(25)])),
  }),
  say: z.object({ as: player, place: id, text: z.string().min(1).max(4_000) }),
  remove: z.object({ message: id }),
  door: z.object({ person: player, closed: z.boolean() }),
} as const;

export type Body<K extends keyof typeof bodies> = z.infer<(typeof bodies)[K]>;
