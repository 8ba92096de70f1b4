// What stands in the form of a request, and what is wrong with it before anything is sent: a label or a note that looks like a secret stays
// in this browser.

import { limits } from '../../core/limits.ts';
import { looksLikeSecret } from '../../core/secret-detector.ts';
import { normalizeFieldNames, parseFieldNames } from '../../core/shares/asked-fields.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import type { Way, Wish } from '../api/ask-page.ts';
import { askMessages as messages } from '../messages/ask.ts';

/** The choice that is no person. */
export const BY_LINK = 'link';

export interface Draft {
  /** A share with the person, or `BY_LINK`; empty: nothing is chosen. */
  readonly who: string;
  /** Empty: none. */
  readonly template: string;
  readonly what: string;
  readonly fields: string;
  readonly note: string;
  /** Null: not chosen. */
  readonly waitMs: number | null;
}

export const EMPTY: Draft = { who: '', template: '', what: '', fields: '', note: '', waitMs: null };

/** `ways`: empty while nothing is known of them. */
export interface AskState {
  readonly draft: Draft;
  readonly ways: readonly Way[];
}

const nameOf = ({ template }: Way): string => template?.name ?? '';

/** The way that is chosen; undefined: a template still has to be. The only one needs no choice. */
export const wayOf = ({ draft, ways }: AskState): Way | undefined =>
  ways.length === 1 ? ways[0] : ways.find((way) => nameOf(way) === draft.template);

/** What was not typed is the template's, and so is what the one before had put there. */
function filled(before: Way | undefined, { draft, ways }: AskState): AskState {
  const way = wayOf({ draft, ways });
  const fill = (part: 'what' | 'fields', of: (one: Way | undefined) => string): string =>
    draft[part] === '' || draft[part] === of(before) ? of(way) : draft[part];
  const what = fill('what', (one) => one?.template?.label ?? '');
  const fields = fill('fields', (one) => one?.template?.fields.join('\n') ?? '');
  return { draft: { ...draft, what, fields }, ways };
}

export const withTemplate = (form: AskState, template: string): AskState =>
  filled(wayOf(form), { ...form, draft: { ...form.draft, template } });

/** A template that is not for this person is let go. */
export function withWays(form: AskState, ways: readonly Way[]): AskState {
  const isThere = ways.some((way) => nameOf(way) === form.draft.template);
  return filled(wayOf(form), { ways, draft: { ...form.draft, ...(!isThere && { template: '' }) } });
}

const TIMES = [3_600_000, 28_800_000, 86_400_000, 259_200_000, 604_800_000];
/** While nothing is known, everything is open. */
const OPEN = { longestMs: limits.expiry.max, initialMs: limits.expiry.initial, fixedMs: null };

/** The usual times up to the longest, and the policy's own. */
export function timesOf(way: Way | undefined): readonly number[] {
  const { longestMs, initialMs, fixedMs } = way ?? OPEN;
  const times = new Set([...TIMES.filter((ms) => ms <= longestMs), initialMs, longestMs]);
  return fixedMs === null ? [...times].toSorted((a, b) => a - b) : [fixedMs];
}

export function timeOf(way: Way | undefined, { waitMs }: Draft): number {
  return timesOf(way).find((ms) => ms === waitMs) ?? (way ?? OPEN).fixedMs ?? (way ?? OPEN).initialMs;
}

/** By field. */
export type AskFaults = Partial<Record<keyof Draft, string>>;

/** Text of the names field without what stood behind `=`; null: nothing did. */
export function withoutValues(text: string): string | null {
  const { names, values } = parseFieldNames(text);
  return values.length === 0 ? null : names.join('\n');
}

function faultOf(text: string, most: number): string | undefined {
  if (normalizeLine(text, most) === null) return messages.faults.long(most);
  return looksLikeSecret(text) ? messages.faults.secret : undefined;
}

export function askFaultsOf({ draft, ways }: AskState): AskFaults {
  const { who, what, fields, note } = draft;
  const way = wayOf({ draft, ways });
  const { names } = parseFieldNames(fields);
  const [inWhat, inNote] = [what.trim() === '' ? messages.faults.what : faultOf(what, limits.label), faultOf(note, limits.note)];
  const needsNote = way?.needsNote && note.trim() === '';
  const inFields = normalizeFieldNames(names) === null ? messages.faults.fields(limits.askedFields) : faultInNames(names);
  return {
    ...(who === '' && { who: messages.faults.who }),
    ...(ways.length > 0 && way === undefined && { template: messages.faults.template }),
    ...(inWhat !== undefined && { what: inWhat }),
    ...(inFields !== undefined && { fields: inFields }),
    ...((needsNote || inNote !== undefined) && { note: inNote ?? messages.faults.note }),
  };
}

const faultInNames = (names: readonly string[]): string | undefined => (names.some(looksLikeSecret) ? messages.faults.secret : undefined);

export const wishOf = (draft: Draft, way: Way): Wish => ({
  share: sharedWith(draft.who),
  kind: way.kind,
  ...(way.template && { template: way.template.name }),
  label: draft.what,
  note: draft.note,
  fields: parseFieldNames(draft.fields).names,
  expiresInMs: timeOf(way, draft),
});

export const sharedWith = (who: string): string | null => (who === BY_LINK ? null : who);
