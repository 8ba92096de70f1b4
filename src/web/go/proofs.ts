// What this browser signs at /go: to sign in where it is known, to be known from then on, and to accept with the same press.

import { hashB64 } from '../../crypto/bytes.ts';
import { signDeviceRequest } from '../../crypto/keys/device-request.ts';
import { getDeviceSigner } from '../crypto/keys.ts';
import type { DeviceProof } from '../sign-in/device-proofs.ts';

export { acceptBody } from '../crypto/here.ts';
export { gateFor } from '../crypto/request-gate.ts';
export { signInHere } from '../sign-in/sign-in-here.ts';

/** Asks to be known as the person of this token. Null: this browser keeps no key, so it signs in for once. */
export async function bondProof(token: string): Promise<DeviceProof | null> {
  try {
    const signer = await getDeviceSigner();
    const note = await signDeviceRequest({ kind: 'bond', host: location.host, token: hashB64(token) }, signer);
    return { note, device: signer.publicKey };
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
