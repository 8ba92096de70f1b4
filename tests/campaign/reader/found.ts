// What the reader finds in a store, as docs/storage.md describes it. Shapes only, and none of the product's own.

/** A share as it lies there. Only what the reader judges by is named. */
export interface FoundShare {
  readonly id: string;
  readonly mode: string;
  readonly created: string;
  readonly version: number;
  readonly state: { readonly status: string; readonly cause?: string; readonly claim?: { readonly device: string } | null };
}

export interface FoundLog {
  /** In order, byte for byte. */
  readonly leaves: readonly Buffer[];
  /** The last checkpoint as a signed note; '' when there is none. */
  readonly note: string;
  /** Hashes by `<level>:<n>`. */
  readonly tiles: ReadonlyMap<string, Buffer>;
}

/** As it stands in the store, or as a receiver has it. */
export interface WebhookEvent {
  /** The same each time that it is sent. */
  readonly id: string;
  readonly type: string;
}

export interface Found {
  readonly shares: ReadonlyMap<string, FoundShare>;
  /** Ids that have a capsule, a payload, or both. */
  readonly ciphertexts: ReadonlySet<string>;
  /** Ids that the store lists as holding a capsule. */
  readonly open: ReadonlySet<string>;
  /** By tag. */
  readonly logs: ReadonlyMap<string, FoundLog>;
  /** By id: where its leaves stand in the log. */
  readonly positions: ReadonlyMap<string, readonly number[]>;
  /** By id: how a share ended, as its evidence says. */
  readonly evidence: ReadonlyMap<string, { readonly cause: string }>;
  /** By `<endpoint>:<id>`: types of the events that still wait for that webhook, and their ids, in order. */
  readonly lanes: ReadonlyMap<string, readonly WebhookEvent[]>;
  /** Messages that are still to be said. */
  readonly unsaid: number;
}

/** The signed checkpoint stands behind the first empty line of the log's record. */
export const noteIn = (record: string): string => (record.includes('\n\n') ? record.slice(record.indexOf('\n\n') + 2) : '');

export const EMPTY_LOG: FoundLog = { leaves: [], note: '', tiles: new Map() };

/** `<since> <id> <JSON>` in Redis, `<id> <JSON>` in SQLite. */
export function readWaiting(text: string): WebhookEvent {
  const [, id = '', json = ''] = /^(?:\d+ )?(\S+) (\[.*\])$/.exec(text) ?? [];
  return { id, type: String((JSON.parse(json) as unknown[])[0]) };
}
