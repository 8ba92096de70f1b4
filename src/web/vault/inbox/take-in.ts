// Reads what waits in the inbox of an open vault: a file of its own, fetched when something waits.

import type { NewVaultItem } from '../items/item.ts';
import type { Bytes } from '../../../crypto/bytes.ts';
import { openFromInbox } from '../../../crypto/vault/inbox-box.ts';
import type { WebKey } from '../../../crypto/webcrypto.ts';
import type { WaitingBox } from '../store/drawer.ts';

import { parseKeptItem } from './kept-item.ts';

/** Null: it can't be read. */
export async function openWaiting({ id, item, files }: WaitingBox, key: WebKey): Promise<NewVaultItem | null> {
  const plain = await openFromInbox(key, `item/${id}`, item);
  if (plain === null) return null;
  const contents: Bytes[] = [];
  for (const [at, box] of files.entries()) {
    const bytes = await openFromInbox(key, `file/${id}/${at}`, box);
    if (bytes === null) return null;
    contents.push(bytes);
  }
  return parseKeptItem(plain, contents);
}
