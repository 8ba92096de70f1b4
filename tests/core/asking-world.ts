// Requests as far as a test wants them: Alex asks, Casey or the holder of a link gives.

import { encodeBase64 } from '../../src/crypto/bytes.ts';
import { newRequestSecret, requestGate } from '../../src/crypto/keys/request-link.ts';
import { limits } from '../../src/core/limits.ts';
import type { AskInput } from '../../src/core/shares/ask.ts';
import type { Share } from '../../src/core/share.ts';
import { accepting, credential, sealing } from '../support/actors.ts';
import { alex, casey, TENANT } from '../support/world.ts';
import { must, openShares, SECRET } from './shares-world.ts';

export const wish = (more: Partial<AskInput> = {}): AskInput => ({
  asker: alex,
  giver: casey,
  tenant: TENANT,
  via: 'chat',
  kind: 'credential',
  label: 'Stripe restricted key',
  note: '',
  fields: ['STRIPE_KEY', 'STRIPE_WEBHOOK_SECRET'],
  expiresInMs: limits.expiry.initial,
  ...more,
});

export async function openRequests() {
  const all = await openShares();
  const { world, sender: giver, recipient: asker } = all;
  const load = async (share: Share): Promise<Share> => (await world.store.load(share.id))!;

  /** Asked: the key is made. `secret`: what stands in the link. */
  async function asked(more: Partial<AskInput> = {}) {
    const share = must(await world.shares.ask(wish(more)));
    const secret = encodeBase64(newRequestSecret());
    const accepted = await accepting(asker, share, world.now);
    const gate = more.giver === null ? { gate: requestGate(secret, share.id) } : {};
    must(await world.shares.accept(share.id, share.recipient!.key, { ...accepted.input, ...gate }));
    return { share, secret, key: accepted.key! };
  }

  async function answer(share: Share, key: string, value = SECRET) {
    return (await sealing(giver, share, { at: world.now, items: credential(value), recipient: key })).input;
  }

  return { world, giver, asker, load, asked, answer };
}
