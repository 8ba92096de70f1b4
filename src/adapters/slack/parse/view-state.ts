// What stands in the inputs of one of nt2's forms, as Slack tells it with a submission and with a press inside the form.

import * as z from 'zod';

import { LIMITS } from '../limits.ts';
import { user } from './fields.ts';

const input = z.object({
  type: z.string(),
  value: z.string().nullish(),
  selected_users: z.array(user.shape.id).max(LIMITS.usersInSelect).nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z.array(z.object({ value: z.string() })).nullish(),
});

/** The parts of a view that say it. */
export const filledView = {
  blocks: z.array(z.object({ type: z.string(), block_id: z.string() })),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), input)) }),
};
type FilledView = z.infer<z.ZodObject<typeof filledView>>;

/** The inputs of a form, by block id. */
export const fieldsIn = ({ blocks }: Pick<FilledView, 'blocks'>): readonly string[] =>
  blocks.filter(({ type }) => type === 'input').map(({ block_id: id }) => id);

export function valuesIn(view: FilledView): Record<string, string | readonly string[]> {
  const fields = fieldsIn(view);
  const values = Object.entries(view.state.values).flatMap(([id, elements]): [string, string | readonly string[]][] => {
    const element = elements[id];
    return element === undefined || !fields.includes(id) ? [] : [[id, valueOf(element)]];
  });
  return Object.fromEntries(values);
}

function valueOf(element: z.infer<typeof input>): string | readonly string[] {
  const { type, value, selected_users: people, selected_option: option, selected_options: options } = element;
  if (type === 'multi_static_select') return (options ?? []).map((one) => one.value).join(' ');
  return type === 'multi_users_select' ? (people ?? []) : (option?.value ?? value ?? '');
}
