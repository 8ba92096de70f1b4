// Messages for platforms that this instance does not run: it leaves them to the others, and watches whether one takes them.

import type { Clock } from '../core/ports/clock.ts';
import { tagOf, type Share, type TenantTag } from '../core/share.ts';

/** How long to leave the messages of a tenant to other instances, before checking whether one took them. */
const LEAVE_MS = 60_000;

export interface UnclaimedMessages {
  leave(share: Share): void;
  /** Tenants whose messages are left to others now. */
  leftTags(): ReadonlySet<TenantTag>;
  /** For how long the oldest message has waited that no instance has taken, in ms; 0: none does. */
  oldestMs(): number;
}

export function createUnclaimedMessages(clock: Clock): UnclaimedMessages {
  const leftUntil = new Map<TenantTag, number>();
  const seen = new Map<string, { readonly since: number; readonly at: number }>();

  function forgetOld(): void {
    const now = clock();
    for (const [tag, until] of leftUntil) if (until <= now) leftUntil.delete(tag);
    // A message that was not seen again has been taken.
    for (const [id, { at }] of seen) if (now - at > 2 * LEAVE_MS) seen.delete(id);
  }

  return {
    leave({ id, outbox }) {
      const now = clock();
      leftUntil.set(tagOf(id), now + LEAVE_MS);
      for (const message of outbox) seen.set(message.id, { since: seen.get(message.id)?.since ?? now, at: now });
    },
    leftTags() {
      forgetOld();
      return new Set(leftUntil.keys());
    },
    oldestMs() {
      forgetOld();
      const now = clock();
      return Math.max(0, ...[...seen.values()].map(({ since }) => now - since));
    },
  };
}
