// Where something was pressed or typed, and what nt2's own views carry of that: Slack gives a view's metadata back as it was.

import * as z from 'zod';

import type { Conversation } from '../../bot/port.ts';
import { refOf } from './config.ts';

const place = z.object({ ref: z.string(), name: z.string() });
const conversation = place.extend({ kind: z.enum(['channel', 'thread', 'dm']), channel: place.nullable() });
const metadata = z.object({ ref: z.string().default(''), place: conversation.nullable().default(null), home: z.boolean().default(false) });
export type Metadata = z.infer<typeof metadata>;

export type SlackPlace =
  | { readonly kind: 'here'; readonly channel: SlackChannel; readonly thread: string | null }
  /** Brought back by one of nt2's own views. */
  | { readonly kind: 'carried'; readonly conversation: Conversation };

export interface SlackChannel {
  readonly id: string;
  readonly name?: string | null | undefined;
}

export function parseMetadata(text: string | null | undefined): Metadata {
  try {
    return metadata.parse(JSON.parse(text ?? '{}'));
  } catch {
    return metadata.parse({});
  }
}

export const carriedIn = ({ place: conversation }: Metadata): SlackPlace | null =>
  conversation === null ? null : { kind: 'carried', conversation };

/** As the bot sees it. A place that a view brought back from another tenant counts as no place. */
export function conversationAt(tenant: string, at: SlackPlace | null): Conversation | null {
  if (at === null) return null;
  if (at.kind === 'carried') return at.conversation.ref.startsWith(`${tenant}/`) ? at.conversation : null;
  return conversationHere(tenant, at.channel, at.thread);
}

/** Slack does not tell the name of a private channel. */
const NAMELESS = 'privategroup';

/** A direct message or a small group takes no card: there are no other readers there, or nt2 is not a member. */
function conversationHere(tenant: string, { id, name }: SlackChannel, thread: string | null): Conversation {
  const here = { ref: refOf(tenant, id), name: !name || name === NAMELESS ? 'this channel' : `#${name}` };
  if (id.startsWith('D') || name === 'directmessage' || name?.startsWith('mpdm-') === true) return { ...here, kind: 'dm', channel: null };
  if (thread === null) return { ...here, kind: 'channel', channel: null };
  return { ref: refOf(tenant, id, thread), name: here.name, kind: 'thread', channel: here };
}
