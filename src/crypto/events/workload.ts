// The second proof of a machine: which run of which workload its provider vouched for. The claimed event has a salted hash of it, and a receipt
// opens it. The token itself is in neither: only its hash is. See docs/decisions/second-proof-of-machines.md.

import { hashB64, isBase64, toBytes, type Salt } from '../bytes.ts';

export interface Workload {
  /** As the provider names itself: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** Its `sub` for the run: `repo:acme/app:ref:refs/heads/main`. */
  readonly subject: string;
  /** base64 SHA-256 of the token. */
  readonly token: string;
}

/** The opening: JSON with its keys in one order. */
export const formatWorkload = ({ issuer, subject, token }: Workload): string => JSON.stringify({ issuer, subject, token });

/** Null when it is not exactly what `formatWorkload` writes. */
export function parseWorkload(opening: string): Workload | null {
  const { issuer, subject, token } = (parseJson(opening) ?? {}) as Partial<Workload>;
  if (typeof issuer !== 'string' || typeof subject !== 'string' || typeof token !== 'string' || !isBase64(token, 32)) return null;
  return formatWorkload({ issuer, subject, token }) === opening ? { issuer, subject, token } : null;
}

/** base64 SHA-256("nt2/v1/workload\n" salt opening), salt of 32 bytes. */
export const workloadCommitment = (opening: string, salt: Salt): string => hashB64('nt2/v1/workload\n', toBytes(salt, 32), opening);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
