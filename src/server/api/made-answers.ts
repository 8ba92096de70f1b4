// What the API answers when it has made one share or several: answers.ts has the rest.

import * as z from 'zod';
import { newShare, problem } from './answers.ts';

export const madeShare = newShare.extend({
  shares: z
    .array(newShare.extend({ at: z.int().describe('The place in `to`.') }))
    .optional()
    .describe('With `to`: one for each person. What stands above is the first of them.'),
  failed: z
    .array(z.strictObject({ at: z.int().describe('The place in `to`.'), problem }))
    .optional()
    .describe('With `to`: those for whom none was made, and why.'),
});

export type MadeShareAnswer = z.output<typeof madeShare>;
export type ProblemAnswer = z.output<typeof problem>;
