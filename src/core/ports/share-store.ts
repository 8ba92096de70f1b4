// Shares: load one, commit the next version of it, find those that are due, watch one for changes.

import type { FileId, PersonKey, Share, ShareId, Watch } from '../share.ts';
import type { Block } from './block-store.ts';
import type { NewDeliveries } from './delivery-store.ts';
import type { KeptEvidence } from './evidence-store.ts';
import type { ListedFor } from './list-store.ts';
import type { QuotaSet } from './quota-store.ts';

export type CiphertextPart = 'capsule' | 'payload';
/** What a commit does with ciphertext: bytes to write, null to delete; absent parts stay. */
export type CiphertextChange = Readonly<Partial<Record<CiphertextPart, Uint8Array | null>>>;

export interface Commit {
  /** The next state of the share; its version is the loaded version + 1 (1 for a new share). */
  readonly share: Share;
  /** Leaves for the log: event texts of the server or signed notes of browsers, in order. */
  readonly leaves: readonly string[];
  readonly ciphertext: CiphertextChange;
  /** When the share's clock next acts, epoch ms; null when it never acts again. */
  readonly dueAt: number | null;
  /** When to look at the outbox next, epoch ms; null when it is empty. */
  readonly outboxAt: number | null;
  /**
   * When this was decided, epoch ms. Times to live count from here: otherwise a clock that is corrected between decision and commit would
   * expire a ciphertext at once.
   */
  readonly at: number;
  /** After this moment, epoch ms, the store itself may delete ciphertext and share (a safety net, not the mechanism). */
  readonly ciphertextUntil: number;
  readonly shareUntil: number;
  /** Until when record or evidence may be there, by what is known now, epoch ms: so long the board may have to show it. */
  readonly boardUntil: number;
  /** The live sets that this share enters (a new share) or leaves (an ended one). */
  readonly quotaSets: { readonly add: readonly QuotaSet[]; readonly remove: readonly string[] };
  /** The live sets that count the bytes of this share's ciphertext. Only a share that grows is refused. */
  readonly bytes: readonly QuotaSet[];
  /** A new share: refused when this person blocks this sender. */
  readonly unlessBlocked: Block<PersonKey> | null;
  /** In whose lists this share shows from now on: among the open ones with version 1 and when its time gets longer, among those that are over once it has ended. */
  readonly listFor: readonly ListedFor[];
  /** What waits for the operator's webhooks from now on; null: nothing. */
  readonly deliveries: NewDeliveries | null;
  /** What stays of the share when its record goes, from its end on; null: this commit changes nothing of it. */
  readonly evidence: KeptEvidence | null;
  /** Its time is longer than before: what was given a time to live gets more of it. */
  readonly extended?: true;
  /** The share has reminded of itself, for these reasons: of what is in its outbox, nothing here is written. */
  readonly watches?: readonly Watch[];
  /** A claim: refused while the store is behind. */
  readonly releasesCapsule: boolean;
  /** Of a share with files: what happens to their records. Absent: nothing. */
  readonly files?: BoundFiles;
}

export interface BoundFiles {
  readonly ids: readonly FileId[];
  /** Whose they must be: whole, and no other share's. From then on they are this share's. Null: they are already. */
  readonly bindFor: PersonKey | null;
  /** When to look whether they can go, epoch ms. */
  readonly dueAt: number;
}

/**
 * `conflict`: another commit came in since the load (or the id exists): load and decide again.
 * `full`: the store has no room for a new share. `quota`: a live set of `quotaSets.add` is full, `bytes`: one of `bytes`; `set` says which.
 * `files`: one of `files.ids` is not there, not whole, another person's or another share's.
 * `blocked`: the block named in `unlessBlocked` exists.
 * `behind`: the store went back in time; only for commits that release.
 * `lost`: what was stored of it before can never be opened again, because its key is gone; only for commits that add ciphertext.
 * `settling`: the store has just restarted and is being compared; only for commits that release, for a few seconds.
 */
export type CommitResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'conflict' | 'full' | 'behind' | 'lost' | 'blocked' | 'files' }
  | { readonly ok: false; readonly reason: 'settling'; readonly retryAfterMs: number }
  | { readonly ok: false; readonly reason: 'quota' | 'bytes'; readonly set: string };

export interface ShareWithCiphertext {
  readonly share: Share;
  readonly capsule: Uint8Array | null;
  readonly payload: Uint8Array | null;
  /** Still open, but its ciphertext can never be opened again: the key is gone from the key store. */
  readonly lost?: true;
}

export interface ShareReader {
  /** The share without ciphertext; null when there is no such share. */
  load(id: ShareId): Promise<Share | null>;
}

export interface ShareStore extends ShareReader {
  /** The share with whatever ciphertext it has, read at one moment. */
  loadWithCiphertext(id: ShareId): Promise<ShareWithCiphertext | null>;
  /** All or nothing: share, evidence, leaves, ciphertext, indexes, commit counter. */
  commit(commit: Commit): Promise<CommitResult>;
}

export interface DueShares {
  /** Ids whose clock is due, earliest first, over all tags. */
  due(now: number, limit: number): Promise<ShareId[]>;
}

export interface ShareWatcher {
  /** Calls back soon after any process commits this share. Returns a function that stops watching. */
  watch(id: ShareId, changed: () => void): Promise<() => void>;
}
