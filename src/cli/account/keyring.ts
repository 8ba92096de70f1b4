// The system's keyring, for those who installed the package that reaches it beside nt2: `npm install --global @napi-rs/keyring`. nt2 does not
// depend on it. Without it, or where it is locked or away, the token lies in the file. See docs/decisions/log-in.md.

import { createRequire } from 'node:module';

/** Under the address of a server lies its token. */
export interface Keyring {
  /** Null: there is none, or the keyring does not say. */
  load(url: string): Promise<string | null>;
  /** False: it took nothing. */
  save(url: string, token: string): Promise<boolean>;
  remove(url: string): Promise<void>;
}

/** As `AsyncEntry` of @napi-rs/keyring 2.1. */
export interface KeyringEntry {
  getPassword(signal: AbortSignal): Promise<string | null>;
  setPassword(password: string, signal: AbortSignal): Promise<void>;
  deletePassword(signal: AbortSignal): Promise<unknown>;
}
export interface KeyringPackage {
  readonly AsyncEntry: new (
    service: string,
    name: string,
    options: { readonly linux: { readonly store: 'secret-service' } },
  ) => KeyringEntry;
}

const PACKAGE = '@napi-rs/keyring';
/** A person may have to unlock it. */
const PATIENCE_MS = 60_000;

/** Null: the package is not installed. */
export function openKeyring(load: () => KeyringPackage | null = requirePackage): Keyring | null {
  const found = load();
  if (found === null) return null;
  // The kernel’s keyring, its other choice on Linux, forgets all at the next start of the machine.
  const entry = (url: string): KeyringEntry => new found.AsyncEntry('nt2', url, { linux: { store: 'secret-service' } });
  const within = async <T>(work: (signal: AbortSignal) => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work(AbortSignal.timeout(PATIENCE_MS));
    } catch {
      // Its own words may name what was asked for.
      return otherwise;
    }
  };
  return {
    load: (url) => within((signal) => entry(url).getPassword(signal), null),
    save: (url, token) =>
      within(
        (signal) =>
          entry(url)
            .setPassword(token, signal)
            .then(() => true),
        false,
      ),
    remove: (url) =>
      within(
        (signal) =>
          entry(url)
            .deletePassword(signal)
            .then(() => undefined),
        undefined,
      ),
  };
}

function requirePackage(): KeyringPackage | null {
  try {
    return createRequire(import.meta.url)(PACKAGE) as KeyringPackage;
  } catch {
    return null;
  }
}
