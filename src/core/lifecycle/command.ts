// What a person or a job asks of a share. Signatures and sessions were verified before a command is made.

import type { WatchCommand } from './watching.ts';
import type { Acceptance, Claim, FileId, OutboxMessage, PayloadFacts, PersonKey, Proof, Seal, Surface } from '../share.ts';

export interface ProofResult {
  readonly proof: Proof;
  readonly verdict: 'held' | 'failed' | 'missing';
  readonly salt: string;
  readonly note: string;
}

/** `by` is a proven person; `leaf` the note that their browser signed. */
export type ShareCommand =
  /** The sender is entering it: who is to accept may be told. */
  | { readonly kind: 'tell'; readonly by: PersonKey }
  | { readonly kind: 'upload-payload'; readonly by: PersonKey; readonly payload: PayloadFacts }
  | {
      readonly kind: 'accept';
      readonly by: PersonKey;
      readonly acceptance: Acceptance;
      readonly leaf: string;
      /** Of a request by link: the hash of the secret in its link. */
      readonly gate?: string | null;
    }
  | {
      readonly kind: 'seal';
      readonly by: PersonKey;
      readonly seal: Seal;
      readonly for: string;
      readonly leaf: string;
      /** Those that it binds. */
      readonly files?: readonly FileId[];
    }
  /** `reason`: of a request, shown to the person who asked. */
  | { readonly kind: 'decline'; readonly by: PersonKey; readonly reason?: string }
  /** `isBlocked`: the person whose turn it is takes nothing from the one who reminds, and hears nothing of it. */
  | { readonly kind: 'remind'; readonly by: PersonKey; readonly isBlocked: boolean }
  /** A second person says whether its recipient may be told; `reason`: of a no, for the sender. */
  | { readonly kind: 'answer-approval'; readonly by: PersonKey; readonly answer: 'given' | 'refused'; readonly reason: string }
  /** Of a request: the prekey that was taken for it is no longer there. */
  | { readonly kind: 'lose-ahead'; readonly by: PersonKey }
  /** `expiresAt` null: a day more, or as much as there is. `mostMs`: how long it may wait in all. */
  | { readonly kind: 'extend'; readonly by: PersonKey; readonly expiresAt: number | null; readonly mostMs: number }
  /** `ifUntold`: only while nobody else has been told of it, because another share takes its place. */
  | { readonly kind: 'revoke'; readonly by: PersonKey; readonly ifUntold?: true }
  | {
      readonly kind: 'claim';
      readonly by: PersonKey | null;
      readonly device: string;
      /** The hash of the claim secret that was sent. */
      readonly lease: string;
      readonly proofs: readonly ProofResult[];
      readonly workload?: NonNullable<Claim['workload']>;
      readonly leaf: string;
      /** For how long the files may be fetched, in ms. */
      readonly filesMs?: number;
    }
  | { readonly kind: 'deliver'; readonly device: string; readonly lease: string | null; readonly ackHash: string; readonly leaf: string }
  | { readonly kind: 'report-broken'; readonly device: string; readonly lease: string | null }
  /** `watch`: whether the share may remind of itself; absent: not now. */
  | { readonly kind: 'tick'; readonly watch?: WatchCommand }
  /** A card says what does not stand in the share: whether its reader has blocked the other one. */
  | { readonly kind: 'redraw'; readonly surface: Surface }
  | { readonly kind: 'rollback' }
  /** The operator erases what names this person. `leaf`: what the log says of it. */
  | { readonly kind: 'erase-person'; readonly person: PersonKey; readonly leaf: string }
  | { readonly kind: 'mark-sent'; readonly message: OutboxMessage; readonly ref: string; readonly refHash: string }
  | { readonly kind: 'mark-undeliverable'; readonly message: OutboxMessage };
