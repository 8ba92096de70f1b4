// Takes the leaves that commits have queued into the tree and signs its head. It never signs what contradicts a head that it knows:
// where the store and that head disagree it stops, says so, and leaves everything as it is.

import { b64, equal } from '../../crypto/bytes.ts';
import { parseVkey, signCheckpoint, verifyCheckpoint } from '../../crypto/log/checkpoint.ts';
import { leafHash, readFrontier, rootOf } from '../../crypto/log/merkle.ts';
import { hashesOf } from '../../crypto/log/tiles.ts';
import type { Tag } from '../share.ts';
import { begunLeaf, keyLeaf, namesKey, prunedLeaf } from './book/own-leaves.ts';
import { emptyBook, formatBook, parseBook, type LogBook, type SigningKey } from './book/record.ts';
import type { LogSigner } from './book/signers.ts';
import { createKnowledge, LEASE_MS, leaseOf, readHead, type Head, type Known, type LogWorld } from './knowledge.ts';
import type { Alarm, LogStanding, LogWrite } from './ports.ts';
import { checkEdge, Contradiction } from './tree/check.ts';
import { growTree, positionsOf, readTiles, WIDTH } from './tree/tree.ts';
import { createTurns } from './turns.ts';
import { createUpkeep, type UpkeepParts } from './upkeep.ts';

/** `busy`: another process is at it; look again soon. `stopped`: there is an alarm. */
export type Sequenced = 'done' | 'busy' | 'stopped';

export interface Sequencer {
  /** Takes in what waits and signs it. */
  sequence(tag: Tag): Promise<Sequenced>;
  /** Holds what others have written against what is known here. Returns the tags with leaves that wait. */
  look(): Promise<Tag[]>;
  /** Looks after a few logs, others each time: hashes old tiles again, and drops entries that are older than the operator keeps. */
  tend(): Promise<void>;
  /** Tags that are signed no more. */
  alarms(): ReadonlyMap<Tag, Alarm>;
  /**
   * Begins a new line of a log that cannot be continued: another origin, the leaves that the store has, and among them one that names the last
   * head of the line before. That line is never signed again. Only on the operator's word.
   */
  beginAnew(tag: Tag): Promise<Sequenced>;
}

/** Leaves taken in under one checkpoint. */
const BATCH = 1_024;
/** Somebody else wrote in between: so often the same round begins again. */
const ROUNDS = 5;

interface KeyChange {
  readonly from: LogSigner;
  readonly to: SigningKey;
}

export type SequencerWorld = LogWorld & Pick<UpkeepParts, 'keepYears'>;

export function createSequencer(world: SequencerWorld): Sequencer {
  const { store, signers, clock, owner } = world;
  const knowledge = createKnowledge(world);
  const inTurn = createTurns();
  const takeIn = (tag: Tag): Promise<Sequenced> => steps(tag, () => knowledge.read(tag));
  const upkeep = createUpkeep({ ...world, knowledge, inTurn, takeIn });
  const announced = new Map<Tag, string>();
  let standings: readonly LogStanding[] = [];

  /** One batch. `again`: somebody else was faster. */
  async function step(tag: Tag, token: number, { record, book }: Known): Promise<'done' | 'more' | 'again'> {
    const { frontier, generation } = book;
    const { size } = frontier;
    // After the record: the leaves grow first.
    const { first, end: count } = await store.bounds(tag);
    if (count < size) throw new Contradiction('log.leaf', count);
    if (first !== book.pruned.first) throw new Contradiction('log.leaf', book.pruned.first);
    const change = await keyChange(tag, book);
    if (change !== null && announced.get(tag) !== change.to.vkey) {
      await store.appendLeaf(tag, keyLeaf({ log: signers.origin({ tag, generation }), at: clock(), key: change.to }));
      announced.set(tag, change.to.vkey);
      return 'more';
    }
    const from = size - (size % WIDTH);
    const head = knowledge.head(tag);
    // As far as a head that is known already, at least: nothing smaller is signed.
    const ahead = head?.generation === generation ? head.size - size : 0;
    const wanted = Math.min(count - from, size - from + Math.max(BATCH, ahead));
    const texts = await store.leaves(tag, from, wanted);
    const edge = checkEdge(book, texts.slice(0, size - from));
    if (texts.length < wanted) throw new Contradiction('log.leaf', from + texts.length);
    await upkeep.scrub(tag, book);
    const leaves = texts.slice(size - from);
    if (leaves.length === 0) {
      if (size === 0 || (await isSignedByLast(book))) return 'done';
      // The tree is the same: the key that signs from now on says so too, so that nobody need know the one before.
      const again = await sign(tag, book, null, []);
      return (await write(tag, token, { record, book: again }, { tiles: [], positions: [] })) ? 'done' : 'again';
    }

    // A new line takes over the tiles of what was dropped; behind that they are still the old line's.
    const had = (level: number): number | undefined => (book.note === null ? (Math.floor(size / WIDTH ** level) % WIDTH) * 32 : undefined);
    const readTile = async (level: number, index: number): Promise<Uint8Array | null> =>
      (await store.readTile(tag, level, index))?.subarray(0, had(level)) ?? null;
    const grown = await growTree({ frontier, edge, leaves: leaves.map(leafHash), readTile });
    const due = upkeep.due(tag);
    const isDue =
      due?.generation === generation && due.at >= size && due.at < grown.frontier.size && due.first > first && due.first <= size;
    const pruned = isDue ? { first: due.first, at: due.at } : book.pruned;
    const next = await sign(tag, { ...book, frontier: grown.frontier, pruned }, change, leaves);
    const news = { tiles: grown.tiles, positions: positionsOf(leaves, size) };
    if (!(await write(tag, token, { record, book: next }, news))) return 'again';
    return next.frontier.size < count || next.keys.length > Math.max(1, book.keys.length) ? 'more' : 'done';
  }

  async function write(tag: Tag, token: number, { record, book }: Known, news: Pick<LogWrite, 'tiles' | 'positions'>): Promise<boolean> {
    const { version } = record;
    const text = formatBook(book);
    const isWritten = await store.writeLog({ tag, version, token, size: book.frontier.size, text, first: book.pruned.first, ...news });
    if (isWritten) knowledge.learn(tag, { record: { version: version + 1, text }, book });
    return isWritten;
  }

  /** Who has signed, and who shall sign from now on; null when that is the same key. */
  async function keyChange(tag: Tag, book: LogBook): Promise<KeyChange | null> {
    const line = { tag, generation: book.generation };
    const last = book.keys.at(-1);
    const { vkey, year } = await signers.of(line, yearOf(clock()));
    if (last === undefined || last.vkey === vkey) return null;
    const from = await signers.find(line, last);
    if (from === null) throw new Contradiction('log.key');
    return { from, to: { vkey, year } };
  }

  /** The one place where a head is signed. The key before signs until a leaf under its signature has named the next one. */
  async function sign(tag: Tag, book: LogBook, change: KeyChange | null, leaves: readonly string[]): Promise<LogBook> {
    const { generation, frontier } = book;
    const line = { tag, generation };
    const head: Head = { origin: signers.origin(line), size: frontier.size, root: rootOf(frontier), extensions: [], generation };
    const last = await knowledge.headOf(tag);
    if (last !== null && last.generation > generation) throw new Contradiction('log.behind', 0);
    if (last?.generation === generation) {
      if (last.size > head.size) throw new Contradiction('log.behind', head.size);
      if (last.size === head.size && !equal(last.root, head.root)) throw new Contradiction('log.forked');
    }
    const { key, ...now } = change?.from ?? (await signers.of(line, yearOf(clock())));
    const isNamed = change !== null && leaves.some((leaf) => namesKey(leaf, change.to));
    const keys = book.keys.length === 0 ? [now] : isNamed ? [...book.keys, change.to] : book.keys;
    const note = await signCheckpoint(head, key);
    await knowledge.keep(tag, head, note);
    return { ...book, keys, note };
  }

  /** Under the lease, which each step renews. `from`: where a step begins. */
  async function steps(tag: Tag, from: () => Promise<Known>): Promise<Sequenced> {
    try {
      const done = await knowledge.guarded<Sequenced>(tag, async () => {
        for (let lost = 0; lost < ROUNDS;) {
          const now = clock();
          const token = await store.takeLease(leaseOf(tag), owner, now, now + LEASE_MS);
          if (token === null) return 'busy';
          const known = await from();
          const outcome = (await knowledge.unlessOvertaken(tag, known, () => step(tag, token, known))) ?? 'again';
          if (outcome === 'done') return 'done';
          lost = outcome === 'more' ? 0 : lost + 1;
        }
        return 'busy';
      });
      return done ?? 'stopped';
    } finally {
      await store.dropLease(leaseOf(tag), owner);
    }
  }

  async function begin(tag: Tag): Promise<Sequenced> {
    const [record, head] = await Promise.all([store.readLog(tag), knowledge.headOf(tag)]);
    const told = record && parseBook(record.text);
    const last = head ?? (told?.note ? readHead(told.note) : null);
    const generation = Math.max(told?.generation ?? 1, last?.generation ?? 1) + 1;
    const origin = signers.origin({ tag, generation });
    if (last !== null) await store.appendLeaf(tag, begunLeaf({ log: origin, at: clock(), after: { ...last, root: b64(last.root) } }));
    // What was dropped is in the new tree by its hashes.
    const { first } = await store.bounds(tag);
    const at = first === 0 ? 0 : await store.appendLeaf(tag, prunedLeaf({ log: origin, at: clock(), first }));
    const freshBook = async (): Promise<LogBook> => ({
      ...emptyBook,
      generation,
      frontier: await readFrontier(first, hashesOf(first, readTiles(store, tag, first))),
      pruned: { first, at },
      settledAt: clock(),
    });
    // The first step writes it, with its signature; the others go on from there.
    let isBegun = false;
    return steps(tag, async () => {
      if (isBegun) return knowledge.read(tag);
      isBegun = true;
      return { record: { version: (await store.readLog(tag))?.version ?? 0, text: '' }, book: await freshBook() };
    });
  }

  async function lookAt({ tag, leaves, size, version }: LogStanding): Promise<boolean> {
    if (knowledge.version(tag) === version) return leaves !== size;
    const waits = await knowledge.guarded(tag, async () => {
      const { book } = await knowledge.read(tag);
      return leaves !== size || (size > 0 && (await keyChange(tag, book)) !== null);
    });
    return waits ?? false;
  }

  return {
    async sequence(tag) {
      return inTurn(tag, async () => (knowledge.alarms.has(tag) ? 'stopped' : takeIn(tag)));
    },

    async look() {
      const waiting: Tag[] = [];
      standings = await store.logs();
      for (const standing of standings) if (await lookAt(standing)) waiting.push(standing.tag);
      return waiting;
    },

    tend: () => upkeep.round(standings),

    alarms: () => knowledge.alarms,

    beginAnew: (tag) => inTurn(tag, () => begin(tag)),
  };
}

async function isSignedByLast({ keys, note }: LogBook): Promise<boolean> {
  const last = parseVkey(keys.at(-1)?.vkey ?? '');
  return keys.length < 2 || last === null || note === null || (await verifyCheckpoint(note, [last])).ok;
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear();
}
