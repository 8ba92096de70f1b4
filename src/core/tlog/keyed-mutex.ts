// Runs the work on one log one after the other within this process. The lease keeps out only other processes: two rounds under the same
// lease would each take the other's longer tree for a log that went back in time.

import type { TenantTag } from '../share.ts';

/** Runs `work` once all earlier work for this tag has settled, successful or not. */
export type KeyedMutex = <T>(tag: TenantTag, work: () => Promise<T>) => Promise<T>;

export function createKeyedMutex(): KeyedMutex {
  const last = new Map<TenantTag, Promise<unknown>>();
  return async (tag, work) => {
    const before = last.get(tag);
    const mine = (async () => {
      await before;
      return work();
    })();
    const ended = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(tag, ended);
    try {
      return await mine;
    } finally {
      if (last.get(tag) === ended) last.delete(tag);
    }
  };
}
