// A person's calendar of what they are to change: a feed under an address that nobody can guess, which they make and end themselves.

import { encodeBase32, hashB64 } from '../../crypto/bytes.ts';
import type { Random } from '../ports/clock.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { PersonKey } from '../share.ts';
import type { Rotations } from './rotations.ts';

/** A day on which something is due. It says nothing of what it is. */
export interface CalendarDay {
  /** The same whenever the feed is read, and of no use elsewhere. */
  readonly id: string;
  readonly dueAt: number;
}

export interface CalendarsDeps {
  readonly store: SettingsStore;
  readonly random: Random;
  readonly rotations: Pick<Rotations, 'list'>;
}

export type Calendars = ReturnType<typeof createCalendars>;

const TOKEN = /^[a-z2-7]{52}$/;
// Only hashes are kept: who reads the store has no address.
const byToken = (token: string): string => `calendar:${hashB64(`calendar ${token}`)}`;
const byPerson = (person: PersonKey): string => `calendar-of:${person}`;

export function createCalendars({ store, random, rotations }: CalendarsDeps) {
  async function end(person: PersonKey): Promise<void> {
    const kept = await store.getSetting(byPerson(person));
    if (kept !== null) await store.putSetting(kept, null);
    await store.putSetting(byPerson(person), null);
  }

  return {
    /** The token of a new feed, which takes the place of the one before. */
    async make(person: PersonKey): Promise<string> {
      await end(person);
      const token = encodeBase32(random(32));
      await store.putSetting(byPerson(person), byToken(token));
      await store.putSetting(byToken(token), person);
      return token;
    },
    end,
    /** Those that they are asked about. Null: no feed is there. */
    async days(token: string): Promise<readonly CalendarDay[] | null> {
      const person = TOKEN.test(token) ? await store.getSetting(byToken(token)) : null;
      if (person === null) return null;
      const all = await rotations.list(person as PersonKey);
      return all
        .filter(({ owner }) => owner.key === person)
        .map(({ id, dueAt }) => ({ id: hashB64(`calendar ${token} ${id}`).slice(0, 22), dueAt }));
    },
  };
}
