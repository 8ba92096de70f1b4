// The second proof of a machine: the token that its provider gives it is shown with the claim, which commits to what stands in it.

import { encodeBase64, randomBytes } from '../../crypto/bytes.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { formatWorkloadClaimed } from '../../crypto/events/workload-claim.ts';
import { formatWorkload, workloadCommitment, workloadIn } from '../../crypto/events/workload.ts';
import { ApiError } from '../api-error.ts';
import type { claimBody } from '../crypto/claim.ts';
import { signAs } from '../crypto/signing.ts';

/** Body of `claim`. @throws ApiError `workload.refused` when this is no token */
export function claimWith(token: string): typeof claimBody {
  return async ({ share, at, link: _, words: __, secret, ...signing }) => {
    const workload = workloadIn(token);
    if (workload === null) throw new ApiError('workload.refused', { detail: 'What the provider gave is no token.' });
    const salt = encodeBase64(randomBytes(32));
    const facts = { share, at, device: signing.signer.publicKey, lease: claimSecretHash(secret), proofs: [] };
    const text = formatWorkloadClaimed({ ...facts, workload: workloadCommitment(formatWorkload(workload), salt) });
    return { ...(await signAs(signing, text)), secret, openers: [], workload: { token, salt } };
  };
}
