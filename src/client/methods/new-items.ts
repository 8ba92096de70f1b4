// What a caller hands over, as the items that are encrypted.

import type { Item, Items } from '../../crypto/capsule/items.ts';
import type { Kind } from '../../crypto/share-terms.ts';

/** One row. It is masked where people see it, unless `hidden` is false. */
export interface NewField {
  readonly name: string;
  readonly value: string;
  readonly hidden?: boolean;
  /** The environment variable that it is meant for. */
  readonly env?: string;
}

/** One value, which the label names; rows; or whole items, as `open` gives them. */
export type NewItems = string | readonly NewField[] | readonly Item[];

interface Named {
  readonly label: string;
  readonly kind: Kind;
}

const isItem = (one: NewField | Item): one is Item => 'fields' in one;

export function toItems(given: NewItems, { label, kind }: Named): Items {
  const all = typeof given === 'string' ? [{ name: label, value: given }] : given;
  const items = all.filter(isItem);
  if (items.length > 0) return { v: 1, items };
  const fields = (all as readonly NewField[]).map(({ name, value, hidden = true, env }) => ({
    name,
    value,
    hidden,
    ...(env !== undefined && { env }),
  }));
  return { v: 1, items: [{ kind, label, fields }] };
}
