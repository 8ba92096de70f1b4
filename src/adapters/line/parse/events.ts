// The body of LINE's webhook as plain data: messages and presses of people. Everything else it tells is nothing to nt2.

import * as z from 'zod';
import { GROUP, USER } from '../config.ts';

const user = z.string().regex(USER);
const source = z.object({ type: z.string(), userId: user.optional(), groupId: z.string().regex(GROUP).optional() });
const base = {
  webhookEventId: z.string().min(1).max(64),
  timestamp: z.number(),
  mode: z.string(),
  deliveryContext: z.object({ isRedelivery: z.boolean() }),
  source: source.optional(),
  replyToken: z.string().optional(),
};
const mentionee = z.object({
  type: z.string(),
  index: z.number().int().min(0),
  length: z.number().int().min(0),
  userId: user.optional(),
  isSelf: z.boolean().optional(),
});
const text = z.object({
  type: z.literal('text'),
  text: z.string(),
  mention: z.object({ mentionees: z.array(mentionee).max(20) }).optional(),
});
const known = z.discriminatedUnion('type', [
  z.object({ type: z.literal('message'), ...base, message: text }),
  z.object({ type: z.literal('postback'), ...base, postback: z.object({ data: z.string().max(300) }) }),
  z.object({ type: z.enum(['follow', 'join']), ...base }),
]);
const envelope = z.object({ destination: user, events: z.array(z.unknown()).max(1_000) });

export type LineEvent = z.output<typeof known>;
export type Mentionee = z.output<typeof mentionee>;

export interface WebhookCall {
  /** The user id of the account that it is for. */
  readonly destination: string;
  readonly events: readonly LineEvent[];
}

/** Null: it is not what LINE sends. An event of another kind, or of another form, is left out. */
export function parseCall(body: Buffer): WebhookCall | null {
  let sent: unknown;
  try {
    sent = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  const parsed = envelope.safeParse(sent);
  if (!parsed.success) return null;
  const events = parsed.data.events.flatMap((event) => {
    const one = known.safeParse(event);
    return one.success ? [one.data] : [];
  });
  return { destination: parsed.data.destination, events };
}
