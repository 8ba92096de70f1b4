// One press: accepts where that is still to be done, opens, keeps in the vault, and only then tells the server that it arrived. Where the vault
// has no room or has locked, nothing is confirmed, and this browser can open it once more within its lease.

import type { ShareApi } from '../../client/calls/share-api.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { fillUpPrekeys } from '../crypto/leave-prekeys.ts';
import { createOpener } from '../recipient/after-press/opener.ts';
import { toVaultItems } from '../vault/inbox/kept-item.ts';
import type { Vault } from '../vault/vault.ts';

export type Received = 'kept' | 'unconfirmed' | 'notKept' | 'over' | 'fault';

export async function receive(view: ShareView, api: ShareApi, vault: Vault): Promise<Received> {
  const opener = createOpener({ share: view.id, link: { current: null }, api, onProgress: () => {}, onView: () => {} });
  const step = await opener.open('', view);
  if (step.status === 'over' || step.status === 'opened') return 'over';
  if (step.status !== 'shown') return 'fault';
  const { label, note, sender } = step.claimed;
  const from = { name: sender ?? '', at: Date.now(), share: view.id, ...(note !== '' && { note }) };
  const kept = await vault.add(toVaultItems({ items: step.opened.items.items, files: [], label, from }));
  if (!kept.ok) return 'notKept';
  if ((await opener.confirm(step.opened.ack)) !== 'sent') return 'unconfirmed';
  // Quietly: the next one may be sealed to a key that this browser has left.
  void fillUpPrekeys(view).catch(() => {});
  return 'kept';
}
