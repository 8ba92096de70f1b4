// Finds of the table of shapes in a piece of text. The value itself goes no further than this file: what is told of it is what its issuer puts
// in front of every such key, and how long it is.

import { isPlainWord, NAMED_SECRET, SECRET_SHAPES } from '../core/secret-shapes.ts';

export interface Find {
  /** A kind of `SECRET_SHAPES`, or `named-secret`. */
  readonly kind: string;
  /** What may be shown of it. */
  readonly shown: string;
  /** UTF-16 units of the whole value. */
  readonly length: number;
  /** Where it begins in the text. */
  readonly at: number;
}

/** What a name says of the value behind it: `password: …`. */
const NAMED_KIND = 'named-secret';
export const SECRET_KINDS: readonly string[] = [...new Set([...SECRET_SHAPES.map(({ kind }) => kind), NAMED_KIND])];

const EVERYWHERE = SECRET_SHAPES.map((shape) => ({ ...shape, form: new RegExp(shape.form, `${shape.form.flags}g`) }));

/** In the order of the text; of two that overlap the first rule counts, so that a token behind `token:` is told once. Linear in the text. */
export function findSecrets(text: string): Find[] {
  const finds: Find[] = [];
  const add = (kind: string, shown: string, at: number, length: number): void => {
    if (!finds.some((other) => at < other.at + other.length && other.at < at + length)) finds.push({ kind, shown, at, length });
  };
  for (const { kind, form, shown } of EVERYWHERE)
    for (const { 0: value, index } of text.matchAll(form)) add(kind, shown.exec(value)?.[0] ?? '', index, value.length);
  for (const found of text.matchAll(NAMED_SECRET)) {
    const [whole, name = '', value = ''] = found;
    if (!isPlainWord(value, name)) add(NAMED_KIND, '', found.index + whole.length - value.length, value.length);
  }
  return finds.toSorted((one, other) => one.at - other.at);
}
