// Leaves prekeys with the server, quietly, after all else is done: nobody waits for it, so it is a file of its own.

import { extensionLimits, limits } from '../../core/limits.ts';
import { signPrekey } from '../../crypto/keys/prekey.ts';
import { fetchLeft, uploadPrekeys } from '../../client/calls/prekeys.ts';
import { serverNow } from '../api/use-share.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import * as db from '../browser/db.ts';
import { getDeviceSigner } from './keys.ts';
import { E, nameOf, PREFIX } from './prekeys.ts';
import { createNamedKey } from './stored-keys.ts';
import { here } from '../api/api.ts';

/** How long a share that took one on its last day may wait for it, with a day to spare for clocks. */
const WAIT_MS = extensionLimits.most + 24 * 3_600_000;

/** Fills up what the server has of this browser. For a share that this browser has accepted or opened. */
export async function fillUpPrekeys(view: ShareView): Promise<void> {
  const person = view.recipientRef;
  if (person === null || view.role !== 'recipient') return;
  const signer = await getDeviceSigner();
  const left = await fetchLeft(here, view.id, signer.publicKey);
  if (!left.ok || left.value.length >= limits.prekeys.few) return;
  const now = serverNow();
  await db.removeWhere(PREFIX, (kept) => ((kept as { until?: number }).until ?? 0) + WAIT_MS < now);
  const untilAt = now + limits.prekeys.lifeMs;
  const notes: string[] = [];
  for (let n = left.value.length; n < limits.prekeys.each; n += 1) {
    const { recipient: key } = await createNamedKey(nameOf, E, { until: untilAt });
    const prekey = { tag: view.id.slice(0, 6), person, device: signer.publicKey, key, madeAt: now, untilAt };
    notes.push(await signPrekey(prekey, location.host, signer));
  }
  await uploadPrekeys(here, view.id, { device: signer.publicKey, notes });
}
