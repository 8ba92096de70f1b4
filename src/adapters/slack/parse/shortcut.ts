// Entries in Slack's menus: on a message, and everywhere.

import * as z from 'zod';

import type { Pasted } from '../../../bot/port.ts';
import { pastedKind } from '../../../core/pasted-kind.ts';
import { SHORTCUTS } from '../config.ts';
import type { SlackPayload } from '../payload.ts';
import { actorOf, channel, user } from './fields.ts';

const onMessage = z.object({
  type: z.literal('message_action'),
  callback_id: z.enum([SHORTCUTS.thread, SHORTCUTS.askThread, SHORTCUTS.pasted]),
  trigger_id: z.string(),
  response_url: z.url().nullish(),
  user,
  channel,
  message: z.object({
    ts: z.string(),
    thread_ts: z.string().nullish(),
    user: z.string().nullish(),
    bot_id: z.string().nullish(),
    text: z.string().nullish(),
  }),
});
const shortcut = z.discriminatedUnion('type', [
  onMessage,
  z.object({ type: z.literal('shortcut'), callback_id: z.enum([SHORTCUTS.global, SHORTCUTS.ask]), trigger_id: z.string(), user }),
]);

/** The text of the message goes no further than this. */
function pastedIn({ message: { text, user: author, bot_id: bot }, user: { id } }: z.infer<typeof onMessage>): Pasted {
  return { by: bot ? 'app' : author === id ? 'actor' : 'other', looks: pastedKind(text ?? '') };
}

export function parseShortcut(body: unknown): SlackPayload | null {
  const parsed = shortcut.safeParse(body);
  if (!parsed.success) return null;
  const { data } = parsed;
  const base = {
    id: data.trigger_id,
    actor: actorOf(data.user),
    trigger: data.trigger_id,
    target: { kind: 'message' },
    fromHome: false,
  } as const;
  const asks = data.callback_id === SHORTCUTS.ask || data.callback_id === SHORTCUTS.askThread;
  if (data.type === 'shortcut')
    return { ...base, content: { kind: 'shortcut', people: [], asks }, place: null, responseUrl: null, thread: null };
  const { message } = data;
  const thread = message.thread_ts ?? message.ts;
  const author =
    message.user && !message.bot_id && message.user !== data.user.id && /^[UW][A-Z0-9]+$/.test(message.user) ? [message.user] : [];
  return {
    ...base,
    // The author of the message asked for the secret, and is its likely recipient; or offered it, and is the one to ask.
    content: { kind: 'shortcut', people: author, asks, ...(data.callback_id === SHORTCUTS.pasted && { pasted: pastedIn(data) }) },
    place: { kind: 'here', channel: data.channel, thread },
    responseUrl: data.response_url ?? null,
    thread,
  };
}
