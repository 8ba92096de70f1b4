// What the checks say of the rows that were given, on standard error. Nothing is held up by it, and no sentence repeats a value or a name.

import type { Field } from '../../crypto/capsule/items.ts';
import type { Kind } from '../../crypto/share-terms.ts';
import { hintsOf } from '../../fields/hints.ts';

export function tellHints(
  kind: Kind,
  fields: readonly Field[],
  { now, tell }: { readonly now: number; readonly tell: (sentence: string) => void },
): void {
  for (const [at, hints] of hintsOf(kind, fields, now).entries())
    for (const { text } of hints) tell(fields.length === 1 ? text : `Row ${at + 1}: ${text}`);
}
