// Messages that Slack sends where the operator has switched that on (`NT2_WATCH_PASTES`): who wrote where, and what kind of secret it looks
// like. The text goes no further than this.

import * as z from 'zod';

import { shapedKind } from '../../../core/pasted-kind.ts';
import type { SlackBody } from '../payload.ts';
import { channel, user } from './fields.ts';

export interface PastedMessage {
  /** Of the message, the same however often it is delivered. */
  readonly id: string;
  readonly user: string;
  readonly channel: string;
  readonly thread: string | null;
  readonly looks: string;
}

const any = z.object({ type: z.literal('event_callback'), event: z.object({ type: z.literal('message') }) });
const message = z.object({
  event: z.object({
    channel: channel.shape.id,
    user: user.shape.id,
    ts: z.string(),
    thread_ts: z.string().nullish(),
    text: z.string(),
    // What people write: not joins, edits and deletions.
    subtype: z.enum(['file_share', 'thread_broadcast', 'me_message']).nullish(),
    bot_id: z.null().optional(),
    app_id: z.null().optional(),
  }),
});

export const isMessageEvent = (body: SlackBody): boolean => any.safeParse(body).success;

/** Null for what no person wrote, and for what looks like no secret. */
export function parsePastedMessage(body: SlackBody): PastedMessage | null {
  const parsed = message.safeParse(body);
  const looks = parsed.success ? shapedKind(parsed.data.event.text) : null;
  if (!parsed.success || looks === null) return null;
  const { channel: place, user: author, ts, thread_ts: thread } = parsed.data.event;
  return { id: `${place}:${ts}`, user: author, channel: place, thread: thread ?? null, looks };
}
