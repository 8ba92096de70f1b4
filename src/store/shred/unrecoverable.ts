// Finds open shares whose key is gone from the key store: nobody can ever open them.

import type { RollbackStore } from '../../core/ports/store-health.ts';
import type { TenantList } from '../../core/ports/tenant-tags.ts';
import type { ShareId } from '../../core/share.ts';
import type { KeyStore } from './key-store.ts';

/** At most `limit` of them, to be checked one by one: a key may come between. It looks once each time the key store may have forgotten. */
export type FindUnrecoverable = (limit: number) => Promise<readonly ShareId[]>;

export function createUnrecoverableFinder({
  store,
  keyStore,
  log,
}: {
  readonly store: TenantList & RollbackStore;
  readonly keyStore: KeyStore;
  readonly log: (sentence: string) => void;
}): FindUnrecoverable {
  let queue: ShareId[] = [];
  let mayHaveForgotten = true;
  keyStore.onReturn(() => void (mayHaveForgotten = true));

  async function scan(): Promise<ShareId[]> {
    const missing: ShareId[] = [];
    for (const tag of await store.tags()) missing.push(...(await keyStore.missing(await store.listSealed(tag))));
    return missing;
  }

  return async (limit) => {
    if (mayHaveForgotten) {
      mayHaveForgotten = false;
      try {
        queue = await scan();
      } catch (error) {
        mayHaveForgotten = true;
        throw error;
      }
      if (queue.length > 0) log(`The key store has no key of ${queue.length} waiting shares: those end, and their senders are told.`);
    }
    return queue.splice(0, limit);
  };
}
