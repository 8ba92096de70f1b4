// The form of a request, and the one that declines it: drawn, and read when they come back. A pasted `.env.example` leaves its names here.

import { normalizeFieldNames, parseFieldNames } from '../core/shares/asked-fields.ts';
import { limits } from '../core/limits.ts';
import { ASKED, type AskedOf, type Share } from '../core/share.ts';
import { normalizeLine } from '../core/text-safety.ts';
import { displayNames, nameSpans } from './cards/names.ts';
import { toPerson, unique } from './contacts.ts';
import { looksLikeSecret } from './parse/secret-detector.ts';
import type { Contact, Field, Form, FormValues, Line } from './port.ts';
import type { RenderContext } from './render-context.ts';
import { EXPIRY_CHOICES, type ExpiryChoice } from './share-form/fields.ts';
import type { ParsedForm } from './share-form/parse.ts';
import { interpolate, interpolateText } from './text.ts';

export interface RequestWish {
  /** Null: the holder of a link. */
  readonly person: Contact | null;
  readonly label: string;
  readonly note: string;
  readonly fields: readonly string[];
  readonly expiresInMs: number;
}

/** Characters of the names field, the most that every platform takes. */
const NAMES = 3_000;
const WAITS = Object.keys(EXPIRY_CHOICES) as ExpiryChoice[];

export function requestForm(
  { messages }: RenderContext,
  {
    people,
    label,
    fields,
    warning,
    room,
  }: {
    readonly people: readonly Contact[];
    readonly label: string;
    readonly fields: readonly string[];
    readonly warning: Line | null;
    readonly room: number;
  },
): Form {
  const { form } = messages.request;
  const all: Field[] = [
    { id: 'people', ...form.people, required: people.length > 0, kind: 'people', max: 1, initial: people.map(toPerson) },
    // A link is chosen, never what comes of an empty field. Where a person is named already, nothing is left to choose.
    ...(people.length > 0
      ? []
      : [
          {
            id: 'of',
            label: form.of.label,
            required: true,
            kind: 'choice',
            options: ASKED.map((value) => ({ value, label: form.of[value] })),
            initial: 'person' satisfies AskedOf,
          } as const,
        ]),
    { id: 'label', ...form.label, required: true, kind: 'text', max: limits.label, initial: label, multiline: false },
    { id: 'fields', ...form.fields, required: false, kind: 'text', max: NAMES, initial: fields.join('\n'), multiline: true },
    {
      id: 'wait',
      ...form.wait,
      required: true,
      kind: 'choice',
      options: WAITS.map((value) => ({ value, label: messages.form.wait[value] })),
      initial: '24h',
    },
    { id: 'note', ...form.note, required: false, kind: 'text', max: limits.note, initial: '', multiline: true },
  ];
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

/** `refusedPeople`: why these people cannot be asked. */
export function parseRequestForm(
  { messages, platform }: RenderContext,
  values: FormValues,
  refusedPeople: (people: readonly Contact[]) => readonly string[],
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
  const wait = WAITS.find((one) => one === (values['wait'] ?? '24h'));
  if (wait === undefined) errors['wait'] = messages.inputs.choice;
  if (Object.keys(errors).length > 0 || wait === undefined || fields === null) return { ok: false, errors };
  return { ok: true, value: { person: person ?? null, label, note, fields, expiresInMs: EXPIRY_CHOICES[wait] } };
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
