// What this process knows of each log, and whether the store still agrees: the largest signed head, the last verified record, the alarm.
// Where the store disagrees, the log stops: here, and in every process that can be told. See docs/decisions/log-stops.md.

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
  /** The name of this process among those that may hold the lease. */
  readonly owner: string;
  /** A log has stopped. */
  readonly stopped: (tag: TenantTag, alarm: Alarm) => void;
}

/** A checkpoint of one generation of a log. */
export interface Head extends Checkpoint {
  readonly generation: number;
}

/** The record as the store holds it, parsed. */
export interface LogSnapshot {
  readonly record: LogRecord;
  readonly state: LogState;
}

/** How long the lease lasts; each step renews it. It is short, because a process may die in a step, and safe, because a step that was superseded cannot write. */
export const LEASE_MS = 2_000;
export const leaseOf = (tag: TenantTag): string => `log:${tag}`;

/** @throws LogInconsistency when it does not parse: what is kept outside the store was altered. */
export function parseHead(note: string): Head {
  const checkpoint = checkpointIn(note);
  const name = checkpoint && parseLogName(checkpoint.origin);
  if (checkpoint === null || name === null) throw new LogInconsistency('log.record');
  return { ...checkpoint, generation: name.generation };
}

/** The record continues the generation of `head`, or is of a later one. */
export async function verifyHead({
  store,
  signers,
  tag,
  state,
  head,
}: Pick<LogDeps, 'store' | 'signers'> & { readonly tag: TenantTag; readonly state: LogState; readonly head: Head }): Promise<void> {
  if (state.generation < head.generation) throw new LogInconsistency('log.behind', 0);
  // The operator begins a new generation, and it is signed at once: a record without a signature proves nothing.
  if (state.generation > head.generation) {
    if (state.note === null) throw new LogInconsistency('log.record');
    return;
  }
  if (head.origin !== signers.origin({ tag, generation: state.generation })) throw new LogInconsistency('log.forked');
  await verifyConsistentWith({ store, tag, state, known: head });
}

/** The store is whole, but the settings of this process do not fit it. */
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

  /** Outside the store first: a head that others may have seen is never forgotten. */
  async function advance(tag: TenantTag, head: Head, note: string): Promise<void> {
    if (!(await pins.advance(tag, head, note))) throw new LogInconsistency('log.forked');
    heads.set(tag, head);
  }

  /** Works with a record that was read. Null if it finds an inconsistency but another process has written the next record meanwhile. */
  async function unlessSuperseded<T>(tag: TenantTag, { record }: Pick<LogSnapshot, 'record'>, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (asInconsistency(error) === null || ((await store.readLog(tag))?.version ?? 0) === record.version) throw error;
      return null;
    }
  }

  /** The record, compared with everything that is known of this log. */
  async function load(tag: TenantTag): Promise<LogSnapshot> {
    const record = (await store.readLog(tag)) ?? { version: 0, text: formatLogState(emptyLogState) };
    const trusted = known.get(tag);
    // A head beyond it was signed here and did not reach the store: verify everything again.
    const isNewest = trusted !== undefined && (heads.get(tag)?.size ?? 0) <= trusted.state.frontier.size;
    if (isNewest && trusted.record.version === record.version && trusted.record.text === record.text) return trusted;
    const found = await unlessSuperseded(tag, { record }, () => trust(tag, record));
    return found ?? load(tag);
  }

  async function trust(tag: TenantTag, record: LogRecord): Promise<LogSnapshot> {
    const state = parseLogState(record.text);
    if (state === null) throw new LogInconsistency('log.record');
    const own = alarms.get(tag) ?? (await pins.alarm(tag));
    // A missing secret or another address is no damage: it is over as soon as the setting is right.
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

  /** Remembers the alarm in every place: here, outside the store, and in the record. */
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
    /** The newest head that this process has seen. */
    head: (tag: TenantTag): Head | null => heads.get(tag) ?? null,
    /** This process has written it. */
    remember: (tag: TenantTag, found: LogSnapshot): void => void known.set(tag, found),
    /** The version of the record that was verified last. */
    version: (tag: TenantTag): number | null => known.get(tag)?.record.version ?? null,
    alarms: alarms as ReadonlyMap<TenantTag, Alarm>,
    unlessSuperseded,

    /** Does the work. Null when it finds an inconsistency, which stops the log. */
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
