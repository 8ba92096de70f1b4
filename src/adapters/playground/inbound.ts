// What the playground's page sends, checked and made into what the bot understands.

import * as z from 'zod';

import { ACTIONS, type Contact, type FormValues, type Interaction, type InteractionBase } from '../../bot/port.ts';
import { resolveMentions, type MentionPiece } from '../../bot/parse/mentions.ts';
import { contactOf, GROUPS, keyOf, USERS, TENANT, type PlaygroundUser } from './config.ts';
import type { OpenForm, ChatState } from './chat-state.ts';

const id = z.string().max(80);
/** The page makes one up for each press: a repeated request is the same press. */
const press = z.string().regex(/^[\w-]{8,64}$/);
const player = z.string().refine((name) => USERS.some((resident) => resident.id === name && resident.plays));
const event = { as: player, press, place: id.nullable() };

export const bodies = {
  command: z.object({ ...event, text: z.string().max(4_000) }),
  shortcut: z.object({ ...event }),
  action: z.object({ ...event, action: z.enum(ACTIONS), ref: z.string().max(80) }),
  form: z.object({
    as: player,
    press,
    form: id,
    values: z.record(id, z.union([z.string().max(8_000), z.array(id).max(25)])),
  }),
  say: z.object({ as: player, place: id, text: z.string().min(1).max(4_000) }),
  remove: z.object({ message: id }),
  door: z.object({ person: player, closed: z.boolean() }),
} as const;

type Body<K extends keyof typeof bodies> = z.infer<(typeof bodies)[K]>;

export function commandFrom(room: ChatState, body: Body<'command'>): Interaction {
  return { ...base(room, body), kind: 'command', ...parseMentions(body.text.replace(/^\s*\/nt2(?:\s+|$)/i, '')) };
}

export function shortcutFrom(room: ChatState, body: Body<'shortcut'>): Interaction {
  return { ...base(room, body), kind: 'shortcut', people: [] };
}

export function actionFrom(room: ChatState, body: Body<'action'>): Interaction {
  return { ...base(room, body), kind: 'action', action: body.action, ref: body.ref };
}

export function formFrom(body: Body<'form'>, { as, place, form }: OpenForm): Interaction {
  const values = Object.fromEntries(
    form.fields.map((field): [string, FormValues[string]] => {
      const value = body.values[field.id];
      if (field.kind === 'people') return [field.id, Array.isArray(value) ? value.map(contactNamed) : []];
      return [field.id, typeof value === 'string' ? value : ''];
    }),
  );
  return { id: body.press, tenant: TENANT, actor: contactNamed(as), place, kind: 'form', name: form.name, ref: form.ref, values };
}

function base(room: ChatState, { as, press: pressed, place }: { as: string; press: string; place: string | null }): InteractionBase {
  return { id: pressed, tenant: TENANT, actor: contactNamed(as), place: place === null ? null : room.where(place, as) };
}

/** `@name` at the start of a word, as chats find it; `@scope/package` is none. */
const MENTION = /(?<=^|\s)@([a-z0-9][a-z0-9._-]{0,39})(?![a-z0-9._-]*\/)/gi;

/** Puts `<@key>` in place of each `@name`, and tells who was meant. */
function parseMentions(text: string): { readonly text: string; readonly people: readonly Contact[] } {
  // Every second piece is what the pattern holds: a name.
  const pieces = text.split(MENTION);
  return resolveMentions(
    pieces.map((piece, n): MentionPiece => (n % 2 === 0 ? piece : { contact: contactNamed(piece.toLowerCase()), said: `@${piece}` })),
  );
}

function contactNamed(name: string): Contact {
  const resident: PlaygroundUser | undefined = USERS.find((known) => known.id === name);
  if (resident) return contactOf(resident);
  return { key: keyOf(`?${name}`), name: `@${name}`, kind: GROUPS.includes(name) ? 'group' : 'unknown' };
}
