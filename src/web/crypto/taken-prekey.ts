// The prekey that the server hands out for a share: it is the sender's page that decides whether it may be sealed to.

import { verifyPrekey, type Prekey } from '../../crypto/keys/prekey.ts';
import { serverNow } from '../api/use-share.ts';
import type { TakenPrekey } from '../api/prekeys.ts';
import type { ShareView } from '../api/view.ts';

/** Null when its signature, person, tenant or time does not fit this share: nothing is sealed to it. */
export function verifyTaken({ id, recipientRef }: ShareView, { device, note }: TakenPrekey): Promise<Prekey | null> {
  return verifyPrekey(note, { host: location.host, tag: id.slice(0, 6), person: recipientRef ?? '', device, now: serverNow() });
}
