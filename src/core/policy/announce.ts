// Has the logs say which policy is in force. A log without shares since the change hears of it with its next share, or at the next start.

import { formatLogEvent } from '../../crypto/events/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { LeafQueue } from '../ports/log-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { TenantTag } from '../share.ts';
import type { Policy, PolicySource } from './policy.ts';

export interface AnnounceDeps {
  readonly store: LeafQueue & SettingsStore;
  readonly clock: Clock;
  /** Name of the log of a tenant. */
  readonly nameOf: (tag: TenantTag) => Promise<string>;
  readonly current: () => Policy | null;
}

export interface PolicyAnnouncer extends PolicySource {
  /** A policy was loaded: it is named in the logs of these tenants. Where there is none and never was one, nothing happens. */
  announceAll(tags: readonly TenantTag[]): Promise<void>;
  /** The policy that an instance has loaded last. Null: none ever did. */
  lastLoaded(): Promise<LastLoaded | null>;
}

export interface LastLoaded {
  readonly hash: string;
  readonly version: string;
}

/** Setting: what the log of this tag said last. */
const SAID = 'policy:';
/** Setting: hash and version of what was loaded last, by whichever instance. */
const LOADED = 'policy';
const NONE = 'none';

/**
 * Nothing is begun before the log has the policy. So each process that finds the log behind writes at once and waits for no other:
 * two that load a policy at the same moment may name it twice.
 */
export function createPolicyAnnouncer({ store, clock, nameOf, current }: AnnounceDeps): PolicyAnnouncer {
  const said = new Map<TenantTag, string>();
  const writing = new Map<TenantTag, Promise<void>>();
  const hashNow = (): string => current()?.hash ?? NONE;

  /** One at a time for each log, so that two reloads in a row stand in their order. */
  async function announce(tag: TenantTag): Promise<void> {
    while (said.get(tag) !== hashNow()) {
      const before = writing.get(tag);
      if (before !== undefined) {
        await before.catch(() => undefined);
        continue;
      }
      const mine = write(tag);
      writing.set(tag, mine);
      try {
        await mine;
      } finally {
        writing.delete(tag);
      }
    }
  }

  async function write(tag: TenantTag): Promise<void> {
    const policy = current();
    const hash = policy?.hash ?? NONE;
    const before = (await store.getSetting(SAID + tag)) ?? NONE;
    if (before !== hash) {
      const lines = [['hash', hash] as const, ...(policy === null ? [] : [['version', policy.version] as const])];
      await store.appendLeaf(tag, formatLogEvent({ type: 'policy', log: await nameOf(tag), at: clock(), lines }));
      await store.putSetting(SAID + tag, hash);
    }
    said.set(tag, hash);
  }

  return {
    current,
    announce,
    async announceAll(tags) {
      const policy = current();
      if (policy === null && (await store.getSetting(LOADED)) === null) return;
      await store.putSetting(LOADED, policy === null ? NONE : `${policy.hash} ${policy.version}`);
      for (const tag of tags) await announce(tag);
    },
    async lastLoaded() {
      const value = await store.getSetting(LOADED);
      if (value === null) return null;
      const [hash = '', ...version] = value.split(' ');
      return { hash, version: version.join(' ') };
    },
  };
}
