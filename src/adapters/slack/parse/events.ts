// Events: a person opens their own page; nt2 was removed, or its token revoked.

import * as z from 'zod';

import { homeOf, type SlackPayload } from '../payload.ts';
import { user } from './fields.ts';

const opened = z.object({
  event_id: z.string(),
  event: z.object({ type: z.literal('app_home_opened'), tab: z.literal('home'), user: user.shape.id }),
});

export function parseHomeOpened(body: unknown): SlackPayload | null {
  const parsed = opened.safeParse(body);
  return parsed.success ? homeOf(parsed.data.event.user, parsed.data.event_id) : null;
}

const revoked = z.object({
  event_time: z.number(),
  event: z.object({
    type: z.enum(['app_uninstalled', 'tokens_revoked']),
    tokens: z.object({ bot: z.array(z.string()).nullish() }).nullish(),
  }),
});

/** `botUsers`: whose tokens; undefined for all. Null when only tokens of people were revoked. */
export function parseRevoked(body: unknown): { readonly at: number; readonly botUsers: readonly string[] | undefined } | null {
  const parsed = revoked.safeParse(body);
  if (!parsed.success) return null;
  const { event, event_time: seconds } = parsed.data;
  const bots = event.tokens?.bot ?? [];
  if (event.type === 'tokens_revoked' && bots.length === 0) return null;
  return { at: seconds * 1_000 + 999, botUsers: event.type === 'tokens_revoked' ? bots : undefined };
}
