// The key of an open vault's inbox.

import { createInboxKey, openInboxKey } from '../../../crypto/vault/inbox-key.ts';
import type { VaultKey } from '../../../crypto/vault/vault-key.ts';
import type { WebKey } from '../../../crypto/webcrypto.ts';
import type { Drawer } from '../store/drawer.ts';

/**
 * The key of the inbox. A vault of before inboxes gets one; so does a vault whose inbox is not that of this vault any more, which `isExchanged`
 * tells: what others had put in meanwhile may be readable elsewhere.
 */
export async function inboxOf(drawer: Drawer, by: VaultKey): Promise<{ readonly key: WebKey | null; readonly isExchanged: boolean }> {
  const inbox = (await drawer.about())?.inbox;
  const key = inbox === undefined ? null : await openInboxKey(inbox, by);
  if (key !== null) return { key, isExchanged: false };
  const made = await createInboxKey(by);
  await drawer.changeAbout((about) => (about.inbox?.recipient === inbox?.recipient ? { ...about, inbox: made } : about));
  return { key: null, isExchanged: inbox !== undefined };
}
