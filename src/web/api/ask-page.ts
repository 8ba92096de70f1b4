// What a person may ask for, as the server answers, and what the page then asks.

import type { Kind } from '../../crypto/share-terms.ts';

/** One way in which a person may be asked: without a template (null), or by one. Times in ms. */
export interface Way {
  readonly template: { readonly name: string; readonly title: string; readonly label: string; readonly fields: readonly string[] } | null;
  readonly kind: Kind;
  readonly longestMs: number;
  readonly initialMs: number;
  readonly fixedMs: number | null;
  readonly needsNote: boolean;
  /** Examples of what the note has to name one of. */
  readonly tickets: readonly string[];
}

export interface Wish {
  /** Null: the holder of a link. */
  readonly share: string | null;
  readonly kind: Kind;
  readonly template?: string;
  readonly label: string;
  readonly note: string;
  readonly fields: readonly string[];
  readonly expiresInMs: number;
}
