// What a check says of a field: a sentence that never repeats the value, and at most one change that a press makes. It never blocks.

/** `warn`: something may be wrong. `note`: what it is, or what would be better. */
export type HintTone = 'warn' | 'note';

export interface Fix {
  readonly label: string;
  readonly value: string;
}

export interface CheckFinding {
  /** A name of `CHECKS` in checks.ts. */
  readonly check: string;
  /** What the sentence is filled with: counts, countries, kinds of key. Nothing of the value itself. */
  readonly says?: string;
  readonly fix?: string;
}

export interface Hint {
  readonly check: string;
  readonly tone: HintTone;
  readonly text: string;
  readonly fix?: Fix;
}

export interface CheckedField {
  readonly name: string;
  readonly value: string;
}
