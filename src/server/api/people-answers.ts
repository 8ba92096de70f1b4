// What the API answers about people, templates and tokens: answers.ts has the rest.

import * as z from 'zod';
import { TOKEN_SCOPES } from '../../core/token-scopes.ts';
import { KINDS, MODES } from '../../crypto/share-terms.ts';
import { TOKEN_KINDS } from '../auth/token-record.ts';

const time = z.int().describe('Epoch, in ms.');
const next = z.string().nullable().describe('What `before` takes to go on from there; null when nothing follows.');
const person = z.string().describe('As `to` takes it: as chat numbers them.');

export const foundPersons = z.strictObject({
  persons: z.array(z.strictObject({ person, name: z.string() })).describe('Those of the newest shares first; each once on a page.'),
  next,
});

const choices = z
  .strictObject({
    kinds: z.array(z.enum(KINDS)),
    modes: z.array(z.enum(MODES)),
    longestMs: z.number(),
    initialMs: z.number(),
    fixedMs: z.number().nullable().describe('Null: any time up to the longest.'),
    needsNote: z.boolean(),
  })
  .nullable();
export const template = z.strictObject({
  name: z.string(),
  title: z.string(),
  label: z.string().describe('Empty where the person names it.'),
  fields: z.array(z.string()),
  person: choices.describe('What it leaves to choose for a person of chat; null: it cannot be used so.'),
  link: choices.describe('The same, for a link.'),
});
export const templates = z.strictObject({
  rows: z.array(template).readonly(),
  needed: z.strictObject({ person: z.boolean(), link: z.boolean() }).describe('Whether nothing goes without one.'),
  next,
});

export const tokens = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        id: z.string().describe('Names the token, and reveals nothing of it.'),
        kind: z.enum(TOKEN_KINDS).describe('program: made by the operator. device: a machine on which a person has logged in.'),
        name: z.string(),
        person: z.string().describe('For whom it stands.'),
        scopes: z.array(z.enum(TOKEN_SCOPES)),
        createdAt: time,
        lastUsedAt: time.nullable().describe('To the minute, epoch in ms; null: not yet.'),
        untilAt: time.nullable().describe('Null: until it is revoked.'),
      }),
    )
    .describe('Newest first.'),
  next,
});

const webhookName = z.string().describe('As the operator named it; its place in the path.');
export const webhooks = z.strictObject({
  rows: z
    .array(
      z.strictObject({
        id: z.string(),
        name: webhookName,
        origin: z.string().describe('Without its path, which may be what the receiver knows nt2 by.'),
        madeAt: time,
        secrets: z.int().describe('Two for a day after a new one was made.'),
        waiting: z.int().describe('Shares of which something waits for it.'),
        givenUp: z.int().describe('Events that were given up.'),
      }),
    )
    .describe('Newest first.'),
  next,
});
export const webhookSecret = z.strictObject({ name: webhookName, secret: z.string().describe('Shown once: `whsec_…`.') });
export const tested = z.strictObject({
  ok: z.boolean(),
  status: z.int().nullable().describe('What it answered; null: nothing.'),
  reason: z.string().nullable().describe('Why it did not arrive: address, redirect, status, silent or unreachable.'),
});
export const givenUp = z.strictObject({
  rows: z
    .array(z.strictObject({ id: z.string(), kind: z.string(), at: time, reason: z.string() }))
    .describe('Given up last first. They are sent again share by share, and of each in the order of its events.'),
  next,
});
export const replayed = z.strictObject({ replayed: z.int().describe('Events to be sent again.') });

export type WebhooksAnswer = z.output<typeof webhooks>;
export type WebhookSecretAnswer = z.output<typeof webhookSecret>;
export type TestedAnswer = z.output<typeof tested>;
export type GivenUpAnswer = z.output<typeof givenUp>;
export type ReplayedAnswer = z.output<typeof replayed>;
export type FoundPersonsAnswer = z.output<typeof foundPersons>;
export type TemplateAnswer = z.output<typeof template>;
export type TemplatesAnswer = z.output<typeof templates>;
export type TokensAnswer = z.output<typeof tokens>;
