// From the playground's payload to the bot's interaction. Pure.

import type { Contact, Form, FormValues, Interaction } from '../../bot/port.ts';
import { resolveMentions, type MentionPiece } from '../../bot/parse/mentions.ts';
import { contactOf, GROUPS, keyOf, TENANT, USERS } from './config.ts';
import type { PlaygroundPayload } from './payload.ts';

export function toInteraction({ press, as, place, content }: PlaygroundPayload): Interaction {
  const base = { id: press, tenant: TENANT, actor: contactNamed(as), place };
  switch (content.kind) {
    case 'command':
      return { ...base, kind: 'command', ...resolveText(content.text.replace(/^\s*\/nt2(?:\s+|$)/i, '')) };
    case 'shortcut':
      return { ...base, kind: 'shortcut', people: authorOf(content.author, as) };
    case 'action':
      return { ...base, kind: 'action', action: content.action, ref: content.ref };
    case 'form-press': {
      const { form, press: pressed, values } = content;
      return { ...base, kind: 'form-press', press: pressed, ref: form.ref, values: valuesOf(form, values) };
    }
    case 'form': {
      const { form, values } = content;
      return { ...base, kind: 'form', name: form.name, ref: form.ref, values: valuesOf(form, values) };
    }
  }
}

/** The author of the message asked for the secret, and is its likely recipient, unless it is a bot or the person themselves. */
function authorOf(author: string | null, as: string): Contact[] {
  const user = USERS.find(({ id, kind }) => id === author && id !== as && kind !== 'bot');
  return user === undefined ? [] : [contactOf(user)];
}

function valuesOf(form: Form, values: Readonly<Record<string, string | readonly string[]>>): FormValues {
  return Object.fromEntries(
    form.fields.map((field): [string, FormValues[string]] => {
      const value = values[field.id];
      if (field.kind === 'people') return [field.id, typeof value === 'object' ? value.map(contactNamed) : []];
      return [field.id, typeof value === 'string' ? value : ''];
    }),
  );
}

/** `@name` at the start of a word, as chats find it; `@scope/package` is not a name. */
const MENTION = /(?<=^|\s)@([a-z0-9][a-z0-9._-]{0,39})(?![a-z0-9._-]*\/)/gi;

/** Puts `<@key>` in place of each `@name`, and tells who was meant. */
function resolveText(text: string): ReturnType<typeof resolveMentions> {
  // Every second piece is what the pattern holds: a name.
  const pieces = text.split(MENTION);
  return resolveMentions(
    pieces.map((piece, n): MentionPiece => (n % 2 === 0 ? piece : { contact: contactNamed(piece.toLowerCase()), said: `@${piece}` })),
  );
}

function contactNamed(name: string): Contact {
  const user = USERS.find((known) => known.id === name);
  if (user) return contactOf(user);
  return { key: keyOf(`?${name}`), name: `@${name}`, kind: GROUPS.includes(name) ? 'group' : 'unknown' };
}
