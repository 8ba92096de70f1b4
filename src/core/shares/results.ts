// What the use cases answer with, where it is more than a share.

import type { ListPlace } from '../ports/list-store.ts';
import type { Share } from '../share.ts';

export interface ShareList {
  readonly shares: readonly Share[];
  readonly more: number;
  readonly last: ListPlace | null;
}

export interface ClaimResult {
  readonly share: Share;
  readonly capsule: Uint8Array;
  readonly payload: Uint8Array;
}
