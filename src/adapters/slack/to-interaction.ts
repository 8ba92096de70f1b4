// From Slack's payload to the bot's interaction, once it is known whose installation it is for and who its people are. Pure.

import type { Contact, FormValues, Interaction } from '../../bot/port.ts';
import { resolveMentions, type MentionPiece } from '../../bot/parse/mentions.ts';
import { keyOf, tenantName } from './config.ts';
import type { Installation } from './installations/installations.ts';
import type { SlackPayload, TextPiece } from './payload.ts';
import { conversationAt } from './place.ts';
import type { Contacts } from './users.ts';

interface Found {
  readonly installation: Pick<Installation, 'tenant'>;
  readonly contacts: Contacts['found'];
}

export function toInteraction(payload: SlackPayload, { installation: { tenant }, contacts }: Found): Interaction {
  const { id, actor, content } = payload;
  const contact = (user: string): Contact =>
    contacts.get(user) ?? { key: keyOf(tenant, user), name: (user === actor.id && actor.name) || user, kind: 'unknown' };
  const base = { id, tenant: tenantName(tenant), actor: contact(actor.id), place: conversationAt(tenant, payload.place) };
  switch (content.kind) {
    case 'command':
      return { ...base, kind: 'command', ...resolveText(content.text, { tenant, contact }) };
    case 'shortcut':
      // Bots, outsiders and deactivated people cannot be recipients, so they are not proposed.
      return {
        ...base,
        kind: 'shortcut',
        people: content.people.map(contact).filter(({ kind }) => kind === 'member' || kind === 'guest'),
        ...(content.asks && { asks: true }),
        ...(content.pasted && { pasted: content.pasted }),
      };
    case 'action':
      return { ...base, kind: 'action', action: content.action, ref: content.ref };
    case 'form':
      return { ...base, kind: 'form', name: content.name, ref: content.ref, values: valuesWith(content.values, contact) };
    case 'form-press':
      return { ...base, kind: 'form-press', press: content.press, ref: content.ref, values: valuesWith(content.values, contact) };
    case 'home':
      return { ...base, kind: 'home' };
  }
}

interface Reading {
  readonly tenant: string;
  readonly contact: (user: string) => Contact;
}

/** What was typed, with `<@key>` for each person who is meant, and who that is, in order. */
export function resolveText(pieces: readonly TextPiece[], { tenant, contact }: Reading): ReturnType<typeof resolveMentions> {
  return resolveMentions(
    pieces.map((piece): MentionPiece => {
      if (typeof piece === 'string') return piece;
      switch (piece.kind) {
        case 'person':
          return { contact: contact(piece.id), said: '' };
        case 'group':
          return { contact: { key: keyOf(tenant, `!${piece.name}`), name: piece.name, kind: 'group' }, said: piece.said };
        case 'name':
          return { contact: { key: keyOf(tenant, `?${piece.name}`), name: `@${piece.name}`, kind: 'unknown' }, said: `@${piece.name}` };
      }
    }),
  );
}

function valuesWith(values: Readonly<Record<string, string | readonly string[]>>, contact: Reading['contact']): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]): [string, FormValues[string]] => [id, typeof value === 'string' ? value : value.map(contact)]),
  );
}
