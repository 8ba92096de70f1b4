// The transparency log of each tenant: queued entries, the tree's tiles, and the record of how far it is signed.

import type { ShareId, TenantTag } from '../share.ts';

/** How far one tag's log is; `logs` reads all of them at once. */
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
  /** Written by the sequencer; opaque to the store. */
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
  /** Deletes the leaves below this position that still exist. */
  readonly first: number;
  /** Positions of further leaves of these shares. */
  readonly positions: readonly { readonly share: ShareId; readonly at: readonly number[] }[];
}

export interface LogRecordReader {
  readLog(tag: TenantTag): Promise<LogRecord | null>;
}

export interface LeafReader {
  /** Leaves, oldest first, from position `from`. Ends at the first that is missing. */
  leaves(tag: TenantTag, from: number, limit: number): Promise<string[]>;
  /** `first`: position of the oldest leaf that is kept. `end`: the position after the newest, so the number of leaves there have ever been. */
  entryRange(tag: TenantTag): Promise<{ readonly first: number; readonly end: number }>;
}

export interface TreeReader extends LeafReader {
  readTile(tag: TenantTag, level: number, index: number): Promise<Uint8Array | null>;
}

export interface LogReader extends LogRecordReader, TreeReader {}

export interface LogWriter {
  /** All or nothing. False when the record has another version, or a higher token has written. */
  writeLog(write: LogWrite): Promise<boolean>;
}

export interface LeafQueue {
  /** Queues a leaf that belongs to no share. Answers its position. */
  appendLeaf(tag: TenantTag, leaf: string): Promise<number>;
}

export interface LeafIndex {
  /** The positions of a share's leaves, ascending; known for at least as long as the store keeps the share or its evidence. */
  positions(id: ShareId): Promise<number[]>;
}

export interface LogList {
  logs(): Promise<LogProgress[]>;
}

/** All records of a tag lie together, so that a commit can queue its leaves. */
export interface LogStore extends LogReader, LogWriter, LeafQueue, LeafIndex, LogList {}
