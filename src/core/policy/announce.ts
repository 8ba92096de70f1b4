// Has the logs say which policy is in force. A log without shares since the change hears of it with its next share, or at the next start.

import { formatLogEvent } from '../../crypto/events/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { LeafQueue } from '../ports/log-store.ts';
import type { OnceStore } from '../ports/once-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { TenantTag } from '../share.ts';
import type { Policy, PolicySource } from './policy.ts';

export interface AnnounceDeps {
  readonly store: LeafQueue & OnceStore & SettingsStore;
  readonly clock: Clock;
  /** Name of the log of a tenant. */
  readonly nameOf: (tag: TenantTag) => Promise<string>;
  readonly current: () => Policy | null;
}

export interface PolicyAnnouncer extends PolicySource {
  /** A policy was loaded: in the logs of these tenants. Where there is none and never was one, nothing. */
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
/** Setting: what was loaded last, by whichever instance. */
const LOADED = 'policy';
const NONE = 'none';
/** Several processes load the same policy at the same moment, and one of them writes. Should it die, another does after this time. */
const TURN_MS = 60_000;

export function createPolicyAnnouncer({ store, clock, nameOf, current }: AnnounceDeps): PolicyAnnouncer {
  const said = new Map<TenantTag, string>();

  async function announce(tag: TenantTag): Promise<void> {
    const policy = current();
    const hash = policy?.hash ?? NONE;
    if (said.get(tag) === hash) return;
    const before = (await store.getSetting(SAID + tag)) ?? NONE;
    if (before !== hash) {
      const now = clock();
      if (!(await store.markOnce(tag, `policy:${before}:${hash}`, now + TURN_MS))) return;
      const lines = [['hash', hash] as const, ...(policy === null ? [] : [['version', policy.version] as const])];
      await store.appendLeaf(tag, formatLogEvent({ type: 'policy', log: await nameOf(tag), at: now, lines }));
      await store.putSetting(SAID + tag, hash);
    }
    said.set(tag, hash);
  }

  return {
    current,
    announce,
    async announceAll(tags) {
      const policy = current();
      const before = policy === null ? await store.getSetting(LOADED) : '';
      if (before === null) return;
      const loaded: LastLoaded = { hash: policy?.hash ?? NONE, version: policy?.version ?? '' };
      await store.putSetting(LOADED, JSON.stringify(loaded));
      for (const tag of tags) await announce(tag);
    },
    async lastLoaded() {
      const value = await store.getSetting(LOADED);
      return value === null ? null : (JSON.parse(value) as LastLoaded);
    },
  };
}
