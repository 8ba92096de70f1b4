// Tells waiting pages that a share was committed, by any process. The second connection is opened when the first page waits.

import type { Redis } from 'ioredis';
import type { ShareId } from '../../core/share.ts';
import { toFault } from './connection.ts';
import type { Connection } from './connection.ts';
import { keys } from './keys.ts';

export interface Watcher {
  watch(id: ShareId, changed: () => void): Promise<() => void>;
  close(): void;
}

export function createWatcher(connection: Connection): Watcher {
  const listeners = new Map<string, Set<() => void>>();
  let subscriber: Redis | null = null;

  function open(): Redis {
    const redis = connection.second();
    redis.on('error', () => undefined);
    redis.on('message', (channel: string) => {
      for (const changed of listeners.get(channel) ?? []) changed();
    });
    // What was said while this connection was away is lost, so everybody looks.
    redis.on('ready', () => {
      for (const set of listeners.values()) for (const changed of set) changed();
    });
    return redis;
  }

  return {
    watch: async (id, changed) => {
      const channel = keys.changes(id);
      subscriber ??= open();
      const set = listeners.get(channel) ?? new Set();
      // One listener may be handed in twice; each of its watches ends by itself.
      const listener = (): void => changed();
      set.add(listener);
      listeners.set(channel, set);
      const stop = (): void => {
        set.delete(listener);
        if (set.size > 0 || listeners.get(channel) !== set) return;
        listeners.delete(channel);
        subscriber?.unsubscribe(channel).catch(() => undefined);
      };
      try {
        await subscriber.subscribe(channel);
      } catch (error) {
        stop();
        throw toFault(error, false);
      }
      return stop;
    },
    close: () => {
      listeners.clear();
      subscriber?.disconnect();
    },
  };
}
