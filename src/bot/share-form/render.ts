// Draws the share form, filled in as far as is known: person, what it is, kind, and the rest as options. See
// docs/decisions/forms-by-room.md.

import type { PolicyOffer } from '../../core/policy/offer.ts';
import { exampleTicket } from '../../core/policy/tickets.ts';
import type { Place } from '../../core/share.ts';
import { toPerson } from '../contacts.ts';
import type { Contact, Conversation, Field, Folded, Form, Line } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolateText, sanitize } from '../text.ts';
import {
  FIELD_IDS,
  FIELDS,
  isOption,
  NO_TEMPLATE,
  rankOf,
  formatShareRef,
  type Audience,
  type ChoiceField,
  type ChoiceId,
  type FieldId,
  type FormScope,
  type TextId,
} from './fields.ts';

export interface ShareFormInput {
  readonly people: readonly Contact[];
  readonly label: string;
  readonly note?: string;
  readonly place: Conversation | null;
  /** Where the card of the share stood that this form repeats. Absent: it repeats none. */
  readonly former?: Place | null;
  /** Choices that the command has answered already, by field id. */
  readonly given: Readonly<Record<string, string>>;
  /** Absent: for people here. */
  readonly to?: Audience;
  /** The options have been asked for. Absent: no. */
  readonly isUnfolded?: boolean;
  /** How many fields the platform takes. */
  readonly room: number;
  /** Whether a form can be drawn anew while it is filled in. Absent: it cannot, so nothing is folded that has room. */
  readonly redraws?: boolean;
  readonly modalEntry: boolean;
  /** What the policy leaves to choose. Absent: everything. */
  readonly offer?: PolicyOffer;
  /** What the sender must read first. */
  readonly warning: Line | null;
}

type Drawing = ShareFormInput & { readonly scope: FormScope };

/** The form that opens on `/nt2 share` and `/nt2 link`. Where there is no room for all fields, the ones that matter most are asked. */
export function shareForm(context: RenderContext, input: ShareFormInput): Form {
  const { place, former = null, modalEntry, to = 'people', isUnfolded = false, redraws = false, warning } = input;
  const drawing: Drawing = { ...input, scope: { place, former, modalEntry, to, offer: input.offer } };
  const asked = FIELD_IDS.filter((id) => isAsked(id, drawing));
  const hasRoom = asked.toSorted((a, b) => rankOf(a, drawing.scope) - rankOf(b, drawing.scope)).slice(0, input.room);
  const kept = new Set(redraws && !isUnfolded ? hasRoom.filter((id) => !isOption(id, drawing.scope)) : hasRoom);
  const { form } = context.messages;
  return {
    name: 'share',
    ref: formatShareRef({ given: input.given, to, isUnfolded: isUnfolded && redraws, isWarned: warning !== null }, (id) => kept.has(id)),
    title: to === 'link' ? form.titleLink : form.title,
    submit: form.submit,
    intro: warning ? [warning] : [],
    fields: asked.filter((id) => kept.has(id)).map((id) => renderField(context, drawing, id)),
    ...(redraws && { folded: renderFolded(context, drawing, asked) }),
  };
}

function isAsked(id: FieldId, { scope, given, redraws = false }: Drawing): boolean {
  const field = FIELDS[id];
  if (field.kind === 'people') return scope.to === 'people';
  if (field.kind !== 'choice') return true;
  const values: readonly string[] = field.values(scope);
  // Where room is short, what the command has answered makes way for what it has not.
  const isAnswered = !redraws && field.isOption && values.some((value) => value === given[id]);
  // The one that is used is shown, though there is no other.
  const isShown = values.length > 1 || (id === 'template' && values[0] !== NO_TEMPLATE);
  return isShown && !isAnswered;
}

/** What is folded, in one line, and the ways to another form. */
function renderFolded(context: RenderContext, drawing: Drawing, asked: readonly FieldId[]): Folded {
  const { folded } = context.messages.form;
  const isUnfolded = drawing.isUnfolded ?? false;
  const values = asked.flatMap((id): string[] => {
    const field = FIELDS[id];
    return field.kind === 'choice' && field.isOption ? [chosenOption(context, drawing, id as ChoiceId)] : [];
  });
  const other = drawing.scope.to === 'link' ? 'people' : 'link';
  return {
    line: isUnfolded ? [] : [values.join(' · ')],
    presses: [...(isUnfolded ? [] : [{ press: 'options' as const, label: folded.options }]), { press: other, label: folded[other] }],
  };
}

function chosenOption(context: RenderContext, { scope, given }: Drawing, id: ChoiceId): string {
  const field = FIELDS[id] as ChoiceField<string>;
  return field.option(context, initialOf(field, scope, given[id]), scope);
}

const initialOf = (field: ChoiceField<string>, scope: FormScope, given: string | undefined): string =>
  field.values(scope).find((value) => value === given) ?? field.initial(scope);

function renderField(context: RenderContext, drawing: Drawing, id: FieldId): Field {
  const { form } = context.messages;
  switch (id) {
    case 'people': {
      const initial = drawing.people.map(toPerson);
      return { id, ...form.people, required: true, kind: 'people', max: FIELDS.people.max, initial };
    }
    case 'label':
    case 'note': {
      const { kind, max, multiline } = FIELDS[id];
      return {
        id,
        ...textWords(context, drawing.scope, id),
        kind,
        max,
        initial: (id === 'label' ? drawing.label : drawing.note) ?? '',
        multiline,
      };
    }
    default:
      return renderChoice(context, drawing, id);
  }
}

/** What stands at it: the policy may ask for a note, and for a ticket in it. */
function textWords({ messages: { form } }: RenderContext, { to, offer }: FormScope, id: TextId) {
  if (id === 'label') return { label: form.label.label, hint: to === 'link' ? form.label.hintLink : form.label.hint, required: true };
  const { needsNote = false, tickets = [] } = offer?.choices ?? {};
  const [patterns] = tickets;
  const example = patterns?.map(exampleTicket).join(', ');
  const hint = example === undefined ? form.note.hint : interpolateText(form.note.hintTicket, { example: sanitize(example, 60) });
  return { label: needsNote ? form.note.labelNeeded : form.note.label, hint, required: needsNote };
}

function renderChoice(context: RenderContext, { scope, given }: Drawing, id: ChoiceId): Field {
  const field = FIELDS[id] as ChoiceField<string>;
  return {
    id,
    label: context.messages.form[id].label,
    ...(id === 'template' && { hint: context.messages.form.template.hint }),
    required: true,
    kind: 'choice',
    options: field.values(scope).map((value) => ({ value, label: field.option(context, value, scope) })),
    initial: initialOf(field, scope, given[id]),
  };
}
