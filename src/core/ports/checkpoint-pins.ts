// Outside the store: the newest checkpoint of each log that this installation knows, and the alarm of a log that stopped.

import type { TenantTag } from '../share.ts';

/** Why a log is no longer signed. */
export type AlarmCode =
  | 'log.behind' // the store has less than a signed checkpoint
  | 'log.forked' // the store has a different tree from a signed checkpoint
  | 'log.leaf' // a leaf was changed, removed or inserted
  | 'log.tile' // a tile is missing or does not fit
  | 'log.record' // no sequencer wrote the record of this log
  | 'log.address' // the last checkpoint was signed under another address, with a key of a root secret given here
  | 'log.key'; // no root secret given here makes the key that signed the last checkpoint

export interface Alarm {
  readonly code: AlarmCode;
  /** Epoch ms. */
  readonly at: number;
  /** The first leaf concerned, as far as that is known. */
  readonly position: number | null;
}

/** Outlives the process. A checkpoint is kept here before anyone else can see it. */
export interface CheckpointPins {
  /** The signed note of the largest tree of the newest generation; null when none is known. */
  latest(tag: TenantTag): Promise<string | null>;
  /** Never replaces a larger tree by a smaller one. False: another tree of this size is already kept. */
  advance(tag: TenantTag, head: { readonly generation: number; readonly size: number }, note: string): Promise<boolean>;
  alarm(tag: TenantTag): Promise<Alarm | null>;
  /** Null ends it. */
  setAlarm(tag: TenantTag, alarm: Alarm | null): Promise<void>;
  /** Tags with a checkpoint or an alarm. */
  tags(): Promise<TenantTag[]>;
}
