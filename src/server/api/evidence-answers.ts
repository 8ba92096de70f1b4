// What the API answers about evidence: answers.ts has the rest.

import * as z from 'zod';
import { ASKED, CAUSES, KINDS, MODES } from '../../crypto/share-terms.ts';

const time = z.int().describe('Epoch, in ms.');

export const evidencePage = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        share: z.string().describe('Its receipt: GET /api/shares/{id}/receipt.'),
        log: z.string().describe('The tag of the tenant, whose log has it.'),
        kind: z.enum(KINDS),
        mode: z.enum(MODES),
        asked: z.enum(ASKED).nullable().describe('Of a request: whom it asks.'),
        template: z.string().nullable(),
        sender: z.string().describe('As chat numbers them; `erased` after `nt2 forget`.'),
        recipient: z.string().nullable().describe('Null: the holder of a link.'),
        createdAt: time,
        endedAt: time,
        cause: z.enum(CAUSES),
        keptUntil: time.describe('Until then this is kept, and a receipt can be had.'),
      }),
    )
    .readonly()
    .describe('What ended last comes first. With a filter a page may be short, even empty, and be followed by others.'),
  next: z.string().nullable().describe('What `before` takes to go on from there; null when nothing follows.'),
});

export type EvidenceAnswer = z.output<typeof evidencePage>;
