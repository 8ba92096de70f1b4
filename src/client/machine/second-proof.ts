// The second proof of a machine: the token that its provider gives it is shown with the claim, which commits to what stands in it.

import { encodeBase64, hashB64, randomBytes } from '../../crypto/bytes.ts';
import { claimSecretHash } from '../../crypto/events/claim-secret.ts';
import { formatWorkloadClaimed } from '../../crypto/events/workload-claim.ts';
import { formatWorkload, workloadCommitment, type Workload } from '../../crypto/events/workload.ts';
import { ApiError } from '../api-error.ts';
import type { claimBody } from '../crypto/claim.ts';
import { signAs } from '../crypto/signing.ts';
import { asJson } from '../wire/json.ts';

/** Body of `claim`. @throws ApiError `workload.refused` when this is no token */
export function claimWith(token: string): typeof claimBody {
  return async ({ share, at, secret, host, signer }) => {
    const workload = workloadIn(token);
    if (workload === null) throw new ApiError('workload.refused', { detail: 'What the provider gave is no token.' });
    const salt = encodeBase64(randomBytes(32));
    const facts = { share, at, device: signer.publicKey, lease: claimSecretHash(secret), proofs: [] };
    const text = formatWorkloadClaimed({ ...facts, workload: workloadCommitment(formatWorkload(workload), salt) });
    return { ...(await signAs({ host, signer }, text)), secret, openers: [], workload: { token, salt } };
  };
}

/** What a machine reads of its own token, to commit to it; null when it is no such token. Nothing of it is verified here. */
export function workloadIn(token: string): Workload | null {
  const [, claims = ''] = token.split('.');
  try {
    const bytes = Uint8Array.from(atob(claims.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
    const { iss: issuer, sub: subject } = asJson(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))) ?? {};
    return typeof issuer === 'string' && typeof subject === 'string' ? { issuer, subject, token: hashB64(token) } : null;
  } catch {
    return null;
  }
}
