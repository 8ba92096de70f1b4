// The whole store, as `src/store` implements it. Only wiring takes it; a use case takes the ports that it needs.
// See docs/decisions/stores-are-native.md.

import type { BackupStore } from './backup-store.ts';
import type { BlockStore } from './block-store.ts';
import type { BoardStore } from './board-store.ts';
import type { BondStore } from './bond-store.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { EnvelopeStore } from './envelope-store.ts';
import type { EvidenceStore } from './evidence-store.ts';
import type { FileStore } from './file-store.ts';
import type { LeaseStore } from './lease-store.ts';
import type { ListStore } from './list-store.ts';
import type { LogHintStore } from './log-hints.ts';
import type { LogStore } from './log-store.ts';
import type { MachineStore } from './machine-store.ts';
import type { OnceStore, TokenStore } from './once-store.ts';
import type { OutboxCount, OutboxStore } from './outbox-store.ts';
import type { PrekeyStore } from './prekey-store.ts';
import type { QuotaStore } from './quota-store.ts';
import type { RateLimitStore } from './rate-limit-store.ts';
import type { RotationStore } from './rotation-store.ts';
import type { SettingsStore } from './settings-store.ts';
import type { DueShares, ShareStore, ShareWatcher } from './share-store.ts';
import type { HealthStore, RollbackStore } from './store-health.ts';
import type { TenantList } from './tenant-tags.ts';

/**
 * Ids begin with their tag, so every verb finds the place of a share from the id alone. Faults are thrown as `Fault`: `store.unavailable`
 * (it does not answer, nothing happened), `store.corrupt` (a record does not parse), `store.unfit` (at start: its set-up is refused) and,
 * from `commit` alone, `store.unknown`: the answer was lost. The commit may have happened, at most once; load and look.
 */
export interface Store
  extends
    ShareStore,
    DueShares,
    ShareWatcher,
    OutboxStore,
    OutboxCount,
    DeliveryStore,
    ListStore,
    EvidenceStore,
    BoardStore,
    QuotaStore,
    BlockStore,
    PrekeyStore,
    BondStore,
    MachineStore,
    RotationStore,
    EnvelopeStore,
    FileStore,
    TokenStore,
    OnceStore,
    LeaseStore,
    RateLimitStore,
    SettingsStore,
    LogStore,
    LogHintStore,
    BackupStore,
    HealthStore,
    RollbackStore,
    TenantList {
  close(): Promise<void>;
}

/** Wraps a store in another that does more, or refuses more. */
export type StoreLayer = (store: Store) => Store;
