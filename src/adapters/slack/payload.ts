// One press, message or look, as far as it can be read without asking who anybody is; and the pieces that payloads have in common.

import * as z from 'zod';

import type { Contact, Interaction, InteractionBase, Conversation } from '../../bot/port.ts';
import { keyOf, PLATFORM, refOf } from './config.ts';

type What = Interaction extends infer One ? (One extends Interaction ? Omit<One, keyof InteractionBase> : never) : never;

/** Where an answer can be shown: that depends on what was pressed. */
export type ResponseTarget =
  | { readonly kind: 'command' | 'message' | 'home' | 'opened' }
  | { readonly kind: 'modal'; readonly view: string }
  /** `fields`: the inputs of the form, by block id. */
  | { readonly kind: 'form'; readonly fields: readonly string[] };

/** One press, message or look, as far as it can be read without asking who anybody is. */
export interface SlackInteraction {
  /** Unique for it; a repeated delivery carries the same. */
  readonly id: string;
  readonly actor: { readonly id: string; readonly name: string };
  /** Whom to look up besides. */
  readonly others: readonly string[];
  readonly target: ResponseTarget;
  readonly trigger: string | null;
  readonly responseUrl: string | null;
  /** The thread in which it was pressed: a private answer belongs there too. */
  readonly thread: string | null;
  /** Begun on somebody's own page: it shows another state afterwards. */
  readonly fromHome: boolean;
  readonly place: (tenant: string) => Conversation | null;
  readonly what: (tenant: string, contact: (id: string) => Contact) => What;
}

export const user = z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), username: z.string().nullish(), name: z.string().nullish() });
export const channel = z.object({ id: z.string().regex(/^[CDG][A-Z0-9]+$/), name: z.string().nullish() });
const place = z.object({ ref: z.string(), name: z.string() });
const where = place.extend({ kind: z.enum(['channel', 'thread', 'dm']), channel: place.nullable() });
/** What our own views carry, and Slack gives back as it was. */
const metadata = z.object({ ref: z.string().default(''), place: where.nullable().default(null), home: z.boolean().default(false) });
export type Metadata = z.infer<typeof metadata>;

export const actorOf = ({ id, name, username }: z.infer<typeof user>): SlackInteraction['actor'] => ({ id, name: name ?? username ?? '' });

/** Slack does not tell the name of a private channel. */
const NAMELESS = 'privategroup';

/** In a direct message, and in a conversation of a few, there is nobody else to read a card, or nt2 is not among them. */
export function placeOf(tenant: string, { id, name }: z.infer<typeof channel>, thread: string | null = null): Conversation {
  const here = { ref: refOf(tenant, id), name: !name || name === NAMELESS ? 'this channel' : `#${name}` };
  if (id.startsWith('D') || name === 'directmessage' || name?.startsWith('mpdm-') === true) return { ...here, kind: 'dm', channel: null };
  if (thread === null) return { ...here, kind: 'channel', channel: null };
  return { ref: refOf(tenant, id, thread), name: here.name, kind: 'thread', channel: here };
}

export function parseMetadata(text: string | null | undefined): Metadata {
  try {
    return metadata.parse(JSON.parse(text ?? '{}'));
  } catch {
    return metadata.parse({});
  }
}

/** A place of another tenant is none. */
export const placeFromMetadata = (tenant: string, { place: at }: Metadata): Conversation | null =>
  at?.ref.startsWith(`${tenant}/`) === true ? at : null;

export const tenantName = (tenant: string): string => `${PLATFORM}:${tenant}`;
export const contactUnknown = (tenant: string, id: string, name: string): Contact => ({
  key: keyOf(tenant, id),
  name: name || id,
  kind: 'unknown',
});
