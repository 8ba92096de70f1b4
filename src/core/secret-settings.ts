// Small secrets of the server itself that must outlive a restart, such as the tokens of chat workspaces: sealed before they reach the store.

import { encodeBase64, equal, decodeUtf8, decodeBase64, encodeUtf8 } from '../crypto/bytes.ts';
import { openBox, sealBox } from '../crypto/keys/secretbox.ts';
import type { Random } from './ports/clock.ts';
import type { SettingsStore } from './ports/settings-store.ts';
import { Fault } from './refusal.ts';

export interface SecretSettings {
  /** Null when there is none. @throws Fault `vault.closed` when it was sealed under another root secret. */
  get(name: string): Promise<string | null>;
  /** Null deletes it. */
  put(name: string, value: string | null): Promise<void>;
}

export interface RotatableSecretSettings extends SecretSettings {
  /** Seals with the current key what an earlier key has sealed, so that the earlier key can go. */
  reencrypt(): Promise<void>;
}

interface VaultDeps {
  readonly store: SettingsStore;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** Keys of earlier root secrets, which can still open what they sealed. */
  readonly previous?: readonly Uint8Array[];
  readonly random: Random;
}

const ROW = 'vault:';

/** A value is sealed together with its name, so that a row moved to another name does not open there. */
export function createSecretSettings({ store, key, previous = [], random }: VaultDeps): RotatableSecretSettings {
  /** Null when none of `keys` opens it, or it was sealed under another name. */
  function read(name: string, sealed: string, keys: readonly Uint8Array[]): string | null {
    const bytes = decodeBase64(sealed);
    for (const one of bytes ? keys : []) {
      const plain = openBox(one, bytes as Uint8Array);
      const stored: unknown = plain ? JSON.parse(decodeUtf8(plain)) : null;
      if (Array.isArray(stored) && stored[0] === name && typeof stored[1] === 'string') return stored[1];
    }
    return null;
  }

  async function put(name: string, value: string | null): Promise<void> {
    await store.putSetting(
      ROW + name,
      value === null ? null : encodeBase64(sealBox(key, encodeUtf8(JSON.stringify([name, value])), random)),
    );
  }

  return {
    put,
    async get(name) {
      const sealed = await store.getSetting(ROW + name);
      const value = sealed === null ? null : read(name, sealed, [key, ...previous]);
      if (sealed === null || value !== null) return value;
      throw new Fault(
        'vault.closed',
        'Something in the store was sealed under another root secret: give that one as NT2_SECRET_PREVIOUS, or install the chat app anew.',
      );
    },

    async reencrypt() {
      for (const { key: row, value: sealed } of await store.listSettings(ROW)) {
        const name = row.slice(ROW.length);
        const value = read(name, sealed, [key]) === null ? read(name, sealed, previous) : null;
        if (value !== null) await put(name, value);
      }
    },
  };
}

const CHAT = 'chat:';

/** Secrets that only a process with chat can open have names and a key of their own. */
export function selectChatSecrets(own: SecretSettings): SecretSettings {
  return { get: (name) => own.get(CHAT + name), put: (name, value) => own.put(CHAT + name, value) };
}

/** Moves what begins with `prefix` from the settings that every process can open to `to`. */
export async function migrateSecrets(
  to: SecretSettings,
  from: SecretSettings,
  { store, prefix }: { store: SettingsStore; prefix: string },
): Promise<void> {
  for (const { key: row } of await store.listSettings(ROW + prefix)) {
    const name = row.slice(ROW.length);
    const value = await from.get(name);
    if (value !== null) await to.put(name, value);
    await from.put(name, null);
  }
}

const TAG_KEY = 'tag-key';

/**
 * The key that the tags of all tenants are made with. Tags name everything in the store, so this key outlives the root secret it came from:
 * with the first change of that it goes into the vault. `made`: of the root secret; `oldest`: of the oldest one that is given.
 * @throws Fault `vault.closed`
 */
export async function loadTagKey(vault: SecretSettings, made: Uint8Array, oldest: Uint8Array): Promise<Uint8Array> {
  const kept = decodeBase64((await vault.get(TAG_KEY)) ?? '');
  if (kept?.length === 32) return kept;
  if (!equal(made, oldest)) await vault.put(TAG_KEY, encodeBase64(oldest));
  return oldest;
}
