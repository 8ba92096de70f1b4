// The fields of the share form, in the order in which a person thinks. What is drawn, read back and carried in the form's ref follows
// from this list; the sentences are in messages/. See docs/decisions/forms-by-room.md.

import { limits } from '../../core/limits.ts';
import { ENTRIES, KINDS, type Entry, type Kind } from '../../core/share.ts';
import { MAX_RECIPIENTS } from '../contacts.ts';
import type { RenderContext } from '../render-context.ts';
import { interpolateText, sanitize } from '../text.ts';
import { cardLocations, defaultCardLocation, type CardLocation, type FormPlaces } from './card-location.ts';

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

/** For people here, or for someone outside this chat, by a link. */
export type Audience = 'people' | 'link';

/** What decides which values can be chosen. */
export interface FormScope extends FormPlaces {
  readonly to: Audience;
  readonly modalEntry: boolean;
}

export interface ChoiceField<T extends string> {
  readonly kind: 'choice';
  /** A platform that takes fewer fields gets those of the lowest ranks. */
  readonly rank: number;
  /** Folded away until the person asks for the options, where a form can be drawn anew. */
  readonly isOption: boolean;
  /** What can be chosen here. A single value is not asked for. */
  readonly values: (scope: FormScope) => readonly T[];
  readonly initial: (scope: FormScope) => T;
  readonly option: (context: RenderContext, value: T, scope: FormScope) => string;
}

const choice = <T extends string>(field: Omit<ChoiceField<T>, 'kind'>): ChoiceField<T> => ({ kind: 'choice', ...field });

export const FIELDS = {
  people: { kind: 'people', rank: 1, isOption: false, max: MAX_RECIPIENTS },
  label: { kind: 'text', rank: 2, isOption: false, max: limits.label, required: true, multiline: false },
  kind: choice<Kind>({
    rank: 3,
    isOption: false,
    values: () => KINDS,
    initial: () => 'credential',
    option: ({ messages }, value) => messages.kinds[value],
  }),
  opens: choice<UnlockChoice>({
    rank: 4,
    isOption: true,
    // A link always needs its key, so a passphrase can only come on top of it.
    values: ({ to }) => (to === 'link' ? ['browser', 'both'] : UNLOCK_CHOICES),
    initial: () => 'browser',
    option: ({ messages }, value, { to }) =>
      to === 'link' && value !== 'words' ? messages.form.opensLink[value] : messages.form.opens[value],
  }),
  wait: choice<ExpiryChoice>({
    rank: 6,
    isOption: true,
    values: () => Object.keys(EXPIRY_CHOICES) as ExpiryChoice[],
    initial: () => '24h',
    option: ({ messages }, value) => messages.form.wait[value],
  }),
  place: choice<CardLocation>({
    rank: 8,
    isOption: true,
    // A card in a channel asks a person to press, and a link has no such person.
    values: (scope) => (scope.to === 'link' ? ['none'] : cardLocations(scope)),
    initial: ({ place, to }) => (to === 'link' ? 'none' : defaultCardLocation(place)),
    option: ({ messages }, value, { former }) =>
      interpolateText(messages.form.place[value], { place: sanitize(former?.name ?? '', limits.name) }),
  }),
  note: { kind: 'text', rank: 5, isOption: true, max: limits.note, required: false, multiline: true },
  entry: choice<Entry>({
    rank: 7,
    isOption: true,
    // A link is made in the browser.
    values: ({ modalEntry, to }) => (modalEntry && to === 'people' ? ENTRIES : ['page']),
    initial: () => 'page',
    option: ({ messages, platform }, value) => interpolateText(messages.form.entry[value], { platform }),
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

/** What a form carries beside its fields and brings back. */
export interface ShareRef {
  /** Choices without a field in the form. */
  readonly given: Readonly<Record<string, string>>;
  readonly to: Audience;
  /** The options have been asked for. */
  readonly isUnfolded: boolean;
  /** What was typed looked like a secret, and the form says so. */
  readonly isWarned: boolean;
}

// At most 80 characters: `opens=both&wait=1h&to=link`.

export function formatShareRef({ given, to, isUnfolded, isWarned }: ShareRef, isInForm: (id: ChoiceId) => boolean): string {
  const left = FIELD_IDS.filter(isChoice).flatMap((id): [string, string][] => {
    const value = given[id];
    return isInForm(id) || value === undefined ? [] : [[id, value]];
  });
  const flags = [...(to === 'link' ? [['to', to]] : []), ...(isUnfolded ? [['all', '1']] : []), ...(isWarned ? [['warn', '1']] : [])];
  return new URLSearchParams([...left, ...(flags as [string, string][])]).toString();
}

export function parseShareRef(ref: string): ShareRef {
  const params = new URLSearchParams(ref);
  return {
    given: Object.fromEntries(FIELD_IDS.filter(isChoice).flatMap((id) => (params.has(id) ? [[id, params.get(id) ?? '']] : []))),
    to: params.get('to') === 'link' ? 'link' : 'people',
    isUnfolded: params.has('all'),
    isWarned: params.has('warn'),
  };
}
