// What is wrong with one value of a policy, and what it must be: the sentence for each of zod's issues. It goes on after the value's name.

import type * as z from 'zod';

const KINDS_OF = {
  string: 'text',
  object: 'a map of keys',
  array: 'a list',
  number: 'a number',
  boolean: 'true or false',
  record: 'a map of keys',
};

export function sentenceOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'is no key that nt2 knows here: correct it, or leave it out. `nt2 policy schema` has them all.';
    case 'invalid_type': {
      const wanted = KINDS_OF[issue.expected as keyof typeof KINDS_OF] ?? issue.expected;
      return issue.input === undefined ? `is missing: it must be ${wanted}.` : `must be ${wanted}.`;
    }
    case 'invalid_value': {
      const values = issue.values.map(String);
      const missing = issue.input === undefined ? 'is missing: it' : '';
      return `${missing === '' ? '' : `${missing} `}must be ${values.length === 1 ? values[0] : `one of ${values.join(', ')}`}.`;
    }
    default:
      return issue.message;
  }
}
