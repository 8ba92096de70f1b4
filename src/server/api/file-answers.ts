// What the API answers about files: answers.ts has the rest.

import * as z from 'zod';
import { time } from './answers.ts';

export const begunFile = z.strictObject({
  id: z.string(),
  untilAt: time.describe('It goes then, unless a share has bound it. Epoch, in ms.'),
});

export const file = z.strictObject({
  id: z.string(),
  bytes: z.int().describe('Of the ciphertext.'),
  chunks: z.int(),
  there: z
    .array(z.strictObject({ index: z.int(), hash: z.string().describe('Base64 SHA-256 of its bytes.') }))
    .describe('The chunks that have arrived, by index.'),
  untilAt: time.nullable().describe('Null: a share has bound it.'),
  share: z.string().nullable().describe('The share that has bound it.'),
});

export type NewFileAnswer = z.output<typeof begunFile>;
export type FileAnswer = z.output<typeof file>;
