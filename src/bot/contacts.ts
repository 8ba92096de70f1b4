// Who may share with whom, decided by what the platform knows of each person: a sentence for every refusal.

import { limits } from '../core/limits.ts';
import { receiverOf, type Receiver } from '../core/policy/receiver.ts';
import type { Person, Standing } from '../core/share.ts';
import type { Contact } from './port.ts';
import { interpolateText, sanitize } from './text.ts';
import type { Messages } from './messages/messages.ts';
import { looksLikeSecret } from '../core/secret-detector.ts';

export const MAX_RECIPIENTS = limits.recipients;

/** Why this contact cannot receive a share from `actor`; null when they can. */
function validateRecipient(messages: Messages, actor: Contact, contact: Contact): string | null {
  // A name that the platform does not know is typed text: it may be a pasted secret behind an @.
  const name = contact.kind === 'unknown' && looksLikeSecret(contact.name) ? '…' : sanitize(contact.name, limits.name);
  if (contact.key === actor.key) return messages.people.self;
  if (contact.kind === 'member' || contact.kind === 'guest' || contact.kind === 'machine') return null;
  return interpolateText(messages.people[contact.kind], { name, command: messages.commands.link });
}

/** Every reason why these people cannot receive a share. Of an empty list there is nothing to say. */
export function validateRecipients(messages: Messages, actor: Contact, people: readonly Contact[]): string[] {
  if (actor.kind !== 'member' && actor.kind !== 'guest') return [messages.people.actor];
  if (people.length > MAX_RECIPIENTS) return [interpolateText(messages.people.many, { max: String(MAX_RECIPIENTS) })];
  return [...new Set(people.map((contact) => validateRecipient(messages, actor, contact)).filter((why) => why !== null))];
}

/** How a policy names them. Null: it has no name for such a person, so what it says of members and of guests must hold. */
export function standingOf({ kind }: Pick<Contact, 'kind'>): Standing | null {
  if (kind === 'outsider') return 'linked';
  return kind === 'member' || kind === 'guest' || kind === 'machine' ? kind : null;
}

/** As the one who gets it: a machine by its name. */
export const receiverIn = (contact: Contact): Receiver | null => receiverOf(standingOf(contact), contact);

/** Each person once, in order. */
export function unique(people: readonly Contact[]): Contact[] {
  return [...new Map(people.map((contact) => [contact.key === '' ? contact.name : contact.key, contact])).values()];
}

/** What the core keeps of a contact. The name is for reading only: tricks in it are made visible before it is stored. */
export function toPerson({ key, name }: Contact): Person {
  return { key, name: sanitize(name.trim(), limits.name) || '?' };
}
