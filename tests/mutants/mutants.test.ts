// The mutator itself: what it changes, and what it leaves alone.

import { expect, test } from 'vitest';
import { mutantsOf, withMutant } from './mutants.ts';

const mutate = (text: string): string[] => mutantsOf({ path: 'src/planted.ts', text }).map((mutant) => withMutant(text, mutant));

test('changes operators, conditions, literals and lists, one at a time', () => {
  expect(mutate('a = b < c && !d;')).toEqual(['a = b < c || !d;', 'a = b <= c && !d;', 'a = b < c && !!d;']);
  expect(mutate('if (a) b(1);')).toEqual(['if (true) b(1);', 'if (false) b(1);', 'if (a) b(2);']);
  expect(mutate(`a = b ? [c] : 'd';`)).toEqual([`a = !(b) ? [c] : 'd';`, `a = b ? [] : 'd';`, `a = b ? [c] : 'mutant';`]);
});

test('changes the words of Lua in a template', () => {
  expect(mutate('const s = `if a == b and c then end`;')).toEqual([
    'const s = `if a ~= b and c then end`;',
    'const s = `if a == b or c then end`;',
  ]);
});

test('leaves types and imports alone', () => {
  expect(mutate(`import { a } from 'b';\nexport { c } from 'd';\ntype E = 'f' | 1;`)).toEqual([]);
});
