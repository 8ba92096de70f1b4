// From Teams' payload to the bot's interaction, once it is known who its people are. Pure.

import { en } from '../../bot/messages/messages.ts';
import { resolveMentions, type MentionPiece } from '../../bot/parse/mentions.ts';
import type { Contact, Conversation, FormValues, Interaction } from '../../bot/port.ts';
import { keyOf, refOf, tenantName } from './config.ts';
import { isProgram } from './people.ts';
import type { AskedPayload, TextPiece, Values, Where } from './payload.ts';

interface Found {
  readonly tenant: string;
  readonly contacts: ReadonlyMap<string, Contact>;
}

export function toInteraction({ id, actor, where, content }: AskedPayload, { tenant, contacts }: Found): Interaction {
  const contact = (user: string): Contact => contacts.get(user) ?? nobody(tenant, user);
  const own = contacts.get(actor.id) ?? { key: keyOf(tenant, actor.id), name: actor.name, kind: 'unknown' as const };
  const base = { id, tenant: tenantName(tenant), actor: own, place: placeOf(tenant, where) };
  switch (content.kind) {
    case 'command':
      return { ...base, kind: 'command', ...resolveMentions(content.text.map((piece) => pieceOf(piece, { tenant, contact }))) };
    case 'shortcut':
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
      return { ...base, kind: 'form', name: content.form.name, ref: content.form.ref, values: valuesWith(content.values, contact) };
    case 'form-press':
      return { ...base, kind: 'form-press', press: content.press, ref: content.ref, values: valuesWith(content.values, contact) };
  }
}

export function valuesWith(values: Values, contact: (user: string) => Contact): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([id, value]): [string, FormValues[string]] => [id, typeof value === 'string' ? value : value.map(contact)]),
  );
}

const nobody = (tenant: string, user: string): Contact => ({
  key: keyOf(tenant, `?${user}`),
  name: user,
  kind: isProgram(user) ? 'bot' : 'unknown',
});

interface Reading {
  readonly tenant: string;
  readonly contact: (user: string) => Contact;
}

function pieceOf(piece: TextPiece, { tenant, contact }: Reading): MentionPiece {
  if (typeof piece === 'string') return piece;
  const { kind, id, said } = piece;
  if (kind === 'person') return { contact: contact(id), said };
  const name = kind === 'bot' || said.startsWith('@') ? said : `@${said}`;
  const key = keyOf(tenant, `?${id.replaceAll(/[<>\s]/g, '')}`);
  return { contact: { key, name, kind: kind === 'name' ? 'unknown' : kind }, said: name };
}

const THREAD = /;messageid=\d+$/;

/** Teams tells no name of a group chat. In a person's own chat with nt2 nobody else would read a card. */
function placeOf(tenant: string, { conversation, kind, name, top }: Where): Conversation {
  const shown = name === '' ? en.menu.nameless : `#${name}`;
  const channel = { ref: refOf(tenant, conversation.replace(THREAD, '')), name: shown };
  if (kind === 'personal') return { ...channel, kind: 'dm', channel: null };
  if (kind === 'group' || top || !THREAD.test(conversation)) return { ...channel, kind: 'channel', channel: null };
  return { ref: refOf(tenant, conversation), name: shown, kind: 'thread', channel };
}
