// Texts that are nearly right: an example with a few edits, which is where parsers go wrong.

import fc from 'fast-check';

/** What formats trip over: numbers beyond the exact ones, other line ends and spaces, signs with a meaning, halves of characters. */
const TOKENS = [
  '',
  '\n',
  '\n\n',
  '\r\n',
  '\0',
  '\t',
  ' ',
  '\u00a0',
  '\u200b',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\udc00',
  '😀',
  'e\u0301',
  '\u2014 ',
  '=',
  '==',
  '+',
  '-1',
  '00',
  '0x1',
  '1e9',
  '9007199254740991',
  '9007199254740993',
  '99999999999999999999',
  'NaN',
  'Infinity',
  '#',
  '%23',
  '%',
  '<@',
  '>',
  '|',
  ':',
  '"',
  '\\',
  '{',
  '[',
  '__proto__',
  'constructor',
  'https://nt2.example/s/',
] as const;

type Edit =
  | { readonly kind: 'replace'; readonly at: number; readonly length: number; readonly text: string }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number; readonly times: number }
  | { readonly kind: 'swap'; readonly line: number };

/** A position beyond the end counts on from the start, so that shrinking keeps its meaning. */
function apply(text: string, edit: Edit): string {
  if (edit.kind === 'swap') {
    const lines = text.split('\n');
    const at = edit.line % lines.length;
    return [...lines.slice(0, at), ...lines.slice(at, at + 2).reverse(), ...lines.slice(at + 2)].join('\n');
  }
  const start = edit.at % (text.length + 1);
  const part = text.slice(start, start + edit.length);
  const made = edit.kind === 'replace' ? edit.text : part.repeat(edit.times);
  return text.slice(0, start) + made + text.slice(start + edit.length);
}

/** `seeds`: valid texts, and such as are valid elsewhere. Their lines are also put into one another. */
export function nearly(seeds: readonly string[]): fc.Arbitrary<string> {
  const pieces = [...TOKENS, ...new Set(seeds.flatMap((seed) => seed.split('\n').flatMap((line) => [line, `${line}\n`])))];
  const at = fc.nat(8_192);
  const length = fc.oneof(fc.nat(2), fc.nat(80));
  const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...pieces) }, fc.string({ unit: 'binary', maxLength: 8 }));
  const edit = fc.oneof<fc.Arbitrary<Edit>[]>(
    fc.record({ kind: fc.constant('replace' as const), at, length, text }),
    fc.record({ kind: fc.constant('repeat' as const), at, length, times: fc.integer({ min: 2, max: 40 }) }),
    fc.record({ kind: fc.constant('swap' as const), line: fc.nat(400) }),
  );
  return fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { maxLength: 4 })).map(([seed, edits]) => edits.reduce(apply, seed));
}
