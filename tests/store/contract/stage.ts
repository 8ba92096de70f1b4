// What each part of the contract works with.

import type { Commit } from '../../../src/core/ports/share-store.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import type { Share, ShareId } from '../../../src/core/share.ts';
import type { OpenOptions, Where } from '../open.ts';

export interface Stage {
  readonly where: () => Where;
  /** Of races; 0: nothing with several processes. */
  readonly rounds: number;
  /** Open for all tests of a subject. */
  readonly store: Store;
  /** The tenant of this test alone, so that none sees another's indexes. */
  readonly of: string;
  /** Another one at the same place, closed at the end. */
  open(options?: OpenOptions): Promise<Store>;
  /** Commits a new share. */
  put(more?: Partial<Commit>, id?: ShareId): Promise<Share>;
}
