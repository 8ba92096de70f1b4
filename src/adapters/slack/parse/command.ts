// The slash command. Null for what does not fit its schema.

import * as z from 'zod';

import { COMMAND } from '../config.ts';
import type { SlackPayload } from '../payload.ts';
import { channel, user } from './fields.ts';
import { parseMentions } from './mentions.ts';

const command = z.object({
  command: z.literal(COMMAND),
  text: z.string().default(''),
  user_id: user.shape.id,
  user_name: z.string().default(''),
  channel_id: channel.shape.id,
  channel_name: z.string().default(''),
  trigger_id: z.string(),
  response_url: z.url(),
});

export function parseSlashCommand(body: unknown): SlackPayload | null {
  const parsed = command.safeParse(body);
  if (!parsed.success) return null;
  const { data } = parsed;
  return {
    id: data.trigger_id,
    actor: { id: data.user_id, name: data.user_name },
    content: { kind: 'command', text: parseMentions(data.text) },
    place: { kind: 'here', channel: { id: data.channel_id, name: data.channel_name }, thread: null },
    target: { kind: 'command' },
    trigger: data.trigger_id,
    responseUrl: data.response_url,
    thread: null,
    fromHome: false,
  };
}
