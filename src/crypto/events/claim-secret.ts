// The claim secret: 32 bytes that only the claiming browser and its server ever see. The claimed note holds its hash, and showing the bytes
// proves to hold the lease. So nothing in a log, a receipt or an answer lets another device pass for the one that claimed.
// See docs/decisions/claim-secret.md.

import { encodeBase64, hashB64, randomBytes, decodeBase64 } from '../bytes.ts';

const BYTES = 32;

/** base64, 32 bytes. */
export function newClaimSecret(): string {
  return encodeBase64(randomBytes(BYTES));
}

/** base64 SHA-256("nt2/v1/claim\n" secret); null when it is not base64 of 32 bytes. */
export function claimSecretHash(secret: string): string | null {
  const bytes = decodeBase64(secret);
  return bytes?.length === BYTES ? hashB64('nt2/v1/claim\n', bytes) : null;
}
