// Who may share, and with whom: a sentence for each "no", decided by what the platform knows of the person.

import { limits } from '../../core/limits.ts';
import type { Person } from '../../core/share.ts';
import type { Contact } from '../port.ts';
import { fillText, shown } from '../say/fill.ts';
import type { Words } from '../words.ts';
import { looksLikeSecret } from './pasted.ts';

export const MOST_PEOPLE = 10;

/** Why this contact cannot receive a share from `actor`; null when he can. */
function whyNotRecipient(words: Words, actor: Contact, contact: Contact): string | null {
  // A name that the platform does not know is typed text: it may be a pasted secret behind an @.
  const name = contact.is === 'unknown' && looksLikeSecret(contact.name) ? '…' : shown(contact.name, limits.name);
  if (contact.key === actor.key) return words.people.self;
  if (contact.is === 'member' || contact.is === 'guest') return null;
  return fillText(words.people[contact.is], { name });
}

/** Every reason why a share with these people cannot be; the empty list of people is a link share, and fine. */
export function whyNotPeople(words: Words, actor: Contact, people: readonly Contact[]): string[] {
  if (actor.is !== 'member' && actor.is !== 'guest') return [words.people.actor];
  if (people.length > MOST_PEOPLE) return [fillText(words.people.many, { max: String(MOST_PEOPLE) })];
  return [...new Set(people.map((contact) => whyNotRecipient(words, actor, contact)).filter((why) => why !== null))];
}

/** Each person once, in order. */
export function unique(people: readonly Contact[]): Contact[] {
  return [...new Map(people.map((contact) => [contact.key === '' ? contact.name : contact.key, contact])).values()];
}

/** What the core keeps of a contact. The name is for reading only: tricks in it are made visible before it is stored. */
export function personOf({ key, name }: Contact): Person {
  return { key, name: shown(name.trim(), limits.name) || '?' };
}
