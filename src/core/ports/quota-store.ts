// The sets that count open shares and their bytes. Commits fill and empty them; these verbs only look.

import type { ShareId, TenantTag } from '../share.ts';

/** A live set, and how much it may hold. */
export interface QuotaSet {
  readonly set: string;
  readonly max: number;
}

export interface QuotaStore {
  quotaSetMembers(tag: TenantTag, set: string): Promise<ShareId[]>;
  /**
   * The first of these sets that could not take `size` bytes of this share's ciphertext, counted as `commit` counts; null: each could.
   * Lets a caller refuse expensive work early. Only the commit decides.
   */
  overfull(id: ShareId, size: number, sets: readonly QuotaSet[]): Promise<string | null>;
}
