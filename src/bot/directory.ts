// Looks people up on the platforms of this process. A platform that does not answer knows nobody: to ask again costs little, to ask the
// wrong person much.

import type { Directory, KnownPerson } from '../core/ports/directory.ts';
import type { PersonKey } from '../core/share.ts';
import { standingOf, toPerson } from './contacts.ts';
import { platformOf, type Adapter, type Contact } from './port.ts';

export function createDirectory(adapters: readonly Adapter[]): Directory {
  const adapterOf = (name: string): Adapter | undefined => adapters.find(({ platform }) => platform === name);

  return {
    isGone: async (key) =>
      (
        await adapterOf(platformOf(key))
          ?.findContact(key)
          .catch(() => null)
      )?.kind === 'gone',
    async find(key) {
      const adapter = adapterOf(platformOf(key));
      if (adapter === undefined) return 'elsewhere';
      const contact = await adapter.findContact(key).catch(() => null);
      return contact?.key === key ? known(contact) : 'nobody';
    },
    async resolve({ platform, handle, tenant }) {
      const adapter = adapterOf(platform);
      if (adapter === undefined) return 'elsewhere';
      const byId = tenant === null ? null : (`${tenant}:${handle}` as PersonKey);
      const asked = adapter.findHandle?.(handle, tenant) ?? (byId && adapter.findContact(byId));
      const contact = await asked?.catch(() => null);
      return contact && platformOf(contact.key) === platform ? known(contact) : 'nobody';
    },
  };
}

/** Who can receive something. */
function known(contact: Contact): KnownPerson | 'nobody' {
  const { kind } = contact;
  return kind === 'member' || kind === 'guest' ? { person: toPerson(contact), standing: standingOf(contact) } : 'nobody';
}
