// Small secrets of the server itself that must outlive a restart, such as the tokens of chat workspaces: sealed before they reach the store.

import { b64, text, unb64, utf8 } from '../crypto/bytes.ts';
import { open, seal } from '../crypto/keys/secretbox.ts';
import type { Random, Store } from './ports.ts';
import { Fault } from './refusal.ts';

export interface Vault {
  /** Null when there is none. @throws Fault `vault.closed` when it was sealed under another root secret. */
  get(name: string): Promise<string | null>;
  /** Null forgets it. */
  put(name: string, value: string | null): Promise<void>;
}

interface VaultWorld {
  readonly store: Pick<Store, 'getSetting' | 'putSetting'>;
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly random: Random;
}

/** A value is sealed together with its name, so that a row moved to another name does not open there. */
export function createVault({ store, key, random }: VaultWorld): Vault {
  const row = (name: string): string => `vault:${name}`;
  return {
    async get(name) {
      const sealed = await store.getSetting(row(name));
      if (sealed === null) return null;
      const bytes = unb64(sealed);
      const plain = bytes && open(key, bytes);
      const stored: unknown = plain ? JSON.parse(text(plain)) : null;
      if (Array.isArray(stored) && stored[0] === name && typeof stored[1] === 'string') return stored[1];
      throw new Fault(
        'vault.closed',
        'A stored token was sealed under another root secret: give the old NT2_SECRET, or install the app anew.',
      );
    },

    async put(name, value) {
      await store.putSetting(row(name), value === null ? null : b64(seal(key, utf8(JSON.stringify([name, value])), random)));
    },
  };
}
