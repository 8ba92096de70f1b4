// Who people are on their platform at this moment, for a door that no platform stands before: an API and pages.

import type { Person, PersonKey, Standing } from '../share.ts';

/** A person of their own tenant, as they may send and receive: a member or a guest. */
export interface KnownPerson {
  readonly person: Person;
  readonly standing: Standing | null;
}

export interface Directory {
  /** `nobody`: the platform knows no such person, or they cannot receive anything (a bot, gone). `elsewhere`: this process has no such platform. */
  find(key: PersonKey): Promise<KnownPerson | 'nobody' | 'elsewhere'>;
}

export const NO_DIRECTORY: Directory = { find: async () => 'elsewhere' };
