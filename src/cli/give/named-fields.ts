// `--field NAME`, `--field NAME=-` and `--field NAME=@file`: the fields that a person names, where each comes from, and what its kind knows of it.

import type { Field } from '../../crypto/capsule/items.ts';
import { ITEM_LIMITS, type Kind } from '../../crypto/share-terms.ts';
import { FIELD_SETS, type SetField } from '../../fields/sets.ts';
import { UsageError } from '../output.ts';
import { fieldOf, type Value } from './rows.ts';

/** `asked`: at a prompt, or in the one text that is read for all of them. */
export type FieldSource = { readonly kind: 'asked' | 'stdin' } | { readonly kind: 'file'; readonly path: string };

export interface NamedField {
  readonly name: string;
  readonly source: FieldSource;
}

/** @throws UsageError that repeats nothing of what was typed: behind the equals sign may stand a secret */
export function parseNamedFields(given: readonly string[]): readonly NamedField[] {
  const fields = given.map((text): NamedField => {
    const at = text.indexOf('=');
    if (at < 0) return { name: text, source: { kind: 'asked' } };
    const [name, from] = [text.slice(0, at), text.slice(at + 1)];
    if (from === '-') return { name, source: { kind: 'stdin' } };
    if (from.startsWith('@') && from.length > 1) return { name, source: { kind: 'file', path: from.slice(1) } };
    throw new UsageError(
      'behind the name of a --field stands - for standard input or @ and a file, never the value, which other people on this machine and the shell’s history can read. If this one was real, change it',
    );
  });
  const names = fields.map(({ name }) => name);
  if (names.some((name) => name.trim() === '' || [...name].length > ITEM_LIMITS.fieldName))
    throw new UsageError(`--field is a name of 1 to ${ITEM_LIMITS.fieldName} characters`);
  if (new Set(names).size < names.length) throw new UsageError('each --field needs a name of its own');
  if (fields.filter(({ source }) => source.kind === 'stdin').length > 1) throw new UsageError('standard input is for one --field');
  return fields;
}

/** What a form of this kind begins with, to be asked one by one; nothing where one value is all. */
export const firstFields = (kind: Kind): readonly SetField[] => (kind === 'bank' ? (FIELD_SETS.bank[0]?.fields ?? []) : []);

/** The field as a form of its kind would make it: its spelling, whether it is masked, and a variable for credentials alone. */
export function fieldOfKind(kind: Kind, { name, value }: Value): Field {
  const known = FIELD_SETS[kind].flatMap(({ fields }) => fields).find((field) => field.name.toLowerCase() === name.trim().toLowerCase());
  const { env, ...plain } = fieldOf({ name: known?.name ?? name, value });
  const variable = kind === 'credential' ? (known?.env ?? env) : undefined;
  return { ...plain, hidden: known?.hidden ?? true, ...(variable !== undefined && { env: variable }) };
}
