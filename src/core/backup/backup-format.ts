// The rows of a backup.

import type { CommitHistory, StoredShare } from '../ports/backup-store.ts';
import type { Block } from '../ports/block-store.ts';
import type { KeptEvidence } from '../ports/evidence-store.ts';
import type { Rotation } from '../ports/rotation-store.ts';
import type { Person, TenantTag } from '../share.ts';

const CALENDARS = ['calendar:', 'calendar-of:'] as const;

/**
 * Settings that outlive their store: API tokens, what the vault keeps, which checkpoint the auditors' channel had when, and which sessions
 * were ended early (a cookie needs no row to live, so without it a restore would bring it back to life), and the feeds of calendars, as hashes.
 */
export const KEPT_SETTINGS = [
  'api-token:',
  'api-token-2:',
  'vault:',
  'audit:',
  'ended:',
  'offboarding:',
  'offboarded:',
  ...CALENDARS,
] as const;

/**
 * One row of a backup. First `head`, then settings, then for each tag its shares and their evidence as they were met, `tag`, those that had
 * changed by then (the later row of a share counts), its rotations, its tiles, and its leaves in order.
 */
export type BackupRow =
  | { readonly head: BackupHead }
  | { readonly setting: { readonly key: string; readonly value: string } }
  | { readonly share: StoredShare }
  | { readonly evidence: KeptEvidence }
  | { readonly tag: TenantRow }
  | { readonly rotation: Rotation }
  | { readonly tile: { readonly level: number; readonly index: number; readonly bytes: Uint8Array } }
  | { readonly leaves: { readonly from: number; readonly texts: readonly string[] } };

export interface BackupHead {
  readonly format: number;
  /** Epoch ms. */
  readonly at: number;
  /** The host of NT2_PUBLIC_URL, which is part of the names of the logs. */
  readonly host: string;
  /** Tells root secrets apart, and reveals nothing else of them. */
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
  /** Of these shares, those that have not ended. */
  readonly waiting: number;
  /** Shares of which there is evidence, whether or not their records are there too. */
  readonly evidence: number;
  readonly rotations: number;
  readonly settings: number;
}
