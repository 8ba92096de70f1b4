// What goes along with the acceptance of a request by link: the hash of the secret in its link, which lies in this browser before the server hears of it.

import { requestGate } from '../../crypto/keys/request-link.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { getOrCreateAskedLink } from '../browser/asked-links.ts';

/** `made`: the keys of this browser that the acceptance names. */
export async function gateFor(
  { id, expiresAt: until }: Pick<ShareView, 'id' | 'expiresAt'>,
  { device, key = '' }: { readonly device: string; readonly key?: string },
): Promise<{ readonly gate: string }> {
  const { secret } = await getOrCreateAskedLink(id, { device, key, until });
  return { gate: requestGate(secret, id) };
}
