// The two forms. The share form has eight fields in the order in which a person thinks; a platform that takes fewer gets the
// ones that matter most, and the choices left out travel in the form's ref.

import { limits } from '../../core/limits.ts';
import { ENTRIES, KINDS, needsPassphrase, type Share } from '../../core/share.ts';
import type { Contact, Field, Form, Line, Conversation } from '../port.ts';
import { MAX_RECIPIENTS, toPerson } from '../parse/contacts.ts';
import { DEFAULTS, UNLOCK_CHOICES, EXPIRY_CHOICES, defaultCardLocation, cardLocations, type CardLocation } from '../parse/submission.ts';
import { interpolate, interpolateText } from '../text.ts';
import type { RenderContext } from './context.ts';

/** What goes first when there is no room for all. */
const PRIORITY = ['people', 'label', 'opens', 'wait', 'note', 'entry', 'place', 'kind'];
/** Choices that a form's ref may carry, because they may be left out of the form. */
const CHOICES = ['kind', 'place', 'wait', 'opens', 'entry'] as const;

export interface ShareFormInput {
  readonly people: readonly Contact[];
  readonly label: string;
  readonly place: Conversation | null;
  readonly given: Readonly<Record<string, string>>;
  /** How many fields the platform takes. */
  readonly room: number;
  readonly modalEntry: boolean;
  /** What the sender must read first. */
  readonly warning: Line | null;
}

/** The form that opens on `/nt2 share`, filled in as far as is known. */
export function shareForm(context: RenderContext, input: ShareFormInput): Form {
  const all = shareFields(context, input);
  const kept = new Set(PRIORITY.filter((id) => all.some((field) => field.id === id)).slice(0, input.room));
  const left = CHOICES.flatMap((id): [string, string][] => {
    const value = input.given[id];
    return kept.has(id) || value === undefined ? [] : [[id, value]];
  });
  const { form } = context.messages;
  return {
    name: 'share',
    ref: new URLSearchParams(left).toString(),
    title: form.title,
    submit: form.submit,
    intro: input.warning ? [input.warning] : [],
    fields: all.filter(({ id }) => kept.has(id)),
  };
}

/** The choices that a share form's ref carries. */
export function parseShareRef(ref: string): Record<string, string> {
  const params = new URLSearchParams(ref);
  return Object.fromEntries(CHOICES.flatMap((id) => (params.has(id) ? [[id, params.get(id) ?? '']] : [])));
}

function shareFields({ messages, platform }: RenderContext, { people, label, place, given, modalEntry }: ShareFormInput): Field[] {
  const { form } = messages;
  const spots = Object.keys(cardLocations(place)) as CardLocation[];
  const choice = <T extends string>(
    id: 'kind' | 'place' | 'wait' | 'opens' | 'entry',
    values: readonly T[],
    name: (value: T) => string,
    initial: T,
  ): Field => ({
    id,
    label: form[id].label,
    required: true,
    kind: 'choice',
    options: values.map((value) => ({ value, label: name(value) })),
    initial: values.find((value) => value === given[id]) ?? initial,
  });
  return [
    { id: 'people', ...form.people, required: false, kind: 'people', max: MAX_RECIPIENTS, initial: people.map(toPerson) },
    choice('kind', KINDS, (kind) => messages.kinds[kind], DEFAULTS.kind),
    { id: 'label', ...form.label, required: true, kind: 'text', max: limits.label, initial: label, multiline: false },
    ...(spots.length > 1 ? [choice('place', spots, (spot) => form.place[spot], defaultCardLocation(place))] : []),
    choice('wait', Object.keys(EXPIRY_CHOICES) as (keyof typeof EXPIRY_CHOICES)[], (wait) => form.wait[wait], DEFAULTS.wait),
    choice('opens', UNLOCK_CHOICES, (opens) => form.opens[opens], DEFAULTS.opens),
    { id: 'note', ...form.note, required: false, kind: 'text', max: limits.note, initial: '', multiline: true },
    ...(modalEntry ? [choice('entry', ENTRIES, (entry) => interpolateText(form.entry[entry], { platform }), DEFAULTS.entry)] : []),
  ];
}

/** Modal entry: the secret is typed in chat. `proposal`: generated words, for modes that open with words. */
export function secretForm(context: RenderContext, share: Share, proposal: string): Form {
  const { secretForm: said } = context.messages;
  const secret: Field = {
    id: 'secret',
    label: said.secret.label,
    hint: interpolateText(said.secret.hint, { max: String(limits.modalSecret) }),
    required: true,
    kind: 'secret',
    max: limits.modalSecret,
    initial: '',
    multiline: true,
  };
  const words: Field = {
    id: 'words',
    label: said.words.label,
    hint: said.words.hint,
    required: true,
    kind: 'secret',
    max: limits.modalWords,
    initial: proposal,
    multiline: false,
  };
  return {
    name: 'secret',
    ref: share.id,
    title: said.title,
    submit: said.submit,
    intro: [interpolate(said.warning, { platform: context.platform })],
    fields: needsPassphrase(share.mode) ? [secret, words] : [secret],
  };
}
