// Which key of this browser opens a share: the one that it made for it, or a prekey that it had left.

import type { RecipientKey } from '../../crypto/keys/device.ts';
import type { PrekeyView, ShareView } from '../../client/answers/share-view.ts';
import { forgetRecipientKey, loadRecipientKey } from './keys.ts';
import { forgetPrekey, loadPrekey } from './prekeys.ts';

/** What a share is sealed to, or will be: a prekey, or what was accepted with. */
function wantedOf({ seal, prekey, acceptance }: ShareView): PrekeyView | null {
  const { device, key } = seal?.prekey ?? acceptance ?? prekey ?? {};
  return device && key ? { device, key } : null;
}

/** @throws DOMException when it can no longer be read. */
export async function loadOpeningKey(view: ShareView): Promise<RecipientKey | null> {
  const wanted = wantedOf(view);
  return (wanted && (await loadPrekey(wanted))) ?? (await loadRecipientKey(view.id));
}

/** Its public half, when this browser has one. */
export async function openingKey(view: ShareView): Promise<string | null> {
  return (await loadOpeningKey(view))?.recipient ?? null;
}

/** It was delivered, or ended another way: what still lies somewhere encrypted for this browser is dead from now on. */
export async function forgetOpeningKey(view: ShareView): Promise<void> {
  const wanted = wantedOf(view);
  if (wanted !== null) await forgetPrekey(wanted);
  await forgetRecipientKey(view.id);
}
