// Integrates the leaves that commits have queued into the tree, and signs its head. It never signs what contradicts a head that it knows:
// where the store and that head disagree it stops, raises an alarm, and leaves everything as it is.
// See docs/decisions/log-signs-checkpoints.md.

import { leafHash } from '../../crypto/tlog/merkle.ts';
import type { TenantTag } from '../share.ts';
import { createHeadSigner, isSignedByLast } from './head-signer.ts';
import { newGeneration } from './new-generation.ts';
import { keyEntry } from './state/log-events.ts';
import { formatLogState } from './state/log-state.ts';
import { createTrustedLogs, LEASE_MS, leaseOf, type LogSnapshot, type LogDeps } from './trusted-state.ts';
import type { Alarm } from '../ports/checkpoint-pins.ts';
import type { LeaseStore } from '../ports/lease-store.ts';
import type { LogProgress, LogStore, LogWrite } from '../ports/log-store.ts';
import { verifyPartialTile, LogInconsistency } from './integrity.ts';
import { integrateLeaves, positionsOf } from './tiles.ts';
import { TILE_WIDTH } from '../../crypto/tlog/tiles.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import { createMaintenance, type UpkeepDeps } from './maintenance.ts';

/** `busy`: another process has the lease; try again soon. `stopped`: there is an alarm. */
export type SequenceResult = 'done' | 'busy' | 'stopped';

export interface Sequencer {
  /** Integrates the leaves that wait, and signs. */
  sequence(tag: TenantTag): Promise<SequenceResult>;
  /** Compares what others have written with what is known here. Returns the tags with waiting leaves. */
  findPending(): Promise<TenantTag[]>;
  /** Maintains a few logs, others each time: rehashes old tiles, and prunes entries that are older than the operator keeps. */
  maintain(): Promise<void>;
  /** Tags whose logs have stopped. */
  alarms(): ReadonlyMap<TenantTag, Alarm>;
  /**
   * Begins a new generation of a log that cannot continue, by order of the operator: another origin, the leaves that the store has, and one more
   * that names the last head of the generation before. That generation is never signed again.
   */
  startGeneration(tag: TenantTag): Promise<SequenceResult>;
}

/** Leaves integrated under one checkpoint. */
const BATCH = 1_024;
/** How often a round begins again when another process wrote in between. */
const ROUNDS = 5;

export interface SequencerDeps extends LogDeps, Pick<UpkeepDeps, 'keepYears'> {
  readonly store: LogStore & LeaseStore;
}

export function createSequencer(deps: SequencerDeps): Sequencer {
  const { store, signers, clock, owner } = deps;
  const trustedLogs = createTrustedLogs(deps);
  const headSigner = createHeadSigner({ signers, clock }, trustedLogs);
  const withLock = createKeyedMutex();
  const integrate = (tag: TenantTag): Promise<SequenceResult> => steps(tag, () => trustedLogs.load(tag));
  const maintenance = createMaintenance({ ...deps, trustedLogs, withLock, integrate });
  const announced = new Map<TenantTag, string>();
  let standings: readonly LogProgress[] = [];

  /** One batch. `again`: another process was faster. */
  async function step(tag: TenantTag, token: number, { record, state }: LogSnapshot): Promise<'done' | 'more' | 'again'> {
    const { frontier, generation } = state;
    const { size } = frontier;
    // Read after the record, because the leaves grow first.
    const { first, end: count } = await store.entryRange(tag);
    if (count < size) throw new LogInconsistency('log.leaf', count);
    if (first !== state.pruned.first) throw new LogInconsistency('log.leaf', state.pruned.first);
    const change = await headSigner.keyChange(tag, state);
    if (change !== null && announced.get(tag) !== change.to.vkey) {
      await store.appendLeaf(tag, keyEntry({ log: signers.origin({ tag, generation }), at: clock(), key: change.to }));
      announced.set(tag, change.to.vkey);
      return 'more';
    }
    const from = size - (size % TILE_WIDTH);
    const head = trustedLogs.head(tag);
    // At least as far as a head that is known: nothing smaller is signed.
    const ahead = head?.generation === generation ? head.size - size : 0;
    const wanted = Math.min(count - from, size - from + Math.max(BATCH, ahead));
    const texts = await store.leaves(tag, from, wanted);
    const partialTile = verifyPartialTile(state, texts.slice(0, size - from));
    if (texts.length < wanted) throw new LogInconsistency('log.leaf', from + texts.length);
    await maintenance.scrub(tag, state);
    const leaves = texts.slice(size - from);
    if (leaves.length === 0) {
      if (size === 0 || (await isSignedByLast(state))) return 'done';
      // The tree is the same. The new key signs it too, so that readers need not know the key before.
      const again = await headSigner.sign(tag, state);
      return (await write(tag, token, { record, state: again }, { tiles: [], positions: [] })) ? 'done' : 'again';
    }

    // A new generation takes over the tiles of pruned entries; behind those, stored tiles are still those of the old generation.
    const had = (level: number): number | undefined =>
      state.note === null ? (Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH) * 32 : undefined;
    const readTile = async (level: number, index: number): Promise<Uint8Array | null> =>
      (await store.readTile(tag, level, index))?.subarray(0, had(level)) ?? null;
    const grown = await integrateLeaves({ frontier, partialTile, leaves: leaves.map(leafHash), readTile });
    const due = maintenance.due(tag);
    const isDue =
      due?.generation === generation && due.at >= size && due.at < grown.frontier.size && due.first > first && due.first <= size;
    const pruned = isDue ? { first: due.first, at: due.at } : state.pruned;
    const next = await headSigner.sign(tag, { ...state, frontier: grown.frontier, pruned }, { change, leaves });
    const news = { tiles: grown.tiles, positions: positionsOf(leaves, size) };
    if (!(await write(tag, token, { record, state: next }, news))) return 'again';
    return next.frontier.size < count || next.keys.length > Math.max(1, state.keys.length) ? 'more' : 'done';
  }

  async function write(
    tag: TenantTag,
    token: number,
    { record, state }: LogSnapshot,
    news: Pick<LogWrite, 'tiles' | 'positions'>,
  ): Promise<boolean> {
    const { version } = record;
    const text = formatLogState(state);
    const isWritten = await store.writeLog({ tag, version, token, size: state.frontier.size, text, first: state.pruned.first, ...news });
    if (isWritten) trustedLogs.remember(tag, { record: { version: version + 1, text }, state });
    return isWritten;
  }

  /** Runs under the lease, which each step renews. `from`: where a step begins. */
  async function steps(tag: TenantTag, from: () => Promise<LogSnapshot>): Promise<SequenceResult> {
    try {
      const done = await trustedLogs.stopOnInconsistency<SequenceResult>(tag, async () => {
        for (let lost = 0; lost < ROUNDS;) {
          const now = clock();
          const token = await store.acquireLease(leaseOf(tag), owner, now, now + LEASE_MS);
          if (token === null) return 'busy';
          const known = await from();
          const outcome = (await trustedLogs.unlessSuperseded(tag, known, () => step(tag, token, known))) ?? 'again';
          if (outcome === 'done') return 'done';
          lost = outcome === 'more' ? 0 : lost + 1;
        }
        return 'busy';
      });
      return done ?? 'stopped';
    } finally {
      await store.releaseLease(leaseOf(tag), owner);
    }
  }

  async function begin(tag: TenantTag): Promise<SequenceResult> {
    const firstState = await newGeneration({ store, signers, clock, trustedLogs }, tag);
    // The first step writes it with its signature; the others continue from there.
    let isBegun = false;
    return steps(tag, async () => {
      if (isBegun) return trustedLogs.load(tag);
      isBegun = true;
      return { record: { version: (await store.readLog(tag))?.version ?? 0, text: '' }, state: await firstState() };
    });
  }

  async function lookAt({ tag, leaves, size, version }: LogProgress): Promise<boolean> {
    if (trustedLogs.version(tag) === version) return leaves !== size;
    const waits = await trustedLogs.stopOnInconsistency(tag, async () => {
      const { state } = await trustedLogs.load(tag);
      return leaves !== size || (size > 0 && (await headSigner.keyChange(tag, state)) !== null);
    });
    return waits ?? false;
  }

  return {
    async sequence(tag) {
      return withLock(tag, async () => (trustedLogs.alarms.has(tag) ? 'stopped' : integrate(tag)));
    },

    async findPending() {
      const waiting: TenantTag[] = [];
      standings = await store.logs();
      for (const standing of standings) if (await lookAt(standing)) waiting.push(standing.tag);
      return waiting;
    },

    maintain: () => maintenance.runRound(standings),

    alarms: () => trustedLogs.alarms,

    startGeneration: (tag) => withLock(tag, () => begin(tag)),
  };
}
