// Takes the leaves that commits have queued into the tree and signs its head. It never signs what contradicts a head that it knows:
// where the store and that head disagree it stops, says so, and leaves everything as it is.

import { equal } from '../../crypto/bytes.ts';
import { signCheckpoint, type Checkpoint } from '../../crypto/log/checkpoint.ts';
import { leafHash, rootOf } from '../../crypto/log/merkle.ts';
import type { Clock, Store } from '../ports.ts';
import type { Tag } from '../share.ts';
import { checkBook, checkContinues, checkEdge, checkTile, Contradiction, readKnown } from './check.ts';
import { keyLeaf, namesKey } from './key-leaf.ts';
import type { Alarm, Keepsake, LogRecord, LogStanding } from './ports.ts';
import { emptyBook, formatBook, parseBook, type LogBook, type SigningKey } from './record.ts';
import type { LogSigner, Signers } from './signers.ts';
import { growTree, positionsOf, WIDTH } from './tree.ts';

export interface SequencerWorld {
  readonly store: Store;
  readonly keepsake: Keepsake;
  readonly signers: Signers;
  readonly clock: Clock;
  /** Names this process among those that may hold the lease. */
  readonly owner: string;
  /** A log is signed no more. */
  readonly stopped: (tag: Tag, alarm: Alarm) => void;
}

/** `busy`: another process is at it; look again soon. `stopped`: there is an alarm. */
export type Sequenced = 'done' | 'busy' | 'stopped';

export interface Sequencer {
  /** Takes in what waits and signs it. */
  sequence(tag: Tag): Promise<Sequenced>;
  /** Holds what others have written against what is known here. Returns the tags with leaves that wait. */
  look(): Promise<Tag[]>;
  /** Tags that are signed no more. */
  alarms(): ReadonlyMap<Tag, Alarm>;
}

const LEASE_MS = 10_000;
/** Leaves taken in under one checkpoint. */
const BATCH = 1_024;
/** One old tile of a busy log is hashed again so often. */
const SCRUB_MS = 1_000;
/** Somebody else wrote in between: so often the same round begins again. */
const ROUNDS = 5;

interface Known {
  /** The record that was found right, as it stands in the store. */
  record: LogRecord;
  book: LogBook;
}

export function createSequencer(world: SequencerWorld): Sequencer {
  const { store, keepsake, signers, clock, owner } = world;
  const known = new Map<Tag, Known>();
  const heads = new Map<Tag, Checkpoint>();
  const alarms = new Map<Tag, Alarm>();
  const scrubs = new Map<Tag, { at: number; next: number }>();
  const announced = new Map<Tag, string>();

  async function headOf(tag: Tag): Promise<Checkpoint | null> {
    const head = heads.get(tag);
    if (head !== undefined) return head;
    const note = await keepsake.recall(tag);
    if (note === null) return null;
    const kept = readKnown(note);
    heads.set(tag, kept);
    return kept;
  }

  /** Outside the store first: once somebody else can have seen a head, it is never forgotten. */
  async function keep(tag: Tag, head: Checkpoint, note: string): Promise<void> {
    if (!(await keepsake.keep(tag, head.size, note))) throw new Contradiction('log.forked');
    heads.set(tag, head);
  }

  /** The record, held against everything that is known of this log. */
  async function read(tag: Tag): Promise<Known> {
    const record = (await store.readLog(tag)) ?? { version: 0, text: formatBook(emptyBook) };
    const trusted = known.get(tag);
    // A head beyond it was signed here and did not reach the store: then all is looked at again.
    const isNewest = trusted !== undefined && (heads.get(tag)?.size ?? 0) <= trusted.book.frontier.size;
    if (isNewest && trusted.record.version === record.version && trusted.record.text === record.text) return trusted;
    const book = parseBook(record.text);
    if (book === null) throw new Contradiction('log.record');
    const own = alarms.get(tag) ?? (await keepsake.alarm(tag));
    // A missing secret is no damage: it is over as soon as it is given.
    const alarm = book.alarm ?? (own !== null && own.at > book.settledAt && own.code !== 'log.key' ? own : null);
    if (alarm !== null) throw new Contradiction(alarm.code, alarm.position, alarm.at);
    await checkBook(book, tag, signers);
    const head = await headOf(tag);
    if (head !== null) {
      if (head.origin !== signers.origin({ tag, generation: book.generation })) throw new Contradiction('log.forked');
      await checkContinues({ store, tag, book, known: head });
    }
    if (book.note !== null && book.frontier.size > (head?.size ?? 0)) {
      await keep(tag, readKnown(book.note), book.note);
    }
    if (own !== null) await keepsake.setAlarm(tag, null);
    alarms.delete(tag);
    const found = { record, book };
    known.set(tag, found);
    return found;
  }

  /** One batch. `again`: there is more, or somebody else was faster. */
  async function step(tag: Tag, token: number): Promise<'done' | 'more' | 'again'> {
    const { record, book } = await read(tag);
    const { frontier, generation } = book;
    const { size } = frontier;
    // After the record: the leaves grow first.
    const count = await store.countLeaves(tag);
    if (count < size) throw new Contradiction('log.leaf', count);
    const change = await keyChange(tag, book);
    if (count > size && change !== null && announced.get(tag) !== change.to.vkey) {
      await store.appendLeaf(tag, keyLeaf({ log: signers.origin({ tag, generation }), at: clock(), key: change.to }));
      announced.set(tag, change.to.vkey);
      return 'more';
    }
    const from = size - (size % WIDTH);
    // As far as a head that is known already, at least: nothing smaller is signed.
    const wanted = Math.min(count - from, size - from + Math.max(BATCH, (heads.get(tag)?.size ?? 0) - size));
    const texts = await store.leaves(tag, from, wanted);
    const edge = checkEdge(book, texts.slice(0, size - from));
    if (texts.length < wanted) throw new Contradiction('log.leaf', from + texts.length);
    await scrub(tag, book);
    const leaves = texts.slice(size - from);
    if (leaves.length === 0) return 'done';

    const readTile = (level: number, index: number): Promise<Uint8Array | null> => store.readTile(tag, level, index);
    const grown = await growTree({ frontier, edge, leaves: leaves.map(leafHash), readTile });
    const next = await sign(tag, { ...book, frontier: grown.frontier }, change, leaves);
    const [text, positions] = [formatBook(next), positionsOf(leaves, size)];
    const { version } = record;
    const isWritten = await store.writeLog({ tag, version, token, size: next.frontier.size, text, tiles: grown.tiles, positions });
    if (!isWritten) return 'again';
    known.set(tag, { record: { version: version + 1, text }, book: next });
    return next.frontier.size < count ? 'more' : 'done';
  }

  /** Who has signed, and who shall sign from now on; null when that is the same key. */
  async function keyChange(tag: Tag, book: LogBook): Promise<{ readonly from: LogSigner; readonly to: SigningKey } | null> {
    const line = { tag, generation: book.generation };
    const last = book.keys.at(-1);
    const { vkey, year } = await signers.of(line, yearOf(clock()));
    if (last === undefined || last.vkey === vkey) return null;
    const from = await signers.find(line, last);
    if (from === null) throw new Contradiction('log.key');
    return { from, to: { vkey, year } };
  }

  /** The one place where a head is signed. The key before signs until a leaf under its signature has named the next one. */
  async function sign(tag: Tag, book: LogBook, change: Awaited<ReturnType<typeof keyChange>>, leaves: readonly string[]): Promise<LogBook> {
    const line = { tag, generation: book.generation };
    const head: Checkpoint = { origin: signers.origin(line), size: book.frontier.size, root: rootOf(book.frontier), extensions: [] };
    const last = heads.get(tag);
    if (last !== undefined && last.size > head.size) throw new Contradiction('log.behind', head.size);
    if (last?.size === head.size && !equal(last.root, head.root)) throw new Contradiction('log.forked');
    const { key, ...now } = change?.from ?? (await signers.of(line, yearOf(clock())));
    const isNamed = change !== null && leaves.some((leaf) => namesKey(leaf, change.to));
    const keys = book.keys.length === 0 ? [now] : isNamed ? [...book.keys, change.to] : book.keys;
    const note = await signCheckpoint(head, key);
    await keep(tag, head, note);
    return { ...book, keys, note };
  }

  async function scrub(tag: Tag, book: LogBook): Promise<void> {
    const tiles = Math.floor(book.frontier.size / WIDTH);
    const now = clock();
    const last = scrubs.get(tag) ?? { at: 0, next: now % Math.max(1, tiles) };
    if (tiles === 0 || (now - last.at < SCRUB_MS && now >= last.at)) return;
    const index = last.next % tiles;
    scrubs.set(tag, { at: now, next: index + 1 });
    await checkTile({ store, tag, book, index });
  }

  /** Notes it everywhere it can be noted: here, outside the store, and in the record. */
  async function stop(tag: Tag, { code, position, at }: Contradiction): Promise<void> {
    known.delete(tag);
    const alarm = { code, position, at: at ?? clock() };
    if (!alarms.has(tag)) world.stopped(tag, alarm);
    alarms.set(tag, alarm);
    if (code === 'log.key') return;
    await keepsake.setAlarm(tag, alarm);
    const record = await store.readLog(tag);
    const book = record === null ? emptyBook : parseBook(record.text);
    if (book === null || book.alarm !== null) return;
    const token = await store.takeLease(`log:${tag}`, owner, clock(), clock() + LEASE_MS);
    if (token === null) return;
    const text = formatBook({ ...book, alarm });
    await store.writeLog({ tag, version: record?.version ?? 0, token, size: book.frontier.size, text, tiles: [], positions: [] });
  }

  /** Does the work, and stops the log where it meets a contradiction. */
  async function guarded(tag: Tag, work: () => Promise<Sequenced>): Promise<Sequenced> {
    try {
      return await work();
    } catch (error) {
      // Proofs and tiles say so when a hash that must be there is not.
      const contradiction = error instanceof RangeError ? new Contradiction('log.tile') : error;
      if (!(contradiction instanceof Contradiction)) throw error;
      await stop(tag, contradiction);
      return 'stopped';
    }
  }

  async function lookAt({ tag, leaves, size, version }: LogStanding): Promise<boolean> {
    const seen = known.get(tag);
    if (seen === undefined || seen.record.version !== version) {
      const looked = await guarded(tag, async () => {
        await read(tag);
        return 'done';
      });
      if (looked === 'stopped') return false;
    }
    return leaves !== size;
  }

  return {
    async sequence(tag) {
      if (alarms.has(tag)) return 'stopped';
      const lease = `log:${tag}`;
      try {
        return await guarded(tag, async () => {
          for (let lost = 0; lost < ROUNDS;) {
            const now = clock();
            const token = await store.takeLease(lease, owner, now, now + LEASE_MS);
            if (token === null) return 'busy';
            const done = await step(tag, token);
            if (done === 'done') return 'done';
            lost = done === 'more' ? 0 : lost + 1;
          }
          return 'busy';
        });
      } finally {
        await store.dropLease(lease, owner);
      }
    },

    async look() {
      const waiting: Tag[] = [];
      for (const standing of await store.logs()) if (await lookAt(standing)) waiting.push(standing.tag);
      return waiting;
    },

    alarms: () => alarms,
  };
}

function yearOf(at: number): number {
  return new Date(at).getUTCFullYear();
}
