// Accepting: this device has made and kept the recipient key before the server hears of it; then the device key signs what was accepted.

import { formatAccepted } from '../../crypto/events/statements.ts';
import { signAs, type Signing } from './signing.ts';

export interface AcceptBody {
  readonly note: string;
  readonly device: string;
  readonly key?: string;
}

/** Body of `accept`. `at` is the server's time, epoch ms; `key` null: the mode has no recipient key. */
export async function acceptanceBody({
  share,
  at,
  key,
  ...signing
}: { share: string; at: number; key: string | null } & Signing): Promise<AcceptBody> {
  const signed = await signAs(signing, formatAccepted({ share, at, device: signing.signer.publicKey, key }));
  return { ...signed, ...(key !== null && { key }) };
}
