// What a parser is held to when it is thrown texts that are nearly right.

import { expect } from 'vitest';

export interface Parser {
  readonly name: string;
  /** Null where the text is refused. */
  readonly parse: (text: string) => unknown;
  /** Examples of its own, beside the published vectors. */
  readonly examples?: readonly string[];
  /** Texts that were once read and must not be. */
  readonly refuses?: readonly string[];
  /** What must hold of everything that it accepts. */
  readonly accepts?: (text: string, value: never) => void;
}

/** A parser of a format in which every value has one spelling. */
export const strict = <T>(
  name: string,
  {
    format,
    ...rest
  }: Omit<Parser, 'name' | 'accepts'> & { readonly parse: (text: string) => T | null; readonly format: (value: T) => string },
): Parser => ({ name, ...rest, accepts: (text, value) => expect(format(value)).toBe(text) });
