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
  formatShareRef,
  type Audience,
  type ChoiceField,
  type ChoiceId,
  type FieldId,
  type FormScope,
  type TextId,
} from './fields.ts';
import { inRows, OPTIONS } from './options.ts';

export interface ShareFormInput {
  readonly people: readonly Contact[];
  readonly label: string;
  readonly note?: string;
  readonly place: Conversation | null;
  /** Where the card of the share stood that this form repeats. Absent: it repeats none. */
  readonly former?: Place | null;
  /** How long that share was to wait, in ms. */
  readonly formerMs?: number | undefined;
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
  /** What was typed looked like a secret: the sender reads this first. */
  readonly warning: Line | null;
  /** What else they must read first. Absent: nothing. */
  readonly notice?: Line | undefined;
}

/** What every platform's menu takes. */
const MOST_OPTIONS = 25;

type Drawing = ShareFormInput & { readonly scope: FormScope };

/** The form that opens on `/nt2 share` and `/nt2 link`. Where there is no room for all fields, the choices that matter least share one. */
export function shareForm(context: RenderContext, input: ShareFormInput): Form {
  const { place, former = null, formerMs, modalEntry, to = 'people', isUnfolded = false, redraws = false, warning, notice } = input;
  const drawing: Drawing = { ...input, scope: { place, former, formerMs, modalEntry, to, offer: input.offer } };
  const asked = FIELD_IDS.filter((id) => isAsked(id, drawing));
  const intro = [warning, notice].filter((line) => line !== null && line !== undefined);
  // What stands before the fields takes the room of one.
  const { own, together } = inRows(asked, input.room - (intro.length > 0 ? 1 : 0), drawing.scope);
  const kept = redraws && !isUnfolded ? new Set([...own].filter((id) => !isOption(id, drawing.scope))) : own;
  const { form } = context.messages;
  return {
    name: 'share',
    ref: formatShareRef({ given: input.given, to, isUnfolded: isUnfolded && redraws, isWarned: warning !== null }, (id) => kept.has(id)),
    title: to === 'link' ? form.titleLink : form.title,
    submit: form.submit,
    intro,
    fields: [
      ...asked.filter((id) => kept.has(id)).map((id) => renderField(context, drawing, id)),
      ...(together.length > 0 ? [renderTogether(context, drawing, together)] : []),
    ],
    ...(redraws && { folded: renderFolded(context, drawing, asked) }),
  };
}

function isAsked(id: FieldId, { scope }: Drawing): boolean {
  const field = FIELDS[id];
  if (field.kind === 'people') return scope.to === 'people';
  if (field.kind !== 'choice') return true;
  const values: readonly string[] = field.values(scope);
  // The one that is used is shown, though there is no other.
  return values.length > 1 || (id === 'template' && values[0] !== NO_TEMPLATE);
}

/** What stands together in one field: how each is now, and what else it can be. */
function renderTogether(context: RenderContext, drawing: Drawing, ids: readonly ChoiceId[]): Field {
  const { form } = context.messages;
  const { scope, given } = drawing;
  const options = ids.flatMap((id) => {
    const field = FIELDS[id] as ChoiceField<string>;
    const now = initialOf(field, scope, given[id]);
    const others = field.values(scope).filter((value) => value !== now);
    return others.map((value) => ({ value: `${id}:${value}`, label: `${form[id].label}: ${field.option(context, value, scope)}` }));
  });
  const values = ids.map((id) => chosenOption(context, drawing, id)).join(' · ');
  const hint = interpolateText(form.options.hint, { values });
  return { id: OPTIONS, label: form.options.label, hint, required: false, kind: 'choices', options: options.slice(0, MOST_OPTIONS) };
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

/** Who else will read what is typed here, where a template asks a second person. */
function templateHint({ messages }: RenderContext, { offer }: FormScope): string {
  const demanding = offer?.templates.find(({ approver }) => approver !== undefined);
  if (demanding === undefined) return messages.form.template.hint;
  const title = sanitize(demanding.title, 24);
  return interpolateText(messages.approval.form, { title });
}

function renderChoice(context: RenderContext, { scope, given }: Drawing, id: ChoiceId): Field {
  const field = FIELDS[id] as ChoiceField<string>;
  return {
    id,
    label: context.messages.form[id].label,
    ...(id === 'template' && { hint: templateHint(context, scope) }),
    required: true,
    kind: 'choice',
    options: field.values(scope).map((value) => ({ value, label: field.option(context, value, scope) })),
    initial: initialOf(field, scope, given[id]),
  };
}
