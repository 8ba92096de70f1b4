// What stands in the form of a request, and what is wrong with it before anything is sent: a label or a note that looks like a secret stays
// in this browser.

import { limits } from '../../core/limits.ts';
import { looksLikeSecret } from '../../core/secret-detector.ts';
import { normalizeFieldNames, parseFieldNames } from '../../core/shares/asked-fields.ts';
import { normalizeLine } from '../../core/text-safety.ts';
import type { Wish } from '../api/ask.ts';
import { askMessages as messages } from '../messages/ask.ts';

/** The choice that is no person. */
export const BY_LINK = 'link';

export interface Draft {
  /** A share with the person, or `BY_LINK`; empty: nothing is chosen. */
  readonly who: string;
  readonly what: string;
  readonly fields: string;
  readonly note: string;
  readonly waitMs: number;
}

export const EMPTY: Draft = { who: '', what: '', fields: '', note: '', waitMs: limits.expiry.initial };

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

export function askFaultsOf({ who, what, fields, note }: Draft): AskFaults {
  const { names } = parseFieldNames(fields);
  const [inWhat, inNote] = [what.trim() === '' ? messages.faults.what : faultOf(what, limits.label), faultOf(note, limits.note)];
  const inFields = normalizeFieldNames(names) === null ? messages.faults.fields(limits.askedFields) : faultInNames(names);
  return {
    ...(who === '' && { who: messages.faults.who }),
    ...(inWhat !== undefined && { what: inWhat }),
    ...(inFields !== undefined && { fields: inFields }),
    ...(inNote !== undefined && { note: inNote }),
  };
}

const faultInNames = (names: readonly string[]): string | undefined => (names.some(looksLikeSecret) ? messages.faults.secret : undefined);

export const wishOf = ({ who, what, fields, note, waitMs }: Draft): Wish => ({
  share: who === BY_LINK ? null : who,
  label: what,
  note,
  fields: parseFieldNames(fields).names,
  expiresInMs: waitMs,
});
