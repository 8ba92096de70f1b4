// The claim secret: 32 bytes that only the browser that claims and its server ever see. Its hash stands in the claimed note; whoever shows the
// bytes holds the lease. So nothing that a log, a receipt or an answer says is enough to be taken for the device that claimed.
// See docs/decisions/claim-secret.md.

import { encodeBase64, concat, hashB64, randomBytes, decodeBase64, encodeUtf8 } from '../bytes.ts';

const BYTES = 32;

/** base64, 32 bytes. */
export function newClaimSecret(): string {
  return encodeBase64(randomBytes(BYTES));
}

/** base64 SHA-256("nt2/v1/claim\n" secret); null when it is not base64 of 32 bytes. */
export function claimSecretHash(secret: string): string | null {
  const bytes = decodeBase64(secret);
  return bytes?.length === BYTES ? hashB64(concat(encodeUtf8('nt2/v1/claim\n'), bytes)) : null;
}
