// Maintains logs, idle ones too: rehashes old tiles, and prunes entries that are older than the operator keeps. An entry is pruned only after
// it has been rehashed and after a signed checkpoint covers the log's own notice of the pruning.
// See docs/decisions/log-lets-old-entries-go.md.

import type { TenantTag } from '../share.ts';
import { isOlderThan, pruneEntry } from './state/log-events.ts';
import type { LogState, Pruned } from './state/log-state.ts';
import { LEASE_MS, leaseOf, type LogSnapshot, type TrustedLogs, type LogDeps } from './trusted-state.ts';
import type { LeafQueue, LogProgress } from '../ports/log-store.ts';
import { verifyPartialTile, verifyTile, LogInconsistency } from './integrity.ts';
import { TILE_WIDTH } from '../../crypto/tlog/tiles.ts';
import type { KeyedMutex } from './keyed-mutex.ts';

/** Rehash at most one old tile per log per interval. */
const SCRUB_MS = 1_000;
/** Logs maintained in one round. */
const LOGS = 4;
/** Bundles pruned under one entry of the log: this many are rehashed at once and deleted in one transaction. */
const BUNDLES = 64;

/** Entries below this position will go, as the leaf at `at` of this generation says. */
interface PendingPrune extends Pruned {
  readonly generation: number;
}

interface Maintenance {
  /** Rehashes one old tile, the next one each time. */
  scrub(tag: TenantTag, state: LogState): Promise<void>;
  /** Maintains a few of these logs, others each time. */
  runRound(standings: readonly LogProgress[]): Promise<void>;
  /** What the step that integrates the notice will prune. */
  due(tag: TenantTag): PendingPrune | null;
}

export interface UpkeepDeps extends Pick<LogDeps, 'signers' | 'clock' | 'owner'> {
  readonly store: LogDeps['store'] & LeafQueue;
  readonly trustedLogs: TrustedLogs;
  /** For how many whole calendar years (UTC) before this one to keep entries; null: for ever. */
  readonly keepYears: number | null;
  readonly withLock: KeyedMutex;
  /** Integrates what waits and releases the lease. The caller holds the lock. */
  readonly integrate: (tag: TenantTag) => Promise<unknown>;
}

export function createMaintenance({ store, signers, clock, owner, trustedLogs, keepYears, withLock, integrate }: UpkeepDeps): Maintenance {
  const scrubs = new Map<TenantTag, { at: number; next: number }>();
  const dues = new Map<TenantTag, PendingPrune>();
  let turn = 0;

  async function scrub(tag: TenantTag, state: LogState): Promise<void> {
    const tiles = Math.floor(state.frontier.size / TILE_WIDTH);
    const now = clock();
    const last = scrubs.get(tag) ?? { at: 0, next: now % Math.max(1, tiles) };
    if (tiles === 0 || (now - last.at < SCRUB_MS && now >= last.at)) return;
    const index = last.next % tiles;
    scrubs.set(tag, { at: now, next: index + 1 });
    await verifyTile({ store, tag, state, index });
  }

  async function look(tag: TenantTag, { state }: LogSnapshot): Promise<number | null> {
    const { frontier, pruned } = state;
    const whole = frontier.size - (frontier.size % TILE_WIDTH);
    if ((await store.entryRange(tag)).first !== pruned.first) throw new LogInconsistency('log.leaf', pruned.first);
    verifyPartialTile(state, await store.leaves(tag, whole, frontier.size - whole));
    await scrub(tag, state);
    if (keepYears === null) return null;
    const before = Date.UTC(new Date(clock()).getUTCFullYear() - keepYears);
    const isOld = async (from: number, count: number): Promise<boolean> => {
      const leaves = await store.leaves(tag, from, count);
      return leaves.length === count && leaves.every((leaf) => isOlderThan(leaf, before));
    };
    let { first } = pruned;
    for (; first < whole && first < pruned.first + BUNDLES * TILE_WIDTH; first += TILE_WIDTH) {
      // The oldest leaf usually says enough.
      if (!((await isOld(first, 1)) && (await isOld(first, TILE_WIDTH)))) break;
      await verifyTile({ store, tag, state, index: first / TILE_WIDTH });
    }
    return first > pruned.first ? first : null;
  }

  async function tend(tag: TenantTag): Promise<void> {
    await trustedLogs.stopOnInconsistency(tag, async () => {
      const known = await trustedLogs.load(tag);
      const first = await trustedLogs.unlessSuperseded(tag, known, () => look(tag, known));
      if (first !== null) await withLock(tag, () => prune(tag, first));
    });
  }

  async function prune(tag: TenantTag, first: number): Promise<void> {
    if ((await store.acquireLease(leaseOf(tag), owner, clock(), clock() + LEASE_MS)) === null) return;
    try {
      const { generation, pruned } = (await trustedLogs.load(tag)).state;
      // Another process has done it.
      if (pruned.first >= first) return;
      const log = signers.origin({ tag, generation });
      const at = await store.appendLeaf(tag, pruneEntry({ log, at: clock(), first }));
      dues.set(tag, { first, at, generation });
      // If another process integrates the leaf, nothing is pruned: a later round announces it again.
      await integrate(tag);
    } finally {
      dues.delete(tag);
      await store.releaseLease(leaseOf(tag), owner);
    }
  }

  return {
    scrub,
    due: (tag) => dues.get(tag) ?? null,
    async runRound(standings) {
      const logs = standings.filter(({ tag, size }) => size > 0 && !trustedLogs.alarms.has(tag));
      for (let at = 0; at < Math.min(LOGS, logs.length); at += 1) {
        turn += 1;
        await tend((logs[turn % logs.length] as LogProgress).tag);
      }
    },
  };
}
