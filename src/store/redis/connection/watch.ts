// Tells waiting pages that a share was committed, by any process. The second connection is opened when the first page waits.

import type { Redis } from 'ioredis';
import type { ShareId } from '../../../core/share.ts';
import { keys } from '../keys.ts';
import type { Connection } from './connection.ts';
import { toFault } from './fault.ts';

export interface Watcher {
  watch(id: ShareId, changed: () => void): Promise<() => void>;
  close(): void;
}

const REOPEN_MS = 300;

export function createWatcher(connection: Connection): Watcher {
  const listeners = new Map<string, Set<() => void>>();
  let subscriber: Redis | null = null;
  let isClosed = false;

  function open(): Redis {
    const redis = connection.subscriber();
    redis.on('error', () => undefined);
    // The node of a cluster that this listened to is gone: any other hears the same.
    redis.on('end', () => {
      subscriber = null;
      setTimeout(reopen, REOPEN_MS).unref();
    });
    redis.on('message', (channel: string) => {
      for (const changed of listeners.get(channel) ?? []) changed();
    });
    // Messages sent while this connection was away are lost, so every watcher looks.
    redis.on('ready', () => {
      for (const set of listeners.values()) for (const changed of set) changed();
    });
    return redis;
  }

  function reopen(): void {
    if (isClosed || listeners.size === 0) return;
    subscriber ??= open();
    subscriber.subscribe(...listeners.keys()).catch(() => undefined);
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
      isClosed = true;
      listeners.clear();
      subscriber?.disconnect();
    },
  };
}
