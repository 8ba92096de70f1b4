// Puts items into the vault of this browser without opening it: sealed to its inbox, and taken in when it is unlocked next.

import { randomBytes } from '../../../crypto/bytes.ts';
import { sealForInbox } from '../../../crypto/vault/inbox-box.ts';
import { newItemId, type NewVaultItem } from '../items/item.ts';
import type { Drawer, WaitingBox } from '../store/drawer.ts';

import { encodeKept } from './kept-item.ts';

/** `none`: no vault. `old`: it must be unlocked once before it takes anything. `full`: no room; nothing was put in. */
export type PutIn = 'done' | 'none' | 'old' | 'full';

export async function putIn(drawer: Drawer, items: readonly NewVaultItem[]): Promise<PutIn> {
  const about = await drawer.about();
  if (about === null) return 'none';
  if (about.inbox === undefined) return 'old';
  const { recipient } = about.inbox;
  const boxes: WaitingBox[] = [];
  for (const item of items) {
    const id = newItemId(randomBytes);
    const files = item.files.map(({ bytes }, at) => sealForInbox(recipient, `file/${id}/${at}`, bytes));
    boxes.push({ id, item: await sealForInbox(recipient, `item/${id}`, encodeKept(item)), files: await Promise.all(files) });
  }
  try {
    // Exchanged or deleted between two looks: what was sealed is dropped.
    return (await drawer.putIn(boxes, recipient)) ? 'done' : 'none';
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') return 'full';
    throw error;
  }
}
