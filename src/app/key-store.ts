// Lays the key store over the store, when the settings name one.

import type { Config } from '../config/settings.ts';
import type { Store } from '../core/ports/store.ts';
import type { Share, ShareId } from '../core/share.ts';
import { random } from './runtime.ts';
import { openStore, type StoreDeps } from './store.ts';

export interface Stores {
  readonly store: Store;
  /** The storage class under which this share was kept. */
  readonly storageOf: (share: Share) => string;
  readonly findUnrecoverable: (limit: number) => Promise<readonly ShareId[]>;
}

/** Since when every new share has a key, epoch ms. */
const SINCE = 'shred:since';

/** @throws Fault `store.unavailable` or `store.unfit`. */
export async function openStores(config: Config, parts: StoreDeps): Promise<Stores> {
  const plain = await openStore(config, parts);
  try {
    return await withKeyStore(config, plain, parts);
  } catch (error) {
    await plain.close();
    throw error;
  }
}

async function withKeyStore(config: Config, plain: Store, { clock, warned }: StoreDeps): Promise<Stores> {
  const { withShredKeys, withoutShredKeys } = await import('../store/shred/store.ts');
  const { storage } = await plain.health();
  const known = await plain.getSetting(SINCE);
  if (config.NT2_KEY_STORE_URL === null) {
    if (known !== null) {
      warned('NT2_KEY_STORE_URL is not given any more: shares that were sealed with it do not open until it is.');
      await plain.putSetting(SINCE, null);
    }
    return { store: withoutShredKeys(plain), storageOf: () => storage, findUnrecoverable: async () => [] };
  }
  const { openKeyStore } = await import('../store/shred/key-store.ts');
  const keyStore = await openKeyStore({
    target: config.NT2_KEY_STORE_URL,
    tls: { ca: config.NT2_REDIS_CA, cert: config.NT2_REDIS_CERT, key: config.NT2_REDIS_KEY },
    log: warned,
  });
  const since = known === null ? clock() : Number(known);
  if (known === null) await plain.putSetting(SINCE, String(since));
  const store = withShredKeys({ store: plain, keyStore, random, log: warned });
  // The last event of a share that had no key must not say that it had one.
  return {
    store,
    storageOf: ({ createdAt }) => (createdAt < since ? storage : `${storage}${keyStore.word}`),
    findUnrecoverable: (limit) => store.findUnrecoverable(limit),
  };
}
