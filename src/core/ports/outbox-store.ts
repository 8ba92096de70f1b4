// Shares with messages to send, leased to one sender at a time.

import type { ShareId, TenantTag } from '../share.ts';

export interface OutboxStore {
  /**
   * Ids with messages to send. Each goes to one caller only, until that caller releases it or `now + leaseMs` passes; a commit in the
   * meantime hands it to no other, so two instances never send one share's messages at once. Tags in `except` are left to others.
   */
  leaseOutbox(now: number, leaseMs: number, limit: number, except?: ReadonlySet<TenantTag>): Promise<ShareId[]>;
  /** Extends that lease, unless another caller has it by now. */
  extendOutbox(id: ShareId, untilAt: number): Promise<void>;
  /** Ends that lease. `nextAt`: look again no sooner (a platform asked to wait); null: as the commits have set it. */
  releaseOutbox(id: ShareId, nextAt: number | null): Promise<void>;
}

export interface OutboxCount {
  /** How many shares have messages to send, over all tags. */
  countOutbox(): Promise<number>;
}
