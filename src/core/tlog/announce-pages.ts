// Has each log say which pages are served from now on, when they are others than the last that it has named. A log that begins later hears of
// it when the server starts next.

import { formatLogEvent } from '../../crypto/events/event.ts';
import type { Clock } from '../ports/clock.ts';
import type { LeafQueue } from '../ports/log-store.ts';
import type { SettingsStore } from '../ports/settings-store.ts';
import type { TenantTag } from '../share.ts';

export interface AnnouncePagesDeps {
  readonly store: LeafQueue & SettingsStore;
  readonly clock: Clock;
  /** Name of the log of a tenant. */
  readonly nameOf: (tag: TenantTag) => Promise<string>;
}

/** Setting: what the log of this tag said last. */
const SAID = 'pages:';

/**
 * Two that start at the same moment may name the same pages twice; one that starts again names nothing.
 * @param hash base64 SHA-256 of the list of the served files. See docs/decisions/page-transparency.md.
 */
export async function announcePages(deps: AnnouncePagesDeps, tags: readonly TenantTag[], hash: string): Promise<void> {
  const { store, clock, nameOf } = deps;
  for (const tag of tags) {
    if ((await store.getSetting(SAID + tag)) === hash) continue;
    await store.appendLeaf(tag, formatLogEvent({ type: 'pages', log: await nameOf(tag), at: clock(), lines: [['hash', hash]] }));
    await store.putSetting(SAID + tag, hash);
  }
}
