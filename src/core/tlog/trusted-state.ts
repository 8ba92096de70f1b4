// What this process knows of each log, and whether the store still agrees: the largest head that was signed, the record that was found right,
// the alarm. Where the store disagrees nothing is signed any more, here or by anybody else who can be told.

import type { Checkpoint } from '../../crypto/tlog/checkpoint.ts';
import { parseLogName } from '../../crypto/keys/log.ts';
import type { Clock } from '../ports/clock.ts';
import type { LeaseStore } from '../ports/lease-store.ts';
import type { TenantTag } from '../share.ts';
import { checkpointIn, emptyLogState, formatLogState, parseLogState, type LogState } from './state/log-state.ts';
import type { Signers } from './state/signers.ts';
import type { Alarm, CheckpointPins } from '../ports/checkpoint-pins.ts';
import type { LogReader, LogRecord, LogWriter } from '../ports/log-store.ts';
import { verifyLogState, verifyConsistentWith, verifyPruned, LogInconsistency, asInconsistency } from './integrity.ts';

export interface LogDeps {
  readonly store: LogReader & LogWriter & LeaseStore;
  readonly pins: CheckpointPins;
  readonly signers: Signers;
  readonly clock: Clock;
  /** Names this process among those that may hold the lease. */
  readonly owner: string;
  /** A log is signed no more. */
  readonly stopped: (tag: TenantTag, alarm: Alarm) => void;
}

/** A checkpoint of one line of a log. */
export interface Head extends Checkpoint {
  readonly generation: number;
}

/** The record as it stands in the store, read. */
export interface LogSnapshot {
  readonly record: LogRecord;
  readonly state: LogState;
}

/** Of one step, which each step renews. Short, because somebody may die in it; sound, because a step that was overtaken cannot write. */
export const LEASE_MS = 2_000;
export const leaseOf = (tag: TenantTag): string => `log:${tag}`;

/** @throws Contradiction when it is none: what lies outside the store was altered. */
export function parseHead(note: string): Head {
  const checkpoint = checkpointIn(note);
  const name = checkpoint && parseLogName(checkpoint.origin);
  if (checkpoint === null || name === null) throw new LogInconsistency('log.record');
  return { ...checkpoint, generation: name.generation };
}

/** The record continues the line of `head`, or is a later line. */
export async function verifyHead({
  store,
  signers,
  tag,
  state,
  head,
}: Pick<LogDeps, 'store' | 'signers'> & { readonly tag: TenantTag; readonly state: LogState; readonly head: Head }): Promise<void> {
  if (state.generation < head.generation) throw new LogInconsistency('log.behind', 0);
  // A new line is begun by the operator's word and signed at once: a record without a signature is nobody's word.
  if (state.generation > head.generation) {
    if (state.note === null) throw new LogInconsistency('log.record');
    return;
  }
  if (head.origin !== signers.origin({ tag, generation: state.generation })) throw new LogInconsistency('log.forked');
  await verifyConsistentWith({ store, tag, state, known: head });
}

/** The store is whole; what this process was given does not fit it. */
const isOfSettings = ({ code }: Pick<Alarm, 'code'>): boolean => code === 'log.key' || code === 'log.address';

export type TrustedLogs = ReturnType<typeof createTrustedLogs>;

export function createTrustedLogs({ store, pins, signers, clock, owner, stopped }: LogDeps) {
  const known = new Map<TenantTag, LogSnapshot>();
  const heads = new Map<TenantTag, Head>();
  const alarms = new Map<TenantTag, Alarm>();

  async function headOf(tag: TenantTag): Promise<Head | null> {
    const head = heads.get(tag);
    if (head !== undefined) return head;
    const note = await pins.latest(tag);
    if (note === null) return null;
    const kept = parseHead(note);
    heads.set(tag, kept);
    return kept;
  }

  /** Outside the store first: once somebody else can have seen a head, it is never forgotten. */
  async function advance(tag: TenantTag, head: Head, note: string): Promise<void> {
    if (!(await pins.advance(tag, head, note))) throw new LogInconsistency('log.forked');
    heads.set(tag, head);
  }

  /** Does the work with a record that was read. Null where it meets a contradiction while somebody else has written the next record. */
  async function unlessSuperseded<T>(tag: TenantTag, { record }: Pick<LogSnapshot, 'record'>, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (asInconsistency(error) === null || ((await store.readLog(tag))?.version ?? 0) === record.version) throw error;
      return null;
    }
  }

  /** The record, held against everything that is known of this log. */
  async function load(tag: TenantTag): Promise<LogSnapshot> {
    const record = (await store.readLog(tag)) ?? { version: 0, text: formatLogState(emptyLogState) };
    const trusted = known.get(tag);
    // A head beyond it was signed here and did not reach the store: then all is looked at again.
    const isNewest = trusted !== undefined && (heads.get(tag)?.size ?? 0) <= trusted.state.frontier.size;
    if (isNewest && trusted.record.version === record.version && trusted.record.text === record.text) return trusted;
    const found = await unlessSuperseded(tag, { record }, () => trust(tag, record));
    return found ?? load(tag);
  }

  async function trust(tag: TenantTag, record: LogRecord): Promise<LogSnapshot> {
    const state = parseLogState(record.text);
    if (state === null) throw new LogInconsistency('log.record');
    const own = alarms.get(tag) ?? (await pins.alarm(tag));
    // A missing secret or another address is no damage: it is over as soon as it is given.
    const alarm = state.alarm ?? (own !== null && own.at > state.verifiedAt && !isOfSettings(own) ? own : null);
    if (alarm !== null) throw new LogInconsistency(alarm.code, alarm.position, alarm.at);
    await verifyLogState(state, tag, signers);
    await verifyPruned({ store, tag, state, origin: signers.origin({ tag, generation: state.generation }) });
    const head = await headOf(tag);
    if (head !== null) await verifyHead({ store, signers, tag, state, head });
    const isNews = head === null || state.generation > head.generation || state.frontier.size > head.size;
    if (state.note !== null && isNews) await advance(tag, parseHead(state.note), state.note);
    if (own !== null) await pins.setAlarm(tag, null);
    alarms.delete(tag);
    const found = { record, state: state };
    known.set(tag, found);
    return found;
  }

  /** Notes it everywhere it can be noted: here, outside the store, and in the record. */
  async function stop(tag: TenantTag, { code, position, at }: LogInconsistency): Promise<void> {
    known.delete(tag);
    const alarm = { code, position, at: at ?? clock() };
    if (!alarms.has(tag)) stopped(tag, alarm);
    alarms.set(tag, alarm);
    if (isOfSettings({ code })) return;
    await pins.setAlarm(tag, alarm);
    const record = await store.readLog(tag);
    const state = record === null ? emptyLogState : parseLogState(record.text);
    if (state === null || state.alarm !== null) return;
    const token = await store.acquireLease(leaseOf(tag), owner, clock(), clock() + LEASE_MS);
    if (token === null) return;
    const text = formatLogState({ ...state, alarm });
    await store.writeLog({
      tag,
      version: record?.version ?? 0,
      token,
      size: state.frontier.size,
      text,
      first: state.pruned.first,
      tiles: [],
      positions: [],
    });
    await store.releaseLease(leaseOf(tag), owner);
  }

  return {
    load,
    advance,
    stop,
    headOf,
    /** The newest head that this process has met. */
    head: (tag: TenantTag): Head | null => heads.get(tag) ?? null,
    /** This process has written it. */
    remember: (tag: TenantTag, found: LogSnapshot): void => void known.set(tag, found),
    /** The version of the record that was found right last. */
    version: (tag: TenantTag): number | null => known.get(tag)?.record.version ?? null,
    alarms: alarms as ReadonlyMap<TenantTag, Alarm>,
    unlessSuperseded,

    /** Does the work, and stops the log where it meets a contradiction: then `null`. */
    async stopOnInconsistency<T>(tag: TenantTag, work: () => Promise<T>): Promise<T | null> {
      try {
        return await work();
      } catch (error) {
        const inconsistency = asInconsistency(error);
        if (inconsistency === null) throw error;
        await stop(tag, inconsistency);
        return null;
      }
    },
  };
}
