// What a backup asks of a store, and a restore. No ciphertext goes this way in either direction.

import type { LogRecord } from '../tlog/ports.ts';
import type { Block } from '../ports.ts';
import type { Person, ShareId, TenantTag } from '../share.ts';

/** The commit counter of a tag: its line, and the lines before it with where they ended. `n` null: the operator has accepted its end. */
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
  /** When the store forgets it, epoch ms. */
  readonly until: number;
  /** It is not over. */
  readonly waits: boolean;
}

/** A tag at one moment. */
export interface TenantSnapshot {
  readonly past: CommitHistory;
  readonly log: LogRecord | null;
  readonly shares: readonly StoredShare[];
}

export interface BackupStore {
  /** Those of these shares that are there, each as it is when it is looked at. */
  exportShares(tag: TenantTag, ids: readonly ShareId[]): Promise<StoredShare[]>;
  /**
   * Counter, log and these shares, in one look. Null when the tag does not have `leaves` leaves at that moment: whatever an event has
   * changed since they were counted, a leaf names it.
   */
  snapshotTenant(tag: TenantTag, leaves: number, ids: readonly ShareId[]): Promise<TenantSnapshot | null>;

  // The others are for a store that was opened for a restore, and throw `store.unfit` in any other.

  /** Marks that are above what `past` has reached will find the tag behind; its own line ends here and another one begins. */
  importHistory(tag: TenantTag, past: CommitHistory): Promise<void>;
  /** One batch after the other; `from` 0 forgets what was there. */
  importLeaves(tag: TenantTag, from: number, leaves: readonly string[]): Promise<void>;
  /** With the lists of its people and what is still to be said; in no other index, since it has no ciphertext. The later one counts. */
  importShares(tag: TenantTag, shares: readonly StoredShare[]): Promise<void>;
  /** From now on the store may be used. */
  finishRestore(): Promise<void>;
}

/**
 * Settings that outlive their store: API tokens, what the vault keeps, which checkpoint the auditors' channel had when, and which sessions
 * were ended early (a cookie needs no row to live, so without it a restore would bring it back to life).
 */
export const KEPT_SETTINGS = ['api-token:', 'vault:', 'audit:', 'ended:'] as const;

/**
 * One row of a backup. First `head`, then settings, then for each tag its shares as they were met, `tag`, the shares that had changed by then
 * (the later row of a share counts), its tiles, and its leaves in order.
 */
export type BackupRow =
  | { readonly head: BackupHead }
  | { readonly setting: { readonly key: string; readonly value: string } }
  | { readonly share: StoredShare }
  | { readonly tag: TenantRow }
  | { readonly tile: { readonly level: number; readonly index: number; readonly bytes: Uint8Array } }
  | { readonly leaves: { readonly from: number; readonly texts: readonly string[] } };

export interface BackupHead {
  readonly format: number;
  /** Epoch ms. */
  readonly at: number;
  /** Of NT2_PUBLIC_URL: the names of the logs have it. */
  readonly host: string;
  /** Tells root secrets apart, and says nothing else of them. */
  readonly secret: string;
}

export interface TenantRow {
  readonly tag: TenantTag;
  readonly past: CommitHistory;
  /** The record of the log. */
  readonly log: string | null;
  readonly leaves: number;
  readonly blocks: readonly Block<Person>[];
}

/** What is in a backup, counted. */
export interface BackupSummary {
  readonly head: BackupHead;
  readonly tags: number;
  readonly leaves: number;
  readonly shares: number;
  /** Of these shares, those that are not over. */
  readonly waiting: number;
  readonly settings: number;
}
