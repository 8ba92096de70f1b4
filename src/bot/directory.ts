// Looks people up on the platforms of this process. A platform that does not answer knows nobody: to ask again costs little, to ask the
// wrong person much.

import type { Directory } from '../core/ports/directory.ts';
import { standingOf, toPerson } from './contacts.ts';
import { platformOf, type Adapter } from './port.ts';

export function createDirectory(adapters: readonly Adapter[]): Directory {
  return {
    async find(key) {
      const adapter = adapters.find(({ platform }) => platform === platformOf(key));
      if (adapter === undefined) return 'elsewhere';
      const contact = await adapter.findContact(key).catch(() => null);
      if (contact?.key !== key || (contact.kind !== 'member' && contact.kind !== 'guest')) return 'nobody';
      return { person: toPerson(contact), standing: standingOf(contact) };
    },
  };
}
