// The form of a request, and the one that declines it: drawn, and read when they come back. A pasted `.env.example` leaves its names here.

import { normalizeFieldNames, parseFieldNames } from '../core/shares/asked-fields.ts';
import { limits } from '../core/limits.ts';
import type { PolicyChoices } from '../core/policy/ask-policy.ts';
import type { PolicyOffer } from '../core/policy/offer.ts';
import { exampleTicket } from '../core/policy/tickets.ts';
import type { Result } from '../core/refusal.ts';
import { ASKED, type AskedOf, type Share } from '../core/share.ts';
import { normalizeLine } from '../core/text-safety.ts';
import { displayNames, nameSpans } from './cards/names.ts';
import { toPerson, unique } from './contacts.ts';
import { looksLikeSecret } from '../core/secret-detector.ts';
import type { Contact, Field, Form, FormValues, Line } from './port.ts';
import type { RenderContext } from './render-context.ts';
import { FIELDS, NO_TEMPLATE, waitMs, type FormScope } from './share-form/fields.ts';
import { refusedForm, type ParsedForm } from './share-form/parse.ts';
import { interpolate, interpolateText, sanitize } from './text.ts';

export interface RequestWish {
  /** Null: the holder of a link. */
  readonly person: Contact | null;
  readonly label: string;
  readonly note: string;
  readonly fields: readonly string[];
  readonly expiresInMs: number;
  /** Null: none. */
  readonly template: string | null;
}

/** Characters of the names field, the most that every platform takes. */
const NAMES = 3_000;
const scopeOf = (offer: PolicyOffer | undefined): FormScope => ({ place: null, to: 'people', modalEntry: false, offer });

export interface RequestFormInput {
  readonly people: readonly Contact[];
  readonly label: string;
  readonly fields: readonly string[];
  readonly note?: string;
  /** Choices that a refused form brings back, by field id. */
  readonly given?: Readonly<Record<string, string>>;
  readonly warning: Line | null;
  readonly room: number;
  /** What the policy leaves to choose. Absent: everything. */
  readonly offer?: PolicyOffer;
}

export function requestForm(context: RenderContext, input: RequestFormInput): Form {
  const { people, label, fields, note: written = '', given = {}, warning, room, offer } = input;
  const { messages } = context;
  const scope = scopeOf(offer);
  const needsNote = offer?.choices.needsNote === true;
  const { form } = messages.request;
  const isNamed = people.length > 0 && given['of'] === undefined;
  const first: Field[] = [
    { id: 'people', ...form.people, required: isNamed, kind: 'people', max: 1, initial: people.map(toPerson) },
    // A link is chosen, never what comes of an empty field. Where a person is named already, nothing is left to choose.
    ...(isNamed
      ? []
      : [
          {
            id: 'of',
            label: form.of.label,
            required: true,
            kind: 'choice',
            options: ASKED.map((value) => ({ value, label: form.of[value] })),
            initial: given['of'] ?? ('person' satisfies AskedOf),
          } as const,
        ]),
    { id: 'label', ...form.label, required: true, kind: 'text', max: limits.label, initial: label, multiline: false },
    ...choiceOf(context, 'template', { scope, given }),
  ];
  const then: Field[] = [
    { id: 'fields', ...form.fields, required: false, kind: 'text', max: NAMES, initial: fields.join('\n'), multiline: true },
    ...choiceOf(context, 'wait', { scope, given }),
  ];
  const note: Field = { id: 'note', ...noteWords(context, scope), kind: 'text', max: limits.note, initial: written, multiline: true };
  // Where room is short, the last one gives way: what is asked for comes first.
  const all = needsNote ? [...first, note, ...then] : [...first, ...then, note];
  return {
    name: 'request',
    ref: 'new',
    title: form.title,
    submit: form.submit,
    intro: warning ? [warning] : [],
    // A warning takes the room of one: the note gives way.
    fields: all.slice(0, room - (warning ? 1 : 0)),
  };
}

/** As in the share form. A time that the policy fixes is shown, and a template where there is one. */
function choiceOf(
  context: RenderContext,
  id: 'wait' | 'template',
  { scope, given }: { readonly scope: FormScope; readonly given: Readonly<Record<string, string>> },
): Field[] {
  const field = FIELDS[id];
  const values = field.values(scope);
  if (id === 'template' && values[0] === NO_TEMPLATE && values.length === 1) return [];
  const { template } = context.messages.form;
  const words = id === 'wait' ? context.messages.request.form.wait : { label: template.label, hint: template.hint };
  const options = values.map((value) => ({ value, label: field.option(context, value, scope) }));
  return [
    { id, ...words, required: true, kind: 'choice', options, initial: values.find((value) => value === given[id]) ?? field.initial(scope) },
  ];
}

function noteWords({ messages }: RenderContext, { offer }: FormScope) {
  const { note } = messages.request.form;
  const { needsNote = false, tickets = [] } = offer?.choices ?? {};
  const example = tickets[0]?.map(exampleTicket).join(', ');
  if (!needsNote) return { ...note, required: false };
  const hint = example === undefined ? {} : { hint: interpolateText(messages.form.note.hintTicket, { example: sanitize(example, 60) }) };
  return { ...note, label: messages.form.note.labelNeeded, ...hint, required: true };
}

interface RequestRules {
  /** Why these people cannot be asked. */
  readonly refusedPeople: (people: readonly Contact[]) => readonly string[];
  /** What the policy says of it. */
  readonly judge: (wish: Pick<RequestWish, 'person' | 'template'> & Partial<RequestWish>) => Result<PolicyChoices>;
}

export function parseRequestForm(
  { messages, platform }: RenderContext,
  values: FormValues,
  { refusedPeople, judge }: RequestRules,
): ParsedForm<RequestWish> {
  const errors: Record<string, string> = {};
  const typed = (id: string): string => (typeof values[id] === 'string' ? values[id] : '');
  const line = (id: 'label' | 'note'): string => {
    const read = normalizeLine(typed(id), limits[id]);
    if (looksLikeSecret(typed(id))) errors[id] = interpolateText(messages.leak.field, { platform });
    else if (read === null || (id === 'label' && read === ''))
      errors[id] = interpolateText(messages.inputs[id], { max: String(limits[id]) });
    return read ?? '';
  };
  const people = unique(Array.isArray(values['people']) ? values['people'] : []);
  const refused = refusedPeople(people);
  const [person] = people;
  const of = ASKED.find((one) => one === (values['of'] ?? 'person'));
  if (of === undefined) errors['of'] = messages.inputs.choice;
  if (of !== 'link' && person === undefined) errors['people'] = messages.request.inputs.people;
  if (of === 'link' && person !== undefined) errors['of'] = messages.request.inputs.both;
  if (refused.length > 0) errors['people'] = refused.join(' ');
  const [label, note] = [line('label'), line('note')];
  const written = parseFieldNames(typed('fields'));
  const fields = normalizeFieldNames(written.names);
  if ([...written.values, ...written.names].some(looksLikeSecret)) errors['fields'] = interpolateText(messages.leak.field, { platform });
  else if (fields === null) errors['fields'] = interpolateText(messages.request.inputs.fields, { max: String(limits.askedFields) });
  const named = typed('template');
  const template = named === '' || named === NO_TEMPLATE ? null : named;
  const judged = judge({ person: person ?? null, template });
  const { fixedMs = null, initialMs = limits.expiry.initial } = judged.ok ? judged.value : {};
  const chosen = typed('wait') === '' ? initialMs : waitMs(typed('wait'));
  if (!Number.isSafeInteger(chosen)) errors['wait'] = messages.inputs.choice;
  if (Object.keys(errors).length > 0 || fields === null) return { ok: false, errors };
  const expiresInMs = fixedMs ?? chosen;
  const no = judged.ok ? judge({ person: person ?? null, template, note, expiresInMs }) : judged;
  if (!no.ok) return refusedForm(no, values);
  return { ok: true, value: { person: person ?? null, label, note, fields, expiresInMs, template } };
}

export function declineForm(context: RenderContext, share: Share): Form {
  const { decline } = context.messages.request;
  const wasGiven = share.state.status === 'ready';
  const { reason } = decline;
  return {
    name: 'decline',
    ref: share.id,
    title: decline.title,
    submit: decline.submit,
    intro: [interpolate(wasGiven ? decline.introAfter : decline.intro, nameSpans(context, share, 'nobody'))],
    fields: [
      {
        id: 'reason',
        label: reason.label,
        hint: [...interpolateText(reason.hint, displayNames(context, share))].slice(0, 100).join(''),
        required: false,
        kind: 'text',
        max: limits.note,
        initial: '',
        multiline: true,
      },
    ],
  };
}
