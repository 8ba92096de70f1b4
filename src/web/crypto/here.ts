// The edges of this browser: in whose name it signs, and the keys that lie in it.

import type { ShareView } from '../../client/answers/share-view.ts';
import { acceptanceBody, type AcceptBody } from '../../client/crypto/accept.ts';
import type { Signing } from '../../client/crypto/signing.ts';
import { isSealed } from '../../crypto/share-terms.ts';
import { getDeviceSigner, getOrCreateRecipientKey } from './keys.ts';
import { loadPrekey } from './prekeys.ts';

/** @throws DOMException when this browser does not let the page keep a key. */
export const signingHere = async (): Promise<Signing> => ({ host: location.host, signer: await getDeviceSigner() });

/** Body of `accept`. `at` is the server's time, epoch ms. */
export async function acceptBody(view: ShareView, at: number): Promise<AcceptBody> {
  const key = isSealed(view.mode) ? await recipientKeyFor(view) : null;
  return acceptanceBody({ share: view.id, at, key, ...(await signingHere()) });
}

/** The prekey that it is sealed to, or may be, where this browser has left it; else a key of its own for this share. */
async function recipientKeyFor({ id, seal, prekey }: ShareView): Promise<string> {
  const left = seal?.prekey ?? prekey;
  const held = left && (await loadPrekey(left));
  return (held ?? (await getOrCreateRecipientKey(id))).recipient;
}
