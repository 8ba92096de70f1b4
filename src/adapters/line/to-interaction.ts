// An event of LINE, with the people in it, as what the bot understands. Pure.

import { resolveMentions, type MentionPiece } from '../../bot/parse/mentions.ts';
import type { Contact, Interaction } from '../../bot/port.ts';
import type { PersonKey } from '../../core/share.ts';
import type { LineEvent, Mentionee } from './parse/events.ts';
import { parsePostback } from './parse/postback.ts';

const NO_KEY = '' as PersonKey;
const COMMAND = /^\s*\/nt2(?=\s|$)/i;
const NAME = /(@[^\s@]+)/;

/** User ids that an event names, beside the person whose it is. */
export function namedIn(event: LineEvent): string[] {
  if (event.type === 'message') return (event.message.mention?.mentionees ?? []).flatMap(({ userId }) => userId ?? []);
  return event.type === 'postback' ? [...(parsePostback(event.postback.data)?.people ?? [])] : [];
}

/** Whether it is meant for nt2: in a group only what says so. */
export const isForUs = (event: LineEvent): boolean =>
  event.source?.type === 'user' || (event.type === 'message' && event.source?.type === 'group' && COMMAND.test(event.message.text));

/** Null: nothing for the bot. `people`: by user id. */
export function toInteraction(
  event: LineEvent,
  { tenant, actor, people }: { readonly tenant: string; readonly actor: Contact; readonly people: ReadonlyMap<string, Contact> },
): Interaction | null {
  const base = { id: event.webhookEventId, tenant, actor, place: null };
  switch (event.type) {
    case 'message': {
      const { text, mention } = event.message;
      const pieces = piecesOf(text, mention?.mentionees ?? [], people);
      return { kind: 'command', ...base, ...resolveMentions(withoutCommand(pieces)) };
    }
    case 'postback': {
      const pressed = parsePostback(event.postback.data);
      if (pressed === null) return null;
      const chosen = pressed.people.flatMap((user) => people.get(user) ?? []);
      const kept = { ...(chosen.length > 0 && { people: chosen }), ...(pressed.label !== '' && { label: pressed.label }) };
      return { kind: 'action', ...base, action: pressed.action, ref: pressed.ref, kept };
    }
    case 'follow':
    case 'join':
      return { kind: 'command', ...base, text: 'help', people: [] };
  }
}

function withoutCommand([first, ...more]: readonly MentionPiece[]): readonly MentionPiece[] {
  return typeof first === 'string' ? [first.replace(COMMAND, '').trimStart(), ...more] : first === undefined ? [] : [first, ...more];
}

/** Places are UTF-16 units, as in a string here. What LINE does not name is a name that nobody knows. */
function piecesOf(text: string, mentionees: readonly Mentionee[], people: ReadonlyMap<string, Contact>): MentionPiece[] {
  const pieces: MentionPiece[] = [];
  let at = 0;
  for (const one of mentionees.toSorted((a, b) => a.index - b.index)) {
    if (one.index < at || one.index + one.length > text.length) continue;
    pieces.push(...unnamed(text.slice(at, one.index)));
    at = one.index + one.length;
    const said = text.slice(one.index, at);
    pieces.push({ contact: contactOf(one, said.replace(/^@/, ''), people), said });
  }
  return [...pieces, ...unnamed(text.slice(at))];
}

function contactOf({ type, userId, isSelf }: Mentionee, name: string, people: ReadonlyMap<string, Contact>): Contact {
  if (type === 'all') return { key: NO_KEY, name, kind: 'group' };
  if (isSelf) return { key: NO_KEY, name, kind: 'bot' };
  const contact = userId === undefined ? undefined : people.get(userId);
  return contact === undefined || contact.kind === 'unknown' ? { key: NO_KEY, name, kind: 'unknown' } : contact;
}

const unnamed = (text: string): MentionPiece[] =>
  text
    .split(NAME)
    .filter((piece) => piece !== '')
    .map((piece) => (NAME.test(piece) ? { contact: { key: NO_KEY, name: piece.slice(1), kind: 'unknown' }, said: piece } : piece));
