// What a walk asks of a page, as it travels from the test into the page and back.

/** A text that is looked for: a part of it in any case, exactly, or by a pattern. */
export type Wording = { readonly text: string; readonly exact: boolean } | { readonly pattern: string; readonly flags: string };

/** Looks below what was found before, at first in the whole page. */
export type Search =
  | { readonly by: 'role'; readonly role: string; readonly name: Wording | null; readonly level: number | null }
  | { readonly by: 'label' | 'text'; readonly text: Wording }
  | { readonly by: 'css'; readonly css: string };

/** One after another; what is no search keeps or adds to what was found. `at`: 0 the first, -1 the last. */
export type Step =
  | Search
  | { readonly by: 'saying'; readonly text: Wording }
  | { readonly by: 'also'; readonly steps: readonly Step[] }
  | { readonly by: 'either'; readonly steps: readonly Step[] }
  | { readonly by: 'at'; readonly at: number };

/** One element as it stands. */
export interface Found {
  readonly text: string;
  readonly value: string;
  readonly visible: boolean;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}
