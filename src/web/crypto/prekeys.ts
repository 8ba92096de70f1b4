// The prekeys that this browser has left with the server: their private halves lie here, wrapped like every key, until the share that took one
// is delivered or no share can wait for it any more. See docs/decisions/prekeys.md.

import { generateRecipientKey, isRecipientKey, type RecipientKey } from '../../crypto/keys/device.ts';
import type { PrekeyView } from '../../client/answers/share-view.ts';
import * as db from '../browser/db.ts';
import { getDeviceSigner } from './keys.ts';
import { loadKey, type KeyKind } from './stored-keys.ts';

export const PREFIX = 'prekey:';
export const nameOf = ({ recipient }: Pick<RecipientKey, 'recipient'>): string => `${PREFIX}${recipient}`;
export const E: KeyKind<RecipientKey> = { curve: 'X25519', make: generateRecipientKey, isWhole: isRecipientKey };
/** Null when this browser did not leave it, or has used it. @throws DOMException when it can no longer be read. */
export async function loadPrekey({ device, key }: PrekeyView): Promise<RecipientKey | null> {
  const { publicKey } = await getDeviceSigner();
  return device === publicKey ? loadKey(nameOf({ recipient: key }), E) : null;
}

export async function forgetPrekey({ key }: PrekeyView): Promise<void> {
  await db.remove(nameOf({ recipient: key }));
}
