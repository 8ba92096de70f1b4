// The acknowledgement: its hash is fixed at sealing, its preimage lies only inside the capsule. Showing it proves decryption.

import { encodeBase64Url, hashB64, randomBytes, decodeBase64Url } from '../bytes.ts';

/** `preimage`: base64url of 32 bytes. `hash`: base64. */
export function generateAck(): { readonly preimage: string; readonly hash: string } {
  const bytes = randomBytes(32);
  return { preimage: encodeBase64Url(bytes), hash: hashOf(bytes) };
}

/** base64 SHA-256("nt2/v1/ack\n" preimage); null when it is not base64url of 32 bytes. */
export function ackHash(preimage: string): string | null {
  const bytes = decodeBase64Url(preimage);
  return bytes?.length === 32 ? hashOf(bytes) : null;
}

function hashOf(bytes: Uint8Array): string {
  return hashB64('nt2/v1/ack\n', bytes);
}
