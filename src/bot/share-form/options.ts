// Where a form has no room for all of its fields, the choices that are left over stand together in one more: any of them can be picked,
// and what is picked for none stays as it is. See docs/decisions/forms-by-room.md.

import type { FormValues } from '../port.ts';
import { FIELD_IDS, FIELDS, isChoice, rankOf, type ChoiceField, type ChoiceId, type FieldId, type FormScope } from './fields.ts';

/** The one field. Its values are `wait:1h`. The template is not among them: it has too many values to share a field. */
export const OPTIONS = 'options';

interface FormRows {
  /** With a field of their own. */
  readonly own: ReadonlySet<FieldId>;
  /** In the one field; empty: there is none. */
  readonly together: readonly ChoiceId[];
}

/** Which of these fields stand by themselves. A text and the template do, or they stand nowhere. */
export function inRows(asked: readonly FieldId[], room: number, scope: FormScope): FormRows {
  const ranked = asked.toSorted((a, b) => rankOf(a, scope) - rankOf(b, scope));
  const own = new Set(ranked.slice(0, room - 1));
  const left = asked.filter((id) => !own.has(id));
  const together = left.filter(canShare);
  const isShort = asked.length > room && together.length > 1 && !left.includes('template');
  return isShort ? { own, together } : { own: new Set(ranked.slice(0, room)), together: [] };
}

const canShare = (id: FieldId): id is ChoiceId => isChoice(id) && id !== 'template';

/** What was picked, by field; several for one are the strictest of them. Nothing is checked here. */
export function pickedIn(values: FormValues): Readonly<Record<string, string>> {
  const picked = values[OPTIONS];
  if (typeof picked !== 'string' || picked === '') return {};
  const pairs = picked.split(' ').map((one) => one.split(':'));
  return Object.fromEntries(
    FIELD_IDS.filter(canShare).flatMap((id): [string, string][] => {
      const [one, ...more] = pairs.flatMap(([of, value]) => (of === id && value !== undefined ? [value] : []));
      return one === undefined ? [] : [[id, (FIELDS[id] as ChoiceField<string>).strictest([one, ...more])]];
    }),
  );
}
