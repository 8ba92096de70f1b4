// Opens the key store, when the settings name one, and remembers since when there has been one.

import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { SettingsStore } from '../core/ports/settings-store.ts';
import type { HealthStore } from '../core/ports/store-health.ts';
import type { Share } from '../core/share.ts';
import type { KeyStore } from '../store/shred/key-store.ts';

export interface ShareKeys {
  /** Null: ciphertext is stored as it comes. */
  readonly keyStore: KeyStore | null;
  /** The storage class under which this share was kept. */
  readonly storageOf: (share: Share) => string;
}

/** Since when every new share has had a key, epoch ms. */
const SINCE = 'shred:since';

/** @throws Fault `store.unavailable` or `store.unfit`. */
export async function openShareKeys(
  config: Config,
  { store, clock, log }: { readonly store: SettingsStore & HealthStore; readonly clock: Clock; readonly log: (sentence: string) => void },
): Promise<ShareKeys> {
  const { storage } = await store.health();
  const known = await store.getSetting(SINCE);
  if (config.NT2_KEY_STORE_URL === null) {
    if (known !== null) {
      log('NT2_KEY_STORE_URL is no longer set: shares that were sealed with it do not open until it is.');
      await store.putSetting(SINCE, null);
    }
    return { keyStore: null, storageOf: () => storage };
  }
  const { openKeyStore } = await import('../store/shred/key-store.ts');
  const keyStore = await openKeyStore({
    target: config.NT2_KEY_STORE_URL,
    tls: { ca: config.NT2_REDIS_CA, cert: config.NT2_REDIS_CERT, key: config.NT2_REDIS_KEY },
    log,
  });
  const since = known === null ? clock() : Number(known);
  if (known === null) await store.putSetting(SINCE, String(since));
  // The last event of a share that had no key must not say that it had one.
  return { keyStore, storageOf: ({ createdAt }) => (createdAt < since ? storage : `${storage}${keyStore.word}`) };
}
