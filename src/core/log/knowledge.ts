// What this process knows of each log, and whether the store still agrees: the largest head that was signed, the record that was found right,
// the alarm. Where the store disagrees nothing is signed any more, here or by anybody else who can be told.

import type { Checkpoint } from '../../crypto/log/checkpoint.ts';
import { readLogName } from '../../crypto/keys/log.ts';
import type { Clock, Store } from '../ports.ts';
import type { Tag } from '../share.ts';
import { checkpointIn, emptyBook, formatBook, parseBook, type LogBook } from './book/record.ts';
import type { Signers } from './book/signers.ts';
import type { Alarm, Keepsake, LogRecord } from './ports.ts';
import { checkBook, checkContinues, checkPruned, Contradiction, contradictionIn } from './tree/check.ts';

export interface LogWorld {
  readonly store: Store;
  readonly keepsake: Keepsake;
  readonly signers: Signers;
  readonly clock: Clock;
  /** Names this process among those that may hold the lease. */
  readonly owner: string;
  /** A log is signed no more. */
  readonly stopped: (tag: Tag, alarm: Alarm) => void;
}

/** A checkpoint of one line of a log. */
export interface Head extends Checkpoint {
  readonly generation: number;
}

/** The record as it stands in the store, read. */
export interface Known {
  readonly record: LogRecord;
  readonly book: LogBook;
}

/** Of one step, which each step renews. Short, because somebody may die in it; sound, because a step that was overtaken cannot write. */
export const LEASE_MS = 2_000;
export const leaseOf = (tag: Tag): string => `log:${tag}`;

/** @throws Contradiction when it is none: what lies outside the store was altered. */
export function readHead(note: string): Head {
  const checkpoint = checkpointIn(note);
  const name = checkpoint && readLogName(checkpoint.origin);
  if (checkpoint === null || name === null) throw new Contradiction('log.record');
  return { ...checkpoint, generation: name.generation };
}

/** The record continues the line of `head`, or is a later line. */
export async function checkHead({
  store,
  signers,
  tag,
  book,
  head,
}: Pick<LogWorld, 'store' | 'signers'> & { readonly tag: Tag; readonly book: LogBook; readonly head: Head }): Promise<void> {
  if (book.generation < head.generation) throw new Contradiction('log.behind', 0);
  // A new line is begun by the operator's word and signed at once: a record without a signature is nobody's word.
  if (book.generation > head.generation) {
    if (book.note === null) throw new Contradiction('log.record');
    return;
  }
  if (head.origin !== signers.origin({ tag, generation: book.generation })) throw new Contradiction('log.forked');
  await checkContinues({ store, tag, book, known: head });
}

/** The store is whole; what this process was given does not fit it. */
const isOfSettings = ({ code }: Pick<Alarm, 'code'>): boolean => code === 'log.key' || code === 'log.address';

export type Knowledge = ReturnType<typeof createKnowledge>;

export function createKnowledge({ store, keepsake, signers, clock, owner, stopped }: LogWorld) {
  const known = new Map<Tag, Known>();
  const heads = new Map<Tag, Head>();
  const alarms = new Map<Tag, Alarm>();

  async function headOf(tag: Tag): Promise<Head | null> {
    const head = heads.get(tag);
    if (head !== undefined) return head;
    const note = await keepsake.recall(tag);
    if (note === null) return null;
    const kept = readHead(note);
    heads.set(tag, kept);
    return kept;
  }

  /** Outside the store first: once somebody else can have seen a head, it is never forgotten. */
  async function keep(tag: Tag, head: Head, note: string): Promise<void> {
    if (!(await keepsake.keep(tag, head, note))) throw new Contradiction('log.forked');
    heads.set(tag, head);
  }

  /** Does the work with a record that was read. Null where it meets a contradiction while somebody else has written the next record. */
  async function unlessOvertaken<T>(tag: Tag, { record }: Pick<Known, 'record'>, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (contradictionIn(error) === null || ((await store.readLog(tag))?.version ?? 0) === record.version) throw error;
      return null;
    }
  }

  /** The record, held against everything that is known of this log. */
  async function read(tag: Tag): Promise<Known> {
    const record = (await store.readLog(tag)) ?? { version: 0, text: formatBook(emptyBook) };
    const trusted = known.get(tag);
    // A head beyond it was signed here and did not reach the store: then all is looked at again.
    const isNewest = trusted !== undefined && (heads.get(tag)?.size ?? 0) <= trusted.book.frontier.size;
    if (isNewest && trusted.record.version === record.version && trusted.record.text === record.text) return trusted;
    const found = await unlessOvertaken(tag, { record }, () => trust(tag, record));
    return found ?? read(tag);
  }

  async function trust(tag: Tag, record: LogRecord): Promise<Known> {
    const book = parseBook(record.text);
    if (book === null) throw new Contradiction('log.record');
    const own = alarms.get(tag) ?? (await keepsake.alarm(tag));
    // A missing secret or another address is no damage: it is over as soon as it is given.
    const alarm = book.alarm ?? (own !== null && own.at > book.settledAt && !isOfSettings(own) ? own : null);
    if (alarm !== null) throw new Contradiction(alarm.code, alarm.position, alarm.at);
    await checkBook(book, tag, signers);
    await checkPruned({ store, tag, book, origin: signers.origin({ tag, generation: book.generation }) });
    const head = await headOf(tag);
    if (head !== null) await checkHead({ store, signers, tag, book, head });
    const isNews = head === null || book.generation > head.generation || book.frontier.size > head.size;
    if (book.note !== null && isNews) await keep(tag, readHead(book.note), book.note);
    if (own !== null) await keepsake.setAlarm(tag, null);
    alarms.delete(tag);
    const found = { record, book };
    known.set(tag, found);
    return found;
  }

  /** Notes it everywhere it can be noted: here, outside the store, and in the record. */
  async function stop(tag: Tag, { code, position, at }: Contradiction): Promise<void> {
    known.delete(tag);
    const alarm = { code, position, at: at ?? clock() };
    if (!alarms.has(tag)) stopped(tag, alarm);
    alarms.set(tag, alarm);
    if (isOfSettings({ code })) return;
    await keepsake.setAlarm(tag, alarm);
    const record = await store.readLog(tag);
    const book = record === null ? emptyBook : parseBook(record.text);
    if (book === null || book.alarm !== null) return;
    const token = await store.takeLease(leaseOf(tag), owner, clock(), clock() + LEASE_MS);
    if (token === null) return;
    const text = formatBook({ ...book, alarm });
    await store.writeLog({
      tag,
      version: record?.version ?? 0,
      token,
      size: book.frontier.size,
      text,
      first: book.pruned.first,
      tiles: [],
      positions: [],
    });
    await store.dropLease(leaseOf(tag), owner);
  }

  return {
    read,
    keep,
    stop,
    headOf,
    /** The newest head that this process has met. */
    head: (tag: Tag): Head | null => heads.get(tag) ?? null,
    /** This process has written it. */
    learn: (tag: Tag, found: Known): void => void known.set(tag, found),
    /** The version of the record that was found right last. */
    version: (tag: Tag): number | null => known.get(tag)?.record.version ?? null,
    alarms: alarms as ReadonlyMap<Tag, Alarm>,
    unlessOvertaken,

    /** Does the work, and stops the log where it meets a contradiction: then `null`. */
    async guarded<T>(tag: Tag, work: () => Promise<T>): Promise<T | null> {
      try {
        return await work();
      } catch (error) {
        const contradiction = contradictionIn(error);
        if (contradiction === null) throw error;
        await stop(tag, contradiction);
        return null;
      }
    },
  };
}
