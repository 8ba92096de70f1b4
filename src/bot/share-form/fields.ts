// The fields of the share form, in the order in which a person thinks. What is drawn, read back and carried in the form's ref follows
// from this list; the sentences are in messages/.

import { limits } from '../../core/limits.ts';
import { ENTRIES, KINDS, type Entry, type Kind } from '../../core/share.ts';
import { MAX_RECIPIENTS } from '../contacts.ts';
import type { Conversation } from '../port.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolateText } from '../text.ts';
import { cardLocations, defaultCardLocation, type CardLocation } from './card-location.ts';

/** How long a share may wait, in ms, by the name of the choice. */
export const EXPIRY_CHOICES = {
  '15m': limits.expiry.min,
  '1h': 3_600_000,
  '8h': 8 * 3_600_000,
  '24h': limits.expiry.initial,
  '3d': 3 * 24 * 3_600_000,
  '7d': limits.expiry.max,
} as const;
export type ExpiryChoice = keyof typeof EXPIRY_CHOICES;

export const UNLOCK_CHOICES = ['browser', 'words', 'both'] as const;
export type UnlockChoice = (typeof UNLOCK_CHOICES)[number];

export interface ChoiceField<T extends string> {
  readonly kind: 'choice';
  /** A platform that takes fewer fields gets those of the lowest ranks. */
  readonly rank: number;
  /** What can be chosen here. A single value is not asked for. */
  readonly values: (place: Conversation | null) => readonly T[];
  readonly initial: (place: Conversation | null) => T;
  readonly option: (context: RenderContext, value: T) => string;
  /** Asked for only where the operator allows modal entry. */
  readonly needsModalEntry?: true;
}

const choice = <T extends string>(field: Omit<ChoiceField<T>, 'kind'>): ChoiceField<T> => ({ kind: 'choice', ...field });

export const FIELDS = {
  people: { kind: 'people', rank: 1, max: MAX_RECIPIENTS },
  kind: choice<Kind>({
    rank: 8,
    values: () => KINDS,
    initial: () => 'credential',
    option: ({ messages }, value) => messages.kinds[value],
  }),
  label: { kind: 'text', rank: 2, max: limits.label, required: true, multiline: false },
  place: choice<CardLocation>({
    rank: 7,
    values: cardLocations,
    initial: defaultCardLocation,
    option: ({ messages }, value) => messages.form.place[value],
  }),
  wait: choice<ExpiryChoice>({
    rank: 4,
    values: () => Object.keys(EXPIRY_CHOICES) as ExpiryChoice[],
    initial: () => '24h',
    option: ({ messages }, value) => messages.form.wait[value],
  }),
  opens: choice<UnlockChoice>({
    rank: 3,
    values: () => UNLOCK_CHOICES,
    initial: () => 'browser',
    option: ({ messages }, value) => messages.form.opens[value],
  }),
  note: { kind: 'text', rank: 5, max: limits.note, required: false, multiline: true },
  entry: choice<Entry>({
    rank: 6,
    values: () => ENTRIES,
    initial: () => 'page',
    option: ({ messages, platform }, value) => interpolateText(messages.form.entry[value], { platform }),
    needsModalEntry: true,
  }),
} as const;

export type FieldId = keyof typeof FIELDS;
type IdOf<K extends string> = { [Id in FieldId]: (typeof FIELDS)[Id] extends { readonly kind: K } ? Id : never }[FieldId];
export type TextId = IdOf<'text'>;
export type ChoiceId = IdOf<'choice'>;
/** What was chosen, by field. */
export type Choices = { readonly [Id in ChoiceId]: ReturnType<(typeof FIELDS)[Id]['initial']> };

export const FIELD_IDS = Object.keys(FIELDS) as FieldId[];
const isChoice = (id: FieldId): id is ChoiceId => FIELDS[id].kind === 'choice';

// A choice that found no room in the form, and that the command has answered already, travels in the form's ref.

export function formatShareRef(choices: Readonly<Record<string, string>>, isInForm: (id: ChoiceId) => boolean): string {
  const left = FIELD_IDS.filter(isChoice).flatMap((id): [string, string][] => {
    const value = choices[id];
    return isInForm(id) || value === undefined ? [] : [[id, value]];
  });
  return new URLSearchParams(left).toString();
}

export function parseShareRef(ref: string): Record<string, string> {
  const params = new URLSearchParams(ref);
  return Object.fromEntries(FIELD_IDS.filter(isChoice).flatMap((id) => (params.has(id) ? [[id, params.get(id) ?? '']] : [])));
}
