// The parts of a person's key.

import type { PersonKey } from '../../core/share.ts';

/** `platform:tenant` of `platform:tenant:user`. */
export function tenantOf(person: PersonKey): string {
  return person.slice(0, person.indexOf(':', person.indexOf(':') + 1));
}
