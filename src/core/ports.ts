// What the core asks of the world. Each port is implemented in one other room and handed in by app.ts.

import type { BackupStore } from './backup/archive.ts';
import type { LogStore } from './tlog/ports.ts';
import type { Person, PersonKey, Share, ShareId, TenantTag } from './share.ts';

/** Milliseconds since the epoch. Tests hand in their own. */
export type Clock = () => number;
/** `length` random bytes. */
export type Random = (length: number) => Uint8Array;

export type CiphertextPart = 'capsule' | 'payload';
/** What a commit does with ciphertext: bytes to write, null to delete; absent parts stay. */
export type CiphertextChange = Readonly<Partial<Record<CiphertextPart, Uint8Array | null>>>;

/** `person` takes nothing from `sender`. */
export interface Block<Sender> {
  readonly person: PersonKey;
  readonly sender: Sender;
}

/** What somebody is in a share. */
export type Side = 'sent' | 'received';
export type Phase = 'open' | 'over';
export interface ListedFor {
  readonly person: PersonKey;
  readonly side: Side;
}

/** Where a share stands in a list: these go from the newest to the oldest, and among shares of one moment by id. */
export interface ListPlace {
  readonly id: ShareId;
  readonly at: number;
}
/** What of somebody's shares is asked for. */
export interface Listing {
  readonly sides: readonly Side[];
  readonly phases: readonly Phase[];
  /** Only what is older than this one, whatever has become of it. */
  readonly before: ListPlace | null;
  readonly limit: number;
}
export interface Listed {
  readonly places: readonly ListPlace[];
  /** How many older ones there are behind these. */
  readonly more: number;
}

export interface Commit {
  /** The share as it shall be; its version is the loaded version + 1 (1 for a new one). */
  readonly share: Share;
  /** Leaves for the log: event texts of the server or signed notes of browsers, in order. */
  readonly leaves: readonly string[];
  readonly ciphertext: CiphertextChange;
  /** When the share's clock next acts, epoch ms; null when it never does again. */
  readonly dueAt: number | null;
  /** When the outbox is next to be looked at, epoch ms; null when it is empty. */
  readonly outboxAt: number | null;
  /**
   * When this was decided, epoch ms. Times to live count from here: a clock that is set right between decision and commit would else
   * end a ciphertext at once.
   */
  readonly at: number;
  /** After this moment, epoch ms, the store itself may forget ciphertext and share (a safety net, not the mechanism). */
  readonly ciphertextUntil: number;
  readonly shareUntil: number;
  /** The live sets that this share enters (a new share) or leaves (an ended one), with what they may hold. */
  readonly quotaSets: { readonly add: readonly { readonly set: string; readonly max: number }[]; readonly remove: readonly string[] };
  /** The live sets that count the bytes of this share's ciphertext, with what they may hold. Only a share that grows is refused. */
  readonly bytes: readonly { readonly set: string; readonly max: number }[];
  /** A new share: refused when this person takes nothing from this sender. */
  readonly unlessBlocked: Block<PersonKey> | null;
  /** In whose lists this share shows from now on: with version 1 among what is open, when it has ended among what is over. */
  readonly listFor: readonly ListedFor[];
  /** A claim: refused while the store is behind. */
  readonly releasesCapsule: boolean;
}

/**
 * `conflict`: somebody committed since the load (or the id exists): load and decide again.
 * `full`: the store has no room for a new share. `quota`: a live set of `live.enter` is full, `bytes`: one of `bytes`; `set` says which.
 * `blocked`: what `unless` says.
 * `behind`: the store went back in time; only for commits that release.
 * `lost`: what was stored of it before can never be opened again, because its key is gone; only for commits that add ciphertext.
 * `settling`: the store has just been restarted and is being compared; only for commits that release, for a few seconds.
 */
export type CommitResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'conflict' | 'full' | 'behind' | 'lost' | 'blocked' }
  | { readonly ok: false; readonly reason: 'settling'; readonly retryAfterMs: number }
  | { readonly ok: false; readonly reason: 'quota' | 'bytes'; readonly set: string };

export interface ShareWithCiphertext {
  readonly share: Share;
  readonly capsule: Uint8Array | null;
  readonly payload: Uint8Array | null;
  /** It waits, and its ciphertext can never be opened again: the key is gone from the key store. */
  readonly lost?: true;
}

/** Counts in a window kept by the store. */
export interface RateLimit {
  /** Never holds a name or an address in the clear: the caller hashes. */
  readonly bucket: string;
  readonly max: number;
  readonly windowMs: number;
  /** How much of it one spending takes; 1 where absent. */
  readonly amount?: number;
}

/** One tag's health: a store that shows a lower commit counter than was seen before is behind. */
export interface StoreHealth {
  /** False: it does not answer, or `behind` names a tag. */
  readonly ok: boolean;
  /** Where keys lie elsewhere: whether that place answers. While it does not, nothing is created, sealed or released. */
  readonly keys?: 'up' | 'down';
  /** Tags whose claims are stopped. */
  readonly rolledBackTenants: readonly TenantTag[];
  /** What the store keeps through a crash: what the ended event calls its storage class. One word per part, e.g. `sqlite+wal`, `redis+aof`. */
  readonly storage: string;
  /** Plain sentences for the operator. */
  readonly warnings: readonly string[];
}

/**
 * The store. Ids begin with their tag, so every verb finds the place of a share from the id alone.
 * Faults are thrown as `Fault`: `store.unavailable` (it does not answer, nothing happened), `store.corrupt` (a record does not parse),
 * `store.unfit` (at start: its set-up is refused) and, from `commit` alone, `store.unknown`: the answer was lost. The commit may have
 * happened, at most once; load and look.
 */
export interface Store extends LogStore, BackupStore {
  /** The share without ciphertext; null when there is none. */
  load(id: ShareId): Promise<Share | null>;
  /** The share with what of its ciphertext lies there, in one look. */
  loadWithCiphertext(id: ShareId): Promise<ShareWithCiphertext | null>;
  /** All or nothing: share, leaves, ciphertext, indexes, commit counter. */
  commit(commit: Commit): Promise<CommitResult>;
  /** Ids whose clock is due, earliest first, over all tags. */
  due(now: number, limit: number): Promise<ShareId[]>;
  /**
   * Ids with messages to send. Each is handed to one caller only until he releases it or `now + leaseMs` passes;
   * a commit in the meantime hands it to nobody else, so one share's messages are never sent by two at once.
   * Those of the tags in `except` are left to others.
   */
  leaseOutbox(now: number, leaseMs: number, limit: number, except?: ReadonlySet<TenantTag>): Promise<ShareId[]>;
  /** Lengthens that lease, where nobody else has it meanwhile. */
  extendOutbox(id: ShareId, untilAt: number): Promise<void>;
  /** Ends that lease. `nextAt`: look again no sooner (a platform said later); null: as the commits have set it. */
  releaseOutbox(id: ShareId, nextAt: number | null): Promise<void>;
  /** How many shares have messages to send, over all tags. */
  countOutbox(): Promise<number>;
  /** Shares that this person sends or receives, newest first. What is open is found however many have ended since. */
  list(tag: TenantTag, person: PersonKey, listing: Listing): Promise<Listed>;
  /** Forgets those lists. The shares stay. */
  clearList(tag: TenantTag, person: PersonKey): Promise<void>;
  /** Ids in a live set. */
  quotaSetMembers(tag: TenantTag, set: string): Promise<ShareId[]>;
  /**
   * The first of these sets that would not take so many bytes of this share's ciphertext, counted as `commit` counts; null: each would.
   * For refusing what is costly before it costs; only the commit decides.
   */
  overfull(id: ShareId, size: number, sets: Commit['bytes']): Promise<string | null>;
  /** Kept until it is lifted. False: this person has `max` blocks already, and not this one. */
  block(tag: TenantTag, block: Block<Person>, max: number): Promise<boolean>;
  /** False: there was none. */
  unblock(tag: TenantTag, person: PersonKey, sender: PersonKey): Promise<boolean>;
  /** From whom this person takes nothing; and who takes nothing from this sender. */
  blocks(tag: TenantTag, person: PersonKey): Promise<Person[]>;
  blockedBy(tag: TenantTag, sender: PersonKey): Promise<PersonKey[]>;
  listAllBlocks(tag: TenantTag): Promise<Block<Person>[]>;
  /** Remembers a value under a single-use token (only its hash is stored). */
  putToken(tag: TenantTag, tokenHash: string, value: string, untilAt: number): Promise<void>;
  /** Takes it: the value once, then null. Null also when it is too old. */
  takeToken(tag: TenantTag, tokenHash: string, now: number): Promise<string | null>;
  /** True for the first caller with this key until `untilAt`; false for every later one. */
  markOnce(tag: TenantTag, key: string, untilAt: number): Promise<boolean>;
  /**
   * Takes, renews or is refused the lease of a piece of work with one owner. The number is a fencing token: it grows each time the
   * owner changes, and after a lapse. Null: somebody else holds it. On Redis the server's clock counts and `untilAt - now` is only how
   * long, so a wrong clock of an instance does no harm; on SQLite, which is one machine, `now` counts. A store that lost the lease
   * (a fail-over) may give it to a second owner while the first believes in his: the higher token is right.
   */
  acquireLease(name: string, owner: string, now: number, untilAt: number): Promise<number | null>;
  /** Lets go of it, if `owner` still holds it. */
  releaseLease(name: string, owner: string): Promise<void>;
  /** Spends of each allowance; when one is used up none is spent, and the answer is the wait in ms. */
  consume(
    allowances: readonly RateLimit[],
    now: number,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly retryAfterMs: number }>;
  /** Settings that live in the store: API tokens by hash. Null deletes. */
  putSetting(key: string, value: string | null): Promise<void>;
  getSetting(key: string): Promise<string | null>;
  listSettings(prefix: string): Promise<{ readonly key: string; readonly value: string }[]>;
  tags(): Promise<TenantTag[]>;
  /** Calls back soon after any process commits this share. Returns a function that stops it. */
  watch(id: ShareId, changed: () => void): Promise<() => void>;
  health(): Promise<StoreHealth>;
  /** The operator accepts that the store of this tag went back in time (its open shares have been ended): claims go on. */
  acceptRollback(tag: TenantTag): Promise<void>;
  /** Shares of a tag that have a capsule (sealed, ready or claimed), for the operator's `accept-rollback`. */
  listSealed(tag: TenantTag): Promise<ShareId[]>;
  close(): Promise<void>;
}

export interface TenantTags {
  /** The tag of a tenant: 30 bits of an HMAC under the root secret. */
  tagOf(tenant: string): TenantTag;
}
