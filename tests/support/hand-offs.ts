// Whole hand-offs by the core's own verbs, for tests of what is left of them afterwards.

import type { Shares } from '../../src/core/shares.ts';
import { limits } from '../../src/core/limits.ts';
import type { Person, PersonKey, ShareId } from '../../src/core/share.ts';
import { linkProofSigner } from '../../src/crypto/keys/link.ts';
import { claiming, credential, delivering, newBrowser, opening, sealing } from './actors.ts';

export const TENANT = 'playground:toy';
export const person = (user: string): Person => ({ key: `${TENANT}:${user}` as PersonKey, name: `Name of ${user}` });

interface Sealed {
  readonly id: ShareId;
  readonly linkKey: Uint8Array;
  readonly finish: () => Promise<void>;
}

/** A link share that waits to be opened. `finish` opens it and proves the delivery. */
export async function sealLink(
  shares: Shares,
  {
    host,
    secret,
    sender = person('ann'),
    label = 'Key',
    tenant = TENANT,
  }: { host: string; secret: string; sender?: Person; label?: string; tenant?: string },
): Promise<Sealed> {
  const asked = { sender, recipient: null, tenant, mode: 'link', entry: 'page', via: 'chat', kind: 'note' } as const;
  const made = await shares.create({ ...asked, label, note: '', place: null, expiresInMs: limits.expiry.initial });
  if (!made.ok) throw new Error(made.code);
  const { id } = made.value;
  const [mine, theirs] = [await newBrowser(host), await newBrowser(host)];
  const { input, linkKey } = await sealing(mine, made.value, { at: Date.now(), items: credential(secret) });
  const key = linkKey as Uint8Array;
  const sealed = await shares.seal(id, sender.key, input);
  if (!sealed.ok) throw new Error(sealed.code);
  const finish = async (): Promise<void> => {
    const released = await shares.claim(id, null, await claiming(theirs, { id }, Date.now(), { link: await linkProofSigner(key, id) }));
    if (!released.ok) throw new Error(released.code);
    const { ack } = await opening(made.value, released.value, input.note, { linkKey: key });
    const delivered = await shares.deliver(id, await delivering(theirs, { id }, Date.now(), ack));
    if (!delivered.ok) throw new Error(delivered.code);
  };
  return { id, linkKey: key, finish };
}
