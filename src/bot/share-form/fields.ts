// The fields of the share form, in the order in which a person thinks. What is drawn, read back and carried in the form's ref follows
// from this list; the sentences are in messages/. See docs/decisions/forms-by-room.md.

import { limits } from '../../core/limits.ts';
import type { PolicyOffer } from '../../core/policy/offer.ts';
import { duration } from '../../core/policy/sentences.ts';
import { ENTRIES, KINDS, type Entry, type Kind, type Mode } from '../../core/share.ts';
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
  /** What the policy leaves to choose. Absent: everything. */
  readonly offer?: PolicyOffer | undefined;
  /** How long the share was to wait that this form repeats, in ms. Absent: it repeats none. */
  readonly formerMs?: number | undefined;
}

/** In place of the name of a template. No template is called so. */
export const NO_TEMPLATE = '-';

export function modeOf(opens: UnlockChoice, to: Audience): Mode {
  if (to === 'link') return opens === 'browser' ? 'link' : 'link+words';
  return opens === 'browser' ? 'sealed' : opens === 'words' ? 'words' : 'sealed+words';
}

/** A time by the name of its choice; one that only the policy has is named by its minutes: `120m`. */
export const waitMs = (choice: string): number =>
  Object.hasOwn(EXPIRY_CHOICES, choice) ? EXPIRY_CHOICES[choice as ExpiryChoice] : Number(choice.replace(/m$/, '')) * 60_000;

/** In whole minutes, which is what a form can say. */
export const waitName = (ms: number): string =>
  (Object.keys(EXPIRY_CHOICES) as ExpiryChoice[]).find((choice) => EXPIRY_CHOICES[choice] === ms) ?? `${Math.floor(ms / 60_000)}m`;

/** The usual times up to the longest, the policy's own, and that of the share before. */
function waits({ offer, formerMs }: FormScope): readonly string[] {
  const { longestMs, initialMs, fixedMs } = offer?.choices ?? {
    longestMs: limits.expiry.max,
    initialMs: limits.expiry.initial,
    fixedMs: null,
  };
  if (fixedMs !== null) return [waitName(fixedMs)];
  const known = [...Object.values(EXPIRY_CHOICES), ...(formerMs === undefined ? [] : [formerMs])].filter((ms) => ms <= longestMs);
  const all = new Set([...known, initialMs, ...(offer === undefined ? [] : [longestMs])].map(waitName));
  return [...all].toSorted((a, b) => waitMs(a) - waitMs(b));
}

/** The usual one where it is open. */
const firstOf = <T>(values: readonly T[], usual: T): T => (values.includes(usual) ? usual : (values[0] ?? usual));

export interface ChoiceField<T extends string> {
  readonly kind: 'choice';
  /** A platform that takes fewer fields gets those of the lowest ranks. */
  readonly rank: number;
  /** Folded away until the person asks for the options, where a form can be drawn anew. */
  readonly isOption: boolean;
  /** What can be chosen here. A single value is not asked for. */
  readonly values: (scope: FormScope) => readonly T[];
  readonly initial: (scope: FormScope) => T;
  /** Of several that were picked for it at once, in the order of `values`: the strictest. */
  readonly strictest: (picked: readonly [T, ...T[]]) => T;
  readonly option: (context: RenderContext, value: T, scope: FormScope) => string;
}

interface TextField {
  readonly kind: 'text';
  readonly rank: number;
  readonly isOption: boolean;
  readonly max: number;
  readonly required: boolean;
  readonly multiline: boolean;
}

/** In the order of the form. */
interface Fields {
  readonly people: { readonly kind: 'people'; readonly rank: number; readonly isOption: boolean; readonly max: number };
  readonly label: TextField;
  readonly template: ChoiceField<string>;
  readonly kind: ChoiceField<Kind>;
  readonly opens: ChoiceField<UnlockChoice>;
  readonly wait: ChoiceField<string>;
  readonly place: ChoiceField<CardLocation>;
  readonly note: TextField;
  readonly entry: ChoiceField<Entry>;
}

const first = <T>([one]: readonly [T, ...T[]]): T => one;

const choice = <T extends string>(field: Omit<ChoiceField<T>, 'kind'>): ChoiceField<T> => ({ kind: 'choice', ...field });

/** What every platform's menu takes, with the line for none. Others are named in the command. */
const MOST_TEMPLATES = 24;

export const FIELDS: Fields = {
  people: { kind: 'people', rank: 1, isOption: false, max: MAX_RECIPIENTS },
  label: { kind: 'text', rank: 2, isOption: false, max: limits.label, required: true, multiline: false },
  template: choice<string>({
    rank: 3,
    isOption: false,
    values: ({ offer }) => [
      ...(offer?.needsTemplate ? [] : [NO_TEMPLATE]),
      ...(offer?.templates ?? []).slice(0, MOST_TEMPLATES).map(({ name }) => name),
    ],
    initial: (scope) => FIELDS.template.values(scope)[0] ?? NO_TEMPLATE,
    strictest: first,
    option: ({ messages }, value, { offer }) =>
      sanitize(offer?.templates.find(({ name }) => name === value)?.title ?? messages.form.template.none, limits.name),
  }),
  kind: choice<Kind>({
    rank: 5,
    isOption: false,
    values: ({ offer }) => KINDS.filter((kind) => offer?.choices.kinds.includes(kind) ?? true),
    initial: (scope) => firstOf(FIELDS.kind.values(scope), 'credential'),
    strictest: first,
    option: ({ messages }, value) => messages.kinds[value],
  }),
  opens: choice<UnlockChoice>({
    rank: 6,
    isOption: true,
    // A link always needs its key, so a passphrase can only come on top of it.
    values: ({ to, offer }) =>
      UNLOCK_CHOICES.filter(
        (opens) => (to === 'people' || opens !== 'words') && (offer?.choices.modes.includes(modeOf(opens, to)) ?? true),
      ),
    initial: (scope) => firstOf(FIELDS.opens.values(scope), 'browser'),
    // The browser and the passphrase are both.
    strictest: ([one, ...more]) => (more.length === 0 ? one : 'both'),
    option: ({ messages }, value, { to }) =>
      to === 'link' && value !== 'words' ? messages.form.opensLink[value] : messages.form.opens[value],
  }),
  wait: choice<string>({
    rank: 7,
    isOption: true,
    values: waits,
    initial: ({ offer }) => waitName(offer?.choices.initialMs ?? limits.expiry.initial),
    strictest: (picked) => picked.reduce((least, one) => (waitMs(one) < waitMs(least) ? one : least)),
    option: ({ messages }, value) =>
      Object.hasOwn(EXPIRY_CHOICES, value) ? messages.form.wait[value as ExpiryChoice] : duration(waitMs(value)),
  }),
  place: choice<CardLocation>({
    rank: 9,
    isOption: true,
    // A card in a channel asks a person to press, and a link has no such person.
    values: (scope) => (scope.to === 'link' ? ['none'] : cardLocations(scope)),
    initial: ({ place, to }) => (to === 'link' ? 'none' : defaultCardLocation(place)),
    strictest: (picked) => (picked.includes('none') ? 'none' : picked[0]),
    option: ({ messages }, value, { former }) =>
      interpolateText(messages.form.place[value], { place: sanitize(former?.name ?? '', limits.name) }),
  }),
  note: { kind: 'text', rank: 4, isOption: true, max: limits.note, required: false, multiline: true },
  entry: choice<Entry>({
    rank: 8,
    isOption: true,
    // A link is made in the browser.
    values: ({ modalEntry, to, offer }) =>
      ENTRIES.filter((entry) => (entry === 'page' || (modalEntry && to === 'people')) && (offer?.choices.entries.includes(entry) ?? true)),
    initial: (scope) => firstOf(FIELDS.entry.values(scope), 'page'),
    strictest: (picked) => (picked.includes('page') ? 'page' : picked[0]),
    option: ({ messages, platform }, value) => interpolateText(messages.form.entry[value], { platform }),
  }),
};

export type FieldId = keyof Fields;
type IdOf<K extends string> = { [Id in FieldId]: Fields[Id] extends { readonly kind: K } ? Id : never }[FieldId];
export type TextId = IdOf<'text'>;
export type ChoiceId = IdOf<'choice'>;
/** What was chosen, by field. */
export type Choices = { readonly [Id in ChoiceId]: ReturnType<Fields[Id]['initial']> };

export const FIELD_IDS = Object.keys(FIELDS) as FieldId[];

/** A note that the policy asks for is no option, and goes first where room is short. */
export const isOption = (id: FieldId, { offer }: FormScope): boolean =>
  FIELDS[id].isOption && !(id === 'note' && offer?.choices.needsNote === true);
export const rankOf = (id: FieldId, scope: FormScope): number => (id === 'note' && !isOption(id, scope) ? 2.5 : FIELDS[id].rank);

export const isChoice = (id: FieldId): id is ChoiceId => FIELDS[id].kind === 'choice';

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

// At most 80 characters: `o=both&w=1h&to=link`. Forms of earlier versions have the whole names.

const nameInRef = (id: ChoiceId): string => id.slice(0, 1);

export function formatShareRef({ given, to, isUnfolded, isWarned }: ShareRef, isInForm: (id: ChoiceId) => boolean): string {
  const left = FIELD_IDS.filter(isChoice).flatMap((id): [string, string][] => {
    const value = given[id];
    return isInForm(id) || value === undefined ? [] : [[nameInRef(id), value]];
  });
  const flags = [...(to === 'link' ? [['to', to]] : []), ...(isUnfolded ? [['all', '1']] : []), ...(isWarned ? [['warn', '1']] : [])];
  return new URLSearchParams([...left, ...(flags as [string, string][])]).toString();
}

export function parseShareRef(ref: string): ShareRef {
  const params = new URLSearchParams(ref);
  return {
    given: Object.fromEntries(
      FIELD_IDS.filter(isChoice).flatMap((id) => {
        const value = params.get(nameInRef(id)) ?? params.get(id);
        return value === null ? [] : [[id, value]];
      }),
    ),
    to: params.get('to') === 'link' ? 'link' : 'people',
    isUnfolded: params.has('all'),
    isWarned: params.has('warn'),
  };
}
