// Where a vault lies, seen from above: sealed boxes under names, and what is known of the vault without opening it.

import type { Bytes } from '../../../crypto/bytes.ts';
import type { PasswordWay } from '../../../crypto/vault/password.ts';
import type { InboxKey } from '../../../crypto/vault/inbox-key.ts';
import type { WrappedVaultKey } from '../../../crypto/vault/vault-key.ts';

export interface PasskeyWay {
  readonly kind: 'passkey';
  readonly credential: Bytes;
  /** 32 bytes. */
  readonly salt: Bytes;
  readonly wrapped: WrappedVaultKey;
}

export type VaultWay = PasswordWay | PasskeyWay;

/** The form of what lies there. A newer one is left as it is. */
export const VAULT_FORMAT = 1;

/** Readable while the vault is locked. */
export interface VaultRecord {
  readonly v: typeof VAULT_FORMAT;
  /** At least one. */
  readonly ways: readonly VaultWay[];
  readonly createdAt: number;
  /** Null: never. */
  readonly exportedAt: number | null;
  /** Since the last export. */
  readonly changes: number;
  /** Absent: the vault is of before there were inboxes, and makes one when it is opened next. */
  readonly inbox?: InboxKey;
}

/** What was put in while the vault was locked, sealed to its inbox; `id` names its place there. */
export interface WaitingBox {
  readonly id: string;
  readonly item: Bytes;
  readonly files: readonly Bytes[];
}

/** A newer nt2 has written what lies there. */
export class NewerVault extends Error {
  override readonly name = 'NewerVault';
}

export interface SealedHead {
  readonly id: string;
  /** Counts from 1 with each change. */
  readonly revision: number;
  readonly head: Bytes;
}

export interface VaultChange {
  readonly id: string;
  /** The revision that the change was made on; null: the item is new. */
  readonly on: number | null;
  /** Null: the item goes. */
  readonly put: { readonly head: Bytes; readonly body: Bytes } | null;
  readonly putFiles: readonly { readonly id: string; readonly box: Bytes }[];
  readonly dropFiles: readonly string[];
}

/** Rejects with the DOMException that the browser gave: `QuotaExceededError` where the disk is full. */
export interface Drawer {
  /** @throws NewerVault */
  about(): Promise<VaultRecord | null>;
  /** False: a vault lies there already, and is left as it is. */
  begin(about: VaultRecord): Promise<boolean>;
  /** In one transaction; null when no vault lies there. */
  changeAbout(next: (about: VaultRecord) => VaultRecord): Promise<VaultRecord | null>;
  heads(): Promise<SealedHead[]>;
  item(id: string): Promise<(SealedHead & { readonly body: Bytes }) | null>;
  file(id: string): Promise<Bytes | null>;
  /** All of them or none. False: one of the items has another revision by now, or one of `taken` waits no more, and nothing was written. */
  commit(changes: readonly VaultChange[], taken?: readonly string[]): Promise<boolean>;
  /** All of them or none. False: no vault lies there, or its inbox has another key than `recipient`. */
  putIn(waiting: readonly WaitingBox[], recipient: string): Promise<boolean>;
  /** What waits in the inbox, by `id`. */
  waiting(): Promise<readonly string[]>;
  waitingBox(id: string): Promise<WaitingBox | null>;
  /** The vault and all that lies in it. */
  erase(): Promise<void>;
  close(): void;
}
