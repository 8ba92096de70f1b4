// What the sequencer remembers of a log in the store, as text: the frontier, the keys that have signed, the alarm, what was pruned, and the
// last checkpoint.

import { parseCheckpoint, type Checkpoint } from '../../../crypto/tlog/checkpoint.ts';
import { emptyFrontier, formatFrontier, parseFrontier, type Frontier } from '../../../crypto/tlog/merkle.ts';
import { parseNote } from '../../../crypto/note/note.ts';
import type { Alarm, AlarmCode } from '../../ports/checkpoint-pins.ts';

export interface SigningKey {
  readonly vkey: string;
  /** The calendar year (UTC) that the key is for. */
  readonly year: number;
}

/** Entries below `first`, a whole number of bundles, were pruned, as the leaf at position `at` says. */
export interface Pruned {
  readonly first: number;
  readonly at: number;
}

export interface LogState {
  /** Counts the generations of this log: each has an origin of its own, and begins because the one before could not continue. */
  readonly generation: number;
  readonly frontier: Frontier;
  /** Oldest first. The last one signs. */
  readonly keys: readonly SigningKey[];
  readonly alarm: Alarm | null;
  readonly pruned: Pruned;
  /** When all of the log was last verified, epoch ms: older alarms are cleared. */
  readonly verifiedAt: number;
  /** The last checkpoint, signed; null before the first. */
  readonly note: string | null;
}

export const emptyLogState: LogState = {
  generation: 1,
  frontier: emptyFrontier,
  keys: [],
  alarm: null,
  pruned: { first: 0, at: 0 },
  verifiedAt: 0,
  note: null,
};

const VERSION = 'nt2/log-record/v1';
const CODES: readonly AlarmCode[] = ['log.behind', 'log.forked', 'log.leaf', 'log.tile', 'log.record', 'log.key'];

export function formatLogState({ generation, frontier, keys, alarm, pruned, verifiedAt, note }: LogState): string {
  return [
    VERSION,
    `generation ${generation}`,
    `frontier ${formatFrontier(frontier)}`,
    ...keys.map(({ vkey, year }) => `key ${year} ${vkey}`),
    ...(alarm === null ? [] : [`alarm ${formatAlarm(alarm)}`]),
    ...(pruned.first === 0 ? [] : [`pruned ${pruned.first} ${pruned.at}`]),
    `settled ${verifiedAt}`,
    `\n${note ?? ''}`,
  ].join('\n');
}

/** Null for anything that `formatLogState` does not write. */
export function parseLogState(text: string): LogState | null {
  const end = text.indexOf('\n\n');
  const [version, ...rows] = text.slice(0, end).split('\n');
  const note = text.slice(end + 2);
  const keys: SigningKey[] = [];
  let [generation, frontier, alarm, settledAt]: [number, Frontier | null, Alarm | null, number] = [1, null, null, 0];
  let { pruned } = emptyLogState;
  for (const row of rows) {
    const space = row.indexOf(' ');
    const [word, value] = [row.slice(0, space), row.slice(space + 1)];
    if (word === 'generation') generation = Number(value);
    else if (word === 'frontier') frontier = parseFrontier(value);
    else if (word === 'key') keys.push({ year: Number(value.slice(0, 4)), vkey: value.slice(5) });
    else if (word === 'alarm') alarm = parseAlarm(value);
    else if (word === 'pruned') pruned = { first: Number(value.split(' ')[0]), at: Number(value.split(' ')[1]) };
    else if (word === 'settled') settledAt = Number(value);
  }
  if (version !== VERSION || frontier === null) return null;
  const state = { generation, frontier, keys, alarm, pruned, verifiedAt: settledAt, note: note === '' ? null : note };
  const numbers = [generation, settledAt, pruned.first, pruned.at, ...keys.map(({ year }) => year)];
  return numbers.every(Number.isSafeInteger) && formatLogState(state) === text ? state : null;
}

export function formatAlarm({ code, at, position }: Alarm): string {
  return `${code} ${at} ${position ?? '-'}`;
}

/** Null for anything that `formatAlarm` does not write. */
export function parseAlarm(line: string): Alarm | null {
  const [name, at, position] = line.split(' ');
  const code = CODES.find((known) => known === name);
  const alarm = code && { code, at: Number(at), position: position === '-' ? null : Number(position) };
  const isExact = alarm && Number.isSafeInteger(alarm.at) && Number.isSafeInteger(alarm.position ?? 0);
  return isExact && formatAlarm(alarm) === line ? alarm : null;
}

/** The checkpoint in a note. Verifies no signature. */
export function checkpointIn(note: string): Checkpoint | null {
  const text = parseNote(note)?.text;
  return text === undefined ? null : parseCheckpoint(text);
}
