// What somebody wants of a share, as verified facts: signatures and sessions are checked before an action is made.

import type { Acceptance, OutboxMessage, PayloadFacts, PersonKey, Proof, Seal } from '../share.ts';

export interface ProofResult {
  readonly proof: Proof;
  readonly verdict: 'held' | 'failed' | 'missing';
  readonly salt: string;
  readonly note: string;
}

/** What somebody wants. `by` is a proven person; `leaf` the note that his browser signed. */
export type ShareCommand =
  | { readonly kind: 'enter'; readonly by: PersonKey; readonly payload: PayloadFacts }
  | { readonly kind: 'accept'; readonly by: PersonKey; readonly acceptance: Acceptance; readonly leaf: string }
  | { readonly kind: 'seal'; readonly by: PersonKey; readonly seal: Seal; readonly for: string; readonly leaf: string }
  | { readonly kind: 'decline'; readonly by: PersonKey }
  | { readonly kind: 'revoke'; readonly by: PersonKey }
  | {
      readonly kind: 'claim';
      readonly by: PersonKey | null;
      readonly device: string;
      /** The hash of the claim secret that came along. */
      readonly lease: string;
      readonly proofs: readonly ProofResult[];
      readonly leaf: string;
    }
  | { readonly kind: 'deliver'; readonly device: string; readonly lease: string | null; readonly ackHash: string; readonly leaf: string }
  | { readonly kind: 'report-broken'; readonly device: string; readonly lease: string | null }
  | { readonly kind: 'tick' }
  | { readonly kind: 'rollback' }
  /** The operator erases what names this person. `leaf`: what the log says of that. */
  | { readonly kind: 'forget'; readonly person: PersonKey; readonly leaf: string }
  | { readonly kind: 'sent'; readonly message: OutboxMessage; readonly ref: string; readonly refHash: string }
  | { readonly kind: 'unsent'; readonly message: OutboxMessage };
