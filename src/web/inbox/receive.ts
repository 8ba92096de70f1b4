// One press: accepts where that is still to be done, opens, fetches its files, keeps all of it in the vault, and only then tells the server that it
// arrived. Where the vault has no room or has locked, nothing is confirmed, and this browser can open it once more within its lease.

import type { ShareApi } from '../../client/calls/share-api.ts';
import { confirmFiles, type LeasedFile } from '../../client/calls/files.ts';
import type { ShareView } from '../../client/answers/share-view.ts';
import { createDownload } from '../../client/files/download.ts';
import type { AttachedFile } from '../../crypto/capsule/attached-files.ts';
import { concat, type Bytes } from '../../crypto/bytes.ts';
import { here } from '../api/api.ts';
import { loadClaimSecret } from '../crypto/claim-secret.ts';
import { fillUpPrekeys } from '../crypto/leave-prekeys.ts';
import { createOpener } from '../recipient/after-press/opener.ts';
import { toVaultItems, type FileToKeep } from '../vault/inbox/kept-item.ts';
import { VAULT_LIMITS } from '../vault/items/item.ts';
import type { Vault } from '../vault/vault.ts';

/** `large`: a file is larger than a vault takes. `files`: they could not be fetched. Then, too, nothing is confirmed. */
export type Received = 'kept' | 'unconfirmed' | 'notKept' | 'large' | 'files' | 'over' | 'fault';

type Lease = Pick<LeasedFile, 'share' | 'secret'>;

export async function receive(view: ShareView, api: ShareApi, vault: Vault): Promise<Received> {
  const opener = createOpener({ share: view.id, link: { current: null }, api, onProgress: () => {}, onView: () => {} });
  const step = await opener.open('', view);
  if (step.status === 'over' || step.status === 'opened') return 'over';
  if (step.status !== 'shown') return 'fault';
  const { items, files: attached = [] } = step.opened.items;
  if (attached.some(({ bytes }) => bytes > VAULT_LIMITS.fileBytes)) return 'large';
  const lease: Lease = { share: view.id, secret: attached.length === 0 ? '' : ((await loadClaimSecret(view.id)) ?? '') };
  const files = await fetchFiles(attached, lease);
  if (files === null) return 'files';
  const { label, note, sender } = step.claimed;
  const from = { name: sender ?? '', at: Date.now(), share: view.id, ...(note !== '' && { note }) };
  const kept = await vault.add(toVaultItems({ items, files, label, from }));
  if (!kept.ok) return 'notKept';
  if ((await opener.confirm(step.opened.ack)) !== 'sent') return 'unconfirmed';
  // Quietly: the server would remove the files by itself, and the next share may be sealed to a key that this browser has left.
  if (files.length > 0) void confirmFiles(here, lease).catch(() => {});
  void fillUpPrekeys(view).catch(() => {});
  return 'kept';
}

async function fetchFiles(attached: readonly AttachedFile[], lease: Lease): Promise<readonly FileToKeep[] | null> {
  const files: FileToKeep[] = [];
  for (const file of attached) {
    const parts: Bytes[] = [];
    const answer = await createDownload(here, lease, file, { write: (bytes) => void parts.push(bytes) }).run();
    if (!answer.ok) return null;
    const { name, type } = file;
    files.push({ name, type, bytes: concat(...parts) });
  }
  return files;
}
