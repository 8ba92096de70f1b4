// Draws the share form, filled in as far as is known. See docs/decisions/forms-by-room.md.

import { toPerson } from '../contacts.ts';
import type { Contact, Conversation, Field, Form, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { FIELD_IDS, FIELDS, formatShareRef, type ChoiceField, type ChoiceId, type FieldId } from './fields.ts';

export interface ShareFormInput {
  readonly people: readonly Contact[];
  readonly label: string;
  readonly place: Conversation | null;
  /** Choices that the command has answered already, by field id. */
  readonly given: Readonly<Record<string, string>>;
  /** How many fields the platform takes. */
  readonly room: number;
  readonly modalEntry: boolean;
  /** What the sender must read first. */
  readonly warning: Line | null;
}

/** The form that opens on `/nt2 share`. Where there is no room for all fields, the ones that matter most are asked. */
export function shareForm(context: RenderContext, input: ShareFormInput): Form {
  const asked = FIELD_IDS.filter((id) => isAsked(FIELDS[id], input));
  const kept = new Set(asked.toSorted((a, b) => FIELDS[a].rank - FIELDS[b].rank).slice(0, input.room));
  const { form } = context.messages;
  return {
    name: 'share',
    ref: formatShareRef(input.given, (id) => kept.has(id)),
    title: form.title,
    submit: form.submit,
    intro: input.warning ? [input.warning] : [],
    fields: asked.filter((id) => kept.has(id)).map((id) => renderField(context, input, id)),
  };
}

function isAsked(field: (typeof FIELDS)[FieldId], { place, modalEntry }: ShareFormInput): boolean {
  if (field.kind !== 'choice') return true;
  return field.values(place).length > 1 && (field.needsModalEntry !== true || modalEntry);
}

function renderField(context: RenderContext, input: ShareFormInput, id: FieldId): Field {
  const { form } = context.messages;
  switch (id) {
    case 'people':
      return { id, ...form.people, required: false, kind: 'people', max: FIELDS.people.max, initial: input.people.map(toPerson) };
    case 'label':
    case 'note': {
      const { kind, max, required, multiline } = FIELDS[id];
      return { id, ...form[id], required, kind, max, initial: id === 'label' ? input.label : '', multiline };
    }
    default:
      return renderChoice(context, input, id, FIELDS[id] as ChoiceField<string>);
  }
}

function renderChoice(context: RenderContext, { place, given }: ShareFormInput, id: ChoiceId, field: ChoiceField<string>): Field {
  const values = field.values(place);
  return {
    id,
    label: context.messages.form[id].label,
    required: true,
    kind: 'choice',
    options: values.map((value) => ({ value, label: field.option(context, value) })),
    initial: values.find((value) => value === given[id]) ?? field.initial(place),
  };
}
