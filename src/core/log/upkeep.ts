// Looks after logs, also those on which nobody works: old tiles are hashed again, and entries older than the operator keeps are dropped.
// Nothing is dropped that was not hashed again right before, and nothing before the log itself has said so under its signature.

import type { Tag } from '../share.ts';
import { isDroppable, prunedLeaf } from './book/own-leaves.ts';
import type { LogBook, Pruned } from './book/record.ts';
import { LEASE_MS, leaseOf, type Known, type Knowledge, type LogWorld } from './knowledge.ts';
import type { LogStanding } from './ports.ts';
import { checkEdge, checkTile, Contradiction } from './tree/check.ts';
import { WIDTH } from './tree/tree.ts';
import type { Turns } from './turns.ts';

/** One old tile of a log is hashed again so often, at most. */
const SCRUB_MS = 1_000;
/** Logs looked at in one round. */
const LOGS = 4;
/** Bundles dropped under one entry of the log: so many are hashed again in one go, and deleted in one transaction. */
const BUNDLES = 64;

/** Below which position entries shall go, said by the leaf at `at` of this line. */
interface Due extends Pruned {
  readonly generation: number;
}

interface Upkeep {
  /** Hashes one old tile again, the next one each time. */
  scrub(tag: Tag, book: LogBook): Promise<void>;
  /** Looks after a few of these logs, others each time. */
  round(standings: readonly LogStanding[]): Promise<void>;
  /** What the step that takes in its leaf shall drop. */
  due(tag: Tag): Due | null;
}

export interface UpkeepParts extends Pick<LogWorld, 'store' | 'signers' | 'clock' | 'owner'> {
  readonly knowledge: Knowledge;
  /** Whole calendar years (UTC) before this one whose entries are kept; null: all. */
  readonly keepYears: number | null;
  readonly inTurn: Turns;
  /** Takes in what waits, and gives the lease back. In turn already. */
  readonly takeIn: (tag: Tag) => Promise<unknown>;
}

export function createUpkeep({ store, signers, clock, owner, knowledge, keepYears, inTurn, takeIn }: UpkeepParts): Upkeep {
  const scrubs = new Map<Tag, { at: number; next: number }>();
  const dues = new Map<Tag, Due>();
  let turn = 0;

  async function scrub(tag: Tag, book: LogBook): Promise<void> {
    const tiles = Math.floor(book.frontier.size / WIDTH);
    const now = clock();
    const last = scrubs.get(tag) ?? { at: 0, next: now % Math.max(1, tiles) };
    if (tiles === 0 || (now - last.at < SCRUB_MS && now >= last.at)) return;
    const index = last.next % tiles;
    scrubs.set(tag, { at: now, next: index + 1 });
    await checkTile({ store, tag, book, index });
  }

  async function look(tag: Tag, { book }: Known): Promise<number | null> {
    const { frontier, pruned } = book;
    const whole = frontier.size - (frontier.size % WIDTH);
    if ((await store.bounds(tag)).first !== pruned.first) throw new Contradiction('log.leaf', pruned.first);
    checkEdge(book, await store.leaves(tag, whole, frontier.size - whole));
    await scrub(tag, book);
    if (keepYears === null) return null;
    const before = Date.UTC(new Date(clock()).getUTCFullYear() - keepYears);
    const isOld = async (from: number, count: number): Promise<boolean> => {
      const leaves = await store.leaves(tag, from, count);
      return leaves.length === count && leaves.every((leaf) => isDroppable(leaf, before));
    };
    let { first } = pruned;
    for (; first < whole && first < pruned.first + BUNDLES * WIDTH; first += WIDTH) {
      // Mostly the oldest leaf says enough.
      if (!((await isOld(first, 1)) && (await isOld(first, WIDTH)))) break;
      await checkTile({ store, tag, book, index: first / WIDTH });
    }
    return first > pruned.first ? first : null;
  }

  async function tend(tag: Tag): Promise<void> {
    await knowledge.guarded(tag, async () => {
      const known = await knowledge.read(tag);
      const first = await knowledge.unlessOvertaken(tag, known, () => look(tag, known));
      if (first !== null) await inTurn(tag, () => drop(tag, first));
    });
  }

  async function drop(tag: Tag, first: number): Promise<void> {
    if ((await store.takeLease(leaseOf(tag), owner, clock(), clock() + LEASE_MS)) === null) return;
    try {
      const { generation, pruned } = (await knowledge.read(tag)).book;
      // Somebody else has done it.
      if (pruned.first >= first) return;
      const log = signers.origin({ tag, generation });
      const at = await store.appendLeaf(tag, prunedLeaf({ log, at: clock(), first }));
      dues.set(tag, { first, at, generation });
      // Where somebody else takes the leaf in, nothing is dropped: a later round says it again.
      await takeIn(tag);
    } finally {
      dues.delete(tag);
      await store.dropLease(leaseOf(tag), owner);
    }
  }

  return {
    scrub,
    due: (tag) => dues.get(tag) ?? null,
    async round(standings) {
      const logs = standings.filter(({ tag, size }) => size > 0 && !knowledge.alarms.has(tag));
      for (let at = 0; at < Math.min(LOGS, logs.length); at += 1) {
        turn += 1;
        await tend((logs[turn % logs.length] as LogStanding).tag);
      }
    },
  };
}
