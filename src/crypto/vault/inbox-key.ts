// The inbox of a vault: an X25519 key pair whose public half lies beside the vault's key, so that an item can be put in while the vault is locked.
// The private half is wrapped by the vault's key and cannot be read out. See docs/decisions/vault.md.

import { encodeUtf8, randomBytes, type Bytes } from '../bytes.ts';
import { generateRecipientKey, isRecipientKey } from '../keys/device.ts';
import { untilTaken } from '../refused-keys.ts';
import { subtle, type WebKey } from '../webcrypto.ts';
import type { VaultKey, WrappedVaultKey } from './vault-key.ts';

export interface InboxKey {
  /** `age1…` */
  readonly recipient: string;
  /** PKCS #8 under the vault's key, bound to `recipient`. */
  readonly wrapped: WrappedVaultKey;
}

const bound = (nonce: Bytes, recipient: string) =>
  ({ name: 'AES-GCM', iv: nonce, additionalData: encodeUtf8(`nt2/v1/vault/inbox/${recipient}`) }) as const;

/** A new pair, which has gone once through all that will be asked of it. */
export function createInboxKey(by: VaultKey): Promise<InboxKey> {
  return untilTaken(async () => {
    const { privateKey, recipient } = await generateRecipientKey({ toWrap: true });
    const nonce = randomBytes(12);
    const box = new Uint8Array(await subtle().wrapKey('pkcs8', privateKey, by, bound(nonce, recipient)));
    const made: InboxKey = { recipient, wrapped: { nonce, box } };
    if (!(await isRecipientKey({ recipient, privateKey: await unwrapInboxKey(made, by) }))) throw new Error('an inbox key is not whole');
    return made;
  });
}

/** Null: of another vault, or changed since. What was exchanged on the disk opens nothing. */
export async function openInboxKey(kept: InboxKey, by: VaultKey): Promise<WebKey | null> {
  try {
    const privateKey = await unwrapInboxKey(kept, by);
    return (await isRecipientKey({ privateKey, recipient: kept.recipient })) ? privateKey : null;
  } catch {
    return null;
  }
}

function unwrapInboxKey({ recipient, wrapped: { nonce, box } }: InboxKey, by: VaultKey): Promise<WebKey> {
  return subtle().unwrapKey('pkcs8', box.slice().buffer, by, bound(nonce, recipient), { name: 'X25519' }, false, ['deriveBits']);
}
