// What nt2's cards and dialogs carry and a press brings back, under one name beside what people filled in. TeamsPeople's own programs send it,
// so nothing in it is believed: it grants nothing, and names no place.

import * as z from 'zod';

import { ACTIONS } from '../../bot/actions.ts';
import { FORM_PRESSES, FORMS, type Form } from '../../bot/port.ts';
import { LIMITS } from './limits.ts';

const person = z.object({ key: z.string().max(200), name: z.string().max(300) });
const line = z.array(
  z.union([
    z.string(),
    z.object({ kind: z.literal('person'), person }),
    z.object({ kind: z.literal('strong'), text: z.string() }),
    z.object({ kind: z.literal('link'), text: z.string(), url: z.url({ protocol: /^https?$/ }) }),
    z.object({ kind: z.literal('time'), at: z.number().min(0).max(8e15) }),
  ]),
);
const base = { id: z.string().max(40), label: z.string(), hint: z.string().optional(), required: z.boolean() };
const typed = { max: z.number(), initial: z.string(), multiline: z.boolean() };
const options = z.array(z.object({ value: z.string(), label: z.string() }));
const field = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('text'), ...typed }),
  z.object({ ...base, kind: z.literal('secret'), ...typed }),
  z.object({ ...base, kind: z.literal('people'), max: z.number(), initial: z.array(person) }),
  z.object({ ...base, kind: z.literal('choice'), options, initial: z.string() }),
  z.object({ ...base, kind: z.literal('choices'), options }),
]);
const folded = z.object({ line, presses: z.array(z.object({ press: z.enum(FORM_PRESSES), label: z.string() })) });
const form = z.object({
  name: z.enum(FORMS),
  ref: z.string().max(LIMITS.reference),
  title: z.string(),
  submit: z.string(),
  intro: z.array(line),
  fields: z.array(field).max(LIMITS.fields),
  folded: folded.optional(),
});
const piece = z.union([
  z.string(),
  z.object({ kind: z.enum(['person', 'bot', 'group', 'name']), id: z.string().max(200), said: z.string().max(300) }),
]);

/** `top`: it began at the top of a channel. */
const top = { top: z.boolean().optional() };
const carried = z.union([
  z.object({ by: z.string(), text: z.array(piece).max(100), ...top }),
  z.object({ action: z.enum(ACTIONS), ref: z.string().max(LIMITS.reference), ...top }),
  z.object({ press: z.enum(FORM_PRESSES), ref: z.string().max(LIMITS.reference), people: z.array(z.string()), ...top }),
  z.object({ form, nonce: z.string().min(16).max(64), ...top }),
]);

export type Carried = z.infer<typeof carried>;

/** The name under which it stands. No field is called so. */
export const CARRIED = 'nt2';

export const parseCarried = (data: unknown): Carried | null => z.object({ [CARRIED]: carried }).safeParse(data).data?.[CARRIED] ?? null;

/** As zod reads it, with the types of the port. */
export const formIn = (read: z.infer<typeof form>): Form => read as unknown as Form;

/** A form without what people put into it, for when it must be drawn again. Words that nt2 has proposed stay. */
export const blank = (whole: Form): Form => ({
  ...whole,
  fields: whole.fields.map((one) => {
    if (one.kind === 'text' || one.kind === 'choice') return { ...one, initial: '' };
    return one.kind === 'people' ? { ...one, initial: [] } : one;
  }),
});
