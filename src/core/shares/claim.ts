// The one release: a device proves what the mode demands, and gets capsule and payload. Its signatures are verified once, after the
// first load; whatever happens to the share before the commit, the rules decide on the share as the commit finds it.

import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { proofCommitment, verifyKnowledgeProof } from '../../crypto/events/knowledge-proof.ts';
import { parseClaimed, type Claimed as ClaimedFacts } from '../../crypto/events/statements.ts';
import { parseWorkloadClaimed, type WorkloadClaimed } from '../../crypto/events/workload-claim.ts';
import { requiredProofs } from '../../crypto/share-terms.ts';
import type { ProofResult, ShareCommand } from '../lifecycle/command.ts';
import { isKeptFrom } from '../kept-from.ts';
import { ok, refuse, type Result } from '../refusal.ts';
import { isLink, type Claim, type PersonKey, type Proof, type Seal, type Share } from '../share.ts';
import { checkSecondProof, type SecondProofDeps, type ShownWorkload } from './second-proof.ts';
import { hideFromStranger } from './hide-from-stranger.ts';
import { loadShare, transact, type TransactDeps } from './transact.ts';
import { isTimely, nullIfMalformed, verifyStatement, type SignedShare, type VerifyDeps } from './verify-statement.ts';

export interface ClaimInput {
  readonly note: string;
  readonly device: string;
  /** base64, 32 bytes: the claim secret, whose hash stands in the note. */
  readonly secret: string;
  readonly openers: readonly { readonly proof: Proof; readonly salt: string; readonly note: string }[];
  /** Of a machine that is bound to a provider. */
  readonly workload?: ShownWorkload | undefined;
}

export interface ClaimResult {
  readonly share: Share;
  readonly capsule: Uint8Array;
  readonly payload: Uint8Array;
}

export interface ClaimRequest {
  /** Null: without a session, which only a link share allows. */
  readonly by: PersonKey | null;
  readonly input: ClaimInput;
}

/** The device has signed the claim. Whether it opens the share is in `opening`, which a device that claims again does not need. */
interface VerifiedClaim {
  /** The hash of the claim secret; null when that is malformed. */
  readonly lease: string | null;
  readonly opening: Result<{ readonly lease: string; readonly proofs: readonly ProofResult[] }>;
  /** What the statement says of a second proof. */
  readonly committed: string | undefined;
  /** The seal whose keys the proofs were checked against; null when there was none. */
  readonly seal: Seal | null;
}

export async function claimShare(
  deps: TransactDeps & VerifyDeps & SecondProofDeps & { readonly filesMs: number },
  { id, ...request }: ClaimRequest & { readonly id: string },
): Promise<Result<ClaimResult>> {
  const loaded = await loadShare(deps.store, id, true);
  if (loaded === null) return refuse('share.gone');
  if (isUnheard(loaded.share, request.by)) return refuse('share.gone');
  const verified = await verifyClaim(deps, loaded.share, { ...request, seal: sealOf(loaded.share) });
  // Also of one that asks again: one who has copied its key has no token.
  const second = await secondProof(deps, loaded.share, { ...request, verified });
  if (!second.ok) return second;
  const claimed = await transact(deps, {
    id,
    loaded,
    withCiphertext: true,
    command: (share, now) => claimCommand(share, { ...request, verified, workload: second.value, filesMs: deps.filesMs }, now),
  });
  if (!claimed.ok) return claimed;
  const { share, loaded: released } = claimed.value;
  const { capsule, payload } = released;
  return capsule && payload ? ok({ share, capsule, payload }) : refuse('share.gone');
}

/** Reads nothing of the share that can change but its seal, which is handed in and remembered with the result. */
async function verifyClaim(
  deps: VerifyDeps,
  share: SignedShare,
  { by, input, seal }: ClaimRequest & { readonly seal: Seal | null },
): Promise<Result<VerifiedClaim>> {
  // A person who proves nothing at all alerts nobody and leaves no trace.
  if (by === null && !isLink(share.mode)) return refuse('session.required');
  const { note, device } = input;
  const facts = await verifyStatement(deps, share, { note, device, parse: parseAnyClaimed });
  if (!facts.ok) return facts;
  const { workload: committed } = facts.value;
  const lease = claimSecretHash(input.secret);
  if (lease === null || facts.value.lease !== lease) return ok({ lease, opening: refuse('proof.failed'), committed, seal });
  const wanted = requiredProofs(share.mode);
  const isCommitted = facts.value.proofs.every(({ proof, commitment }) => {
    const shown = input.openers.find((opener) => opener.proof === proof);
    return wanted.includes(proof) && shown && commitment === nullIfMalformed(() => proofCommitment(shown.note, shown.salt));
  });
  if (!isCommitted || facts.value.proofs.length !== input.openers.length)
    return ok({ lease, opening: refuse('input.invalid', { field: 'openers' }), committed, seal });
  const proofs = await Promise.all(
    input.openers.map(async ({ proof, salt, note: text }): Promise<ProofResult> => {
      const key = seal?.openers.find((opener) => opener.proof === proof)?.key;
      const shown = key ? await verifyKnowledgeProof({ note: text, host: deps.host, proof, key, share: share.id, device }) : null;
      return { proof, salt, note: text, verdict: shown?.ok && isTimely(deps, shown.at) ? 'held' : 'failed' };
    }),
  );
  return ok({ lease, opening: ok({ lease, proofs }), committed, seal });
}

/** The recipient of a share that waits and that they have not been told of: a second proof that is asked for would tell of it. */
const isUnheard = (share: Share, by: PersonKey | null): boolean =>
  by !== null && by === share.recipient?.key && share.state.status !== 'ended' && isKeptFrom(share, by);

const parseAnyClaimed = (text: string): (ClaimedFacts & Partial<Pick<WorkloadClaimed, 'workload'>>) | null =>
  parseClaimed(text) ?? parseWorkloadClaimed(text);

/** Asked only of who may claim: anyone else is refused by the rules, and learns nothing of machines. */
async function secondProof(
  deps: SecondProofDeps,
  share: Share,
  { by, input, verified }: ClaimRequest & { readonly verified: Result<VerifiedClaim> },
): Promise<Result<Claim['workload']>> {
  if (!verified.ok || by === null || by !== share.recipient?.key) return ok(undefined);
  return checkSecondProof(deps, { id: share.id, by, shown: input.workload, committed: verified.value.committed });
}

/** Pure. Proofs that were checked against another seal than the share has now open nothing, and count as no attempt. */
function claimCommand(
  share: Share,
  {
    by,
    input,
    verified,
    workload,
    filesMs,
  }: ClaimRequest & {
    readonly verified: Result<VerifiedClaim>;
    readonly workload: Claim['workload'];
    readonly filesMs: number;
  },
  now: number,
): Result<ShareCommand> {
  if (!verified.ok) return hideFromStranger(share, verified, now);
  const { lease, opening, seal } = verified.value;
  const claim = { kind: 'claim', by, device: input.device, leaf: input.note, ...(workload && { workload }) } as const;
  // The note of the device that claimed, once more: no proof decides that, only the secret, which the rules compare.
  if (share.state.status === 'claimed' && share.state.claim.device === input.device)
    return ok({ ...claim, lease: lease ?? '', proofs: [] });
  if (!opening.ok) return hideFromStranger(share, opening, now);
  // The statement names the capsule and commits to every key.
  if (seal?.statement !== sealOf(share)?.statement) return refuse('store.busy', { retryAfterMs: 500 });
  return ok({ ...claim, ...opening.value, filesMs });
}

const sealOf = ({ state }: Share): Seal | null => ('seal' in state ? state.seal : null);
