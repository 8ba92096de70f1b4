// What a known browser signs to sign in.

import { signDeviceRequest } from '../../crypto/keys/device-request.ts';
import { loadDeviceSigner } from '../crypto/keys.ts';

export interface DeviceProof {
  readonly note: string;
  readonly device: string;
}

/** Null: this browser has no key yet, or cannot read it, so no one knows it. */
export async function signInProof(share: string, nonce: string): Promise<(DeviceProof & { readonly nonce: string }) | null> {
  const signer = await loadDeviceSigner().catch(() => null);
  if (signer === null) return null;
  const note = await signDeviceRequest({ kind: 'sign-in', host: location.host, share, nonce }, signer);
  return { note, device: signer.publicKey, nonce };
}
