// Accepting: this browser makes and keeps the recipient key before the server hears of it, then the device key signs what was accepted.

import { deviceName } from '../../crypto/keys/device.ts';
import { signNote } from '../../crypto/note/note.ts';
import { formatAccepted } from '../../crypto/events/statements.ts';
import type { ShareView } from '../api/view.ts';
import { isSealed } from '../../crypto/share-terms.ts';
import { getOrCreateRecipientKey, getDeviceSigner } from './keys.ts';
import { loadPrekey } from './prekeys.ts';

/** Body of `accept`. `at` is the server's time, epoch ms. */
export async function acceptBody(view: ShareView, at: number): Promise<{ note: string; device: string; key?: string }> {
  const signer = await getDeviceSigner();
  const key = isSealed(view.mode) ? await recipientKeyFor(view) : null;
  const text = formatAccepted({ share: view.id, at, device: signer.publicKey, key });
  const note = await signNote({ text, name: deviceName(location.host, signer.publicKey), key: signer });
  return { note, device: signer.publicKey, ...(key === null ? {} : { key }) };
}

/** The prekey that it is sealed to, or may be, where this browser has left it; else a key of its own for this share. */
async function recipientKeyFor({ id, seal, prekey }: ShareView): Promise<string> {
  const left = seal?.prekey ?? prekey;
  const held = left && (await loadPrekey(left));
  return (held ?? (await getOrCreateRecipientKey(id))).recipient;
}
