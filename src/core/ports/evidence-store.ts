// Evidence: what stays of a share after its record, with names, label and note, is gone. See docs/decisions/evidence-apart.md.

import type { ListPlace } from './list-store.ts';
import type { AskedOf, Cause, Claim, Kind, Mode, PersonKey, ProofKey, ShareId, TenantTag } from '../share.ts';

/** Who, to whom, what kind, when and why: identifiers as chat has them, and nothing that people have typed. */
export interface ShareEvidence {
  readonly id: ShareId;
  readonly mode: Mode;
  readonly kind: Kind;
  /** `ERASED_PERSON` after `nt2 forget`. */
  readonly sender: PersonKey;
  /** Null in link modes. */
  readonly recipient: PersonKey | null;
  /** Name of the operator's template that it was made by. */
  readonly template?: string;
  /** Of a request. */
  readonly asked?: AskedOf;
  readonly createdAt: number;
  readonly endedAt: number;
  readonly cause: Cause;
  /** Opens the parties hash of the log. Absent: erased, or an opening of version 1, which has the label in it. */
  readonly parties?: { readonly salt: string; readonly opening: string };
  /** What opens the log's hashes of a link's proofs. Of words nothing is kept, because with it their reader could test guesses. */
  readonly openers: readonly ProofKey[];
  readonly proofs: Claim['proofs'];
  /** What opens the hash of a machine's second proof. Absent: it showed none. */
  readonly workload?: NonNullable<Claim['workload']>;
  /** Who approved it or refused to, which opens the log's hash of them. Absent: nobody did, or they were erased. */
  readonly approver?: { readonly salt: string; readonly key: PersonKey };
  /** It ended before anybody but the person who began it was told: for the other one it never was. */
  readonly isUntold?: true;
}

/** `until`: when the store deletes it, epoch ms. */
export interface KeptEvidence {
  readonly row: ShareEvidence;
  readonly until: number;
}

/** Where a row stands among those of its tag, which are listed by their end. */
export type EvidencePlace = Pick<KeptEvidence, 'until'> & { readonly id: ShareId };

export interface EvidenceReader {
  /** Null: there is none, or its time is over. */
  loadEvidence(id: ShareId): Promise<ShareEvidence | null>;
}

export interface EvidenceList {
  /** Those after that place, in order; `last`: where to go on from, null when there is nothing more. */
  listEvidence(
    tag: TenantTag,
    after: EvidencePlace | null,
    limit: number,
  ): Promise<{ readonly rows: readonly ShareEvidence[]; readonly last: EvidencePlace | null }>;
  /** The same from the other end: what is kept longest first, so what ended last, as long as the operator keeps all evidence equally long. */
  latestEvidence(
    tag: TenantTag,
    before: ListPlace | null,
    limit: number,
  ): Promise<{ readonly rows: readonly KeptEvidence[]; readonly last: ListPlace | null }>;
}

export interface EvidenceStore extends EvidenceReader, EvidenceList {
  /** Writes it where the share has none yet: commits write theirs with the end. */
  fillEvidence(kept: KeptEvidence): Promise<void>;
  /** In one write: `next` in the place of `row`, and the leaf. False where another row stands there by now, or none. */
  replaceEvidence(row: ShareEvidence, next: ShareEvidence, leaf: string): Promise<boolean>;
}

/** All rows of a tag. */
export async function* allEvidence(store: EvidenceList, tag: TenantTag, batch = 500): AsyncGenerator<ShareEvidence> {
  for (let after: EvidencePlace | null = null; ;) {
    const { rows, last } = await store.listEvidence(tag, after, batch);
    yield* rows;
    if (last === null) return;
    after = last;
  }
}
