// How the store is doing, and what the operator may decide when it went back in time.

import type { ShareId, TenantTag } from '../share.ts';

/** A store that shows a lower commit counter for a tag than was seen before is behind. */
export interface StoreHealth {
  /** False: it does not answer, or `rolledBackTenants` names a tag. */
  readonly ok: boolean;
  /** With a key store: whether it answers. While it does not, nothing is created, sealed or released. */
  readonly keys?: 'up' | 'down';
  /** Tags whose claims are stopped. */
  readonly rolledBackTenants: readonly TenantTag[];
  /** What the store keeps through a crash: the ended event calls it the storage class. One word per part, e.g. `sqlite+wal`, `redis+aof`. */
  readonly storage: string;
  /** Plain sentences for the operator. */
  readonly warnings: readonly string[];
}

export interface HealthStore {
  health(): Promise<StoreHealth>;
}

export interface RollbackStore {
  /** The operator accepts that the store of this tag went back in time (its open shares have been ended): claims go on. */
  acceptRollback(tag: TenantTag): Promise<void>;
  /** Shares of a tag that have a capsule (sealed, ready or claimed), for the operator's `accept-rollback`. */
  listSealed(tag: TenantTag): Promise<ShareId[]>;
}
