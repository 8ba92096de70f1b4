// What the log asks of the world: a place in the store for state, tiles and positions, and a place outside it for the last checkpoint.

import type { ShareId, TenantTag } from '../share.ts';

/** How far a tag's log is, in one look over all of them. */
export interface LogProgress {
  readonly tag: TenantTag;
  /** Leaves that commits have ever queued. */
  readonly leaves: number;
  /** As the last `writeLog` said; 0 and 0 when there was none. */
  readonly size: number;
  readonly version: number;
}

export interface LogRecord {
  readonly version: number;
  /** The sequencer's own words. */
  readonly text: string;
}

export interface LogWrite {
  readonly tag: TenantTag;
  /** The version that was read; 0 when there was none. The record gets the next one. */
  readonly version: number;
  /** Fencing token of the lease of this work. */
  readonly token: number;
  readonly size: number;
  readonly text: string;
  /** Hash tiles that are new or longer than before. */
  readonly tiles: readonly { readonly level: number; readonly index: number; readonly bytes: Uint8Array }[];
  /** Leaves below this position are dropped, as far as they are there. */
  readonly first: number;
  /** Positions of further leaves of these shares. */
  readonly positions: readonly { readonly share: ShareId; readonly at: readonly number[] }[];
}

/** Part of the store. All that belongs to a tag lies with it. */
export interface LogStore {
  /** Leaves of the log, oldest first, from position `from`. Ends at the first that is missing. */
  leaves(tag: TenantTag, from: number, limit: number): Promise<string[]>;
  /** `first`: position of the oldest leaf that is there. `end`: the position behind the newest, which is how many there have ever been. */
  entryRange(tag: TenantTag): Promise<{ readonly first: number; readonly end: number }>;
  /** Queues a leaf that belongs to no share. Answers its position. */
  appendLeaf(tag: TenantTag, leaf: string): Promise<number>;
  readLog(tag: TenantTag): Promise<LogRecord | null>;
  /** All or nothing. False when the record has another version, or somebody with a higher token has written. */
  writeLog(write: LogWrite): Promise<boolean>;
  readTile(tag: TenantTag, level: number, index: number): Promise<Uint8Array | null>;
  /** Where the leaves of a share stand, ascending; at least as long as the store keeps the share. */
  positions(id: ShareId): Promise<number[]>;
  logs(): Promise<LogProgress[]>;
  /**
   * Short texts for other processes, put and dropped; without any promise that they are kept. A store that belongs to one process keeps none:
   * whoever opens it next looks at all logs.
   */
  putHints(put: readonly string[], drop: readonly string[]): Promise<void>;
  listHints(): Promise<string[]>;
}

/** Why a log is signed no more. */
export type AlarmCode =
  | 'log.behind' // the store has less than a checkpoint that was signed
  | 'log.forked' // the store has another tree than a checkpoint that was signed
  | 'log.leaf' // a leaf was changed, removed or inserted
  | 'log.tile' // a tile is missing or does not fit
  | 'log.record' // the record of the log is not what a sequencer wrote
  | 'log.address' // the last checkpoint was signed under another address, with a key of a root secret given here
  | 'log.key'; // the last checkpoint was signed with a key that no root secret given here makes

export interface Alarm {
  readonly code: AlarmCode;
  /** Epoch ms. */
  readonly at: number;
  /** The first leaf that is concerned, as far as that is known. */
  readonly position: number | null;
}

/**
 * Outside the store: the newest checkpoint of each tag that this installation knows, and its alarm. It outlives the process.
 * A checkpoint is kept before anybody else can see it.
 */
export interface CheckpointPins {
  /** The signed note of the largest tree of the newest line; null when none is known. */
  latest(tag: TenantTag): Promise<string | null>;
  /** Never puts a smaller tree in the place of a larger one. False: another tree of this size is kept already. */
  advance(tag: TenantTag, head: { readonly generation: number; readonly size: number }, note: string): Promise<boolean>;
  alarm(tag: TenantTag): Promise<Alarm | null>;
  /** Null ends it. */
  setAlarm(tag: TenantTag, alarm: Alarm | null): Promise<void>;
  /** Tags of which it knows anything. */
  tags(): Promise<TenantTag[]>;
}
