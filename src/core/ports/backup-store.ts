// What a backup reads from a store and a restore writes to it. Ciphertext takes no part in either.

import type { ShareId, TenantTag } from '../share.ts';
import type { KeptEvidence } from './evidence-store.ts';
import type { LogRecord } from './log-store.ts';
import type { Rotation } from './rotation-store.ts';

/** The commit counter of a tag: its line, and earlier lines with where they ended. `n` null: the operator has accepted its end. */
export interface CommitHistory {
  readonly line: string;
  readonly n: number;
  readonly before: readonly { readonly line: string; readonly n: number | null }[];
  /** Marks that the store could not confirm: its claims are stopped. */
  readonly behind: readonly { readonly line: string; readonly n: number }[];
}

/** A share as the store keeps it, without ciphertext. */
export interface StoredShare {
  readonly id: ShareId;
  /** JSON. */
  readonly record: string;
  /** When the store deletes it, epoch ms. */
  readonly until: number;
  /** It is not over. */
  readonly waits: boolean;
}

/** What the store keeps of some shares: records, evidence, or both of one share. */
export interface StoredShares {
  readonly shares: readonly StoredShare[];
  readonly evidence: readonly KeptEvidence[];
}

/** A tag at one moment. */
export interface TenantSnapshot extends StoredShares {
  readonly past: CommitHistory;
  readonly log: LogRecord | null;
}

export interface ExportStore {
  /** What there is of these shares, each as it is when it is read. */
  exportShares(tag: TenantTag, ids: readonly ShareId[]): Promise<StoredShares>;
  /**
   * Counter, log and these shares at one moment. Null when the tag does not have exactly `leaves` leaves then: any change by an event
   * since they were counted has added a leaf that names it.
   */
  snapshotTenant(tag: TenantTag, leaves: number, ids: readonly ShareId[]): Promise<TenantSnapshot | null>;
}

/** For a store that was opened for a restore; in any other, each verb throws `store.unfit`. */
export interface ImportStore {
  /** Marks above what `past` has reached will find the tag behind. Its own line ends here and another one begins. */
  importHistory(tag: TenantTag, past: CommitHistory): Promise<void>;
  /** One batch after the other; `from` 0 deletes earlier ones. */
  importLeaves(tag: TenantTag, from: number, leaves: readonly string[]): Promise<void>;
  /** With the lists of its people and its unsent messages; in no other index, since it has no ciphertext. A later import of a share replaces it. */
  importShares(tag: TenantTag, shares: readonly StoredShare[]): Promise<void>;
  /** A later import for the same share replaces it. */
  importEvidence(kept: readonly KeptEvidence[]): Promise<void>;
  /** As they are, whatever their version. `until`: when the store forgets it, epoch ms; null: it does not. */
  importRotations(kept: readonly { readonly rotation: Rotation; readonly until: number | null }[]): Promise<void>;
  /** Makes the store usable. */
  finishRestore(): Promise<void>;
}

export interface BackupStore extends ExportStore, ImportStore {}
