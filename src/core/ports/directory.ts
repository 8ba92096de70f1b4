// Who people are on their platform at this moment, for a door that no platform stands before: an API and pages.

import type { Person, PersonKey, Standing } from '../share.ts';

/** A person of their own tenant, as they may send and receive: a member or a guest. */
export interface KnownPerson {
  readonly person: Person;
  readonly standing: Standing | null;
}

/** A person as people write them: `<platform>:@name`, or with the platform's own id. */
export interface Written {
  readonly platform: string;
  readonly handle: string;
  /** Where to look. Null: in the one tenant of that platform; where there are several, nobody is found. */
  readonly tenant: string | null;
}

export interface Directory {
  /** `nobody`: the platform knows no such person, or they cannot receive anything (a bot, gone). `elsewhere`: this process has no such platform. */
  find(key: PersonKey): Promise<KnownPerson | 'nobody' | 'elsewhere'>;
  /** One person whose handle is exactly this one. Nobody can be listed. */
  resolve(written: Written): Promise<KnownPerson | 'nobody' | 'elsewhere'>;
  /** Whether the platform says that this account has ended. False also where it does not answer, or is not in this process. */
  isGone(key: PersonKey): Promise<boolean>;
}

export const NO_DIRECTORY: Directory = { find: async () => 'elsewhere', resolve: async () => 'elsewhere', isGone: async () => false };
