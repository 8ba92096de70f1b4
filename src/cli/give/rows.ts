// What was given in as the rows of a share, as the entry page makes them: lines of a .env file become a row each, all else one value.

import type { Field, Items } from '../../crypto/capsule/items.ts';
import { ITEM_LIMITS, type Kind } from '../../crypto/share-terms.ts';
import { envName, isEnvName } from '../../env-file/names.ts';
import { recognize } from '../../env-file/parse.ts';

export interface Value {
  readonly name: string;
  readonly value: string;
}

/** `notes`: what the person should know of how their text was read. They hold no value, and no name from it. */
export type GivenRows =
  | { readonly kind: 'rows'; readonly fields: readonly Field[]; readonly notes: readonly string[] }
  | { readonly kind: 'missing'; readonly name: string };

/** A person gave it its name: `--field`, or a question at the terminal. */
export const fieldOf = ({ name, value }: Value): Field => {
  const env = envName(name);
  return { name, value, hidden: true, ...(isEnvName(env) && env.length <= ITEM_LIMITS.fieldName && { env }) };
};

const fieldOfEnv = ({ name, value }: Value): Field => ({ name, value, hidden: true, ...(isEnvName(name) && { env: name }) });

/**
 * `names`: the rows that the person asked for. One name is the name of a single value, unless the text is a .env file that has it; with
 * several names, the text must be one that has them all. `title`: the name of a value without one.
 */
export function rowsOf(text: string, { names, title }: { readonly names: readonly string[]; readonly title: string }): GivenRows {
  const { kind, file } = recognize(text);
  const [only = title] = names;
  const has = (name: string): boolean => kind === 'rows' && file.entries.some((entry) => entry.name === name);
  if (kind !== 'rows' || (names.length === 1 && !has(only))) {
    const missing = names[1];
    if (missing !== undefined) return { kind: 'missing', name: missing };
    const strange = kind === 'partly' ? file.strange.length : 0;
    const notes =
      strange === 0 ? [] : [`It looks like a .env file, but for ${strange === 1 ? 'a line' : `${strange} lines`}: it goes as one value.`];
    return { kind: 'rows', fields: [fieldOf({ name: only, value: text })], notes };
  }
  const absent = names.find((name) => !has(name));
  if (absent !== undefined) return { kind: 'missing', name: absent };
  // As a shell reads it: of two lines with one name the later counts.
  const last = new Map(file.entries.map((entry) => [entry.name, entry]));
  const entries = names.length === 0 ? [...last.values()] : names.map((name) => last.get(name) as (typeof file.entries)[number]);
  const doubtful = entries.flatMap(({ isDoubtful }, at) => (isDoubtful ? [at + 1] : []));
  const filled = entries.flatMap((entry, at) => (entry.filled.length > 0 ? [at + 1] : []));
  const left = entries.flatMap((entry, at) => (entry.left.length > 0 ? [at + 1] : []));
  const told = (rows: readonly number[], says: string): string[] => (rows.length === 0 ? [] : [`${rowNames(rows)} ${says}`]);
  return {
    kind: 'rows',
    fields: entries.map(fieldOfEnv),
    notes: [
      `A .env file: ${entries.length === 1 ? '1 row' : `${entries.length} rows`}.`,
      ...told(doubtful, 'has quotes that programs read in different ways: look whether it arrived as you meant it.'),
      ...told(filled, 'had ${…} in it, which is filled in from this file.'),
      ...told(left, 'has $… in it, which stays as it is.'),
    ],
  };
}

const rowNames = (rows: readonly number[]): string => (rows.length === 1 ? `Row ${rows[0]}` : `Each of rows ${rows.join(', ')}`);

/** @returns null when it is more than a share holds. */
export function itemsThatFit({
  kind,
  label,
  fields,
}: {
  readonly kind: Kind;
  readonly label: string;
  readonly fields: readonly Field[];
}): Items | null {
  const items: Items = { v: 1, items: [{ kind, label, fields }] };
  const isFit = fields.length <= ITEM_LIMITS.fields && Buffer.byteLength(JSON.stringify(items)) <= ITEM_LIMITS.bytes;
  return isFit ? items : null;
}
