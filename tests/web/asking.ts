// Requests by link for tests of pages: Alice asks, with a browser that is only keys; whoever has the link answers on the page.

import { encodeBase64 } from '../../src/crypto/bytes.ts';
import { formatRequestFragment, newRequestSecret, requestGate } from '../../src/crypto/keys/request-link.ts';
import type { AskInput } from '../../src/core/shares/ask.ts';
import { accepting, claiming, newBrowser, opening } from '../support/actors.ts';
import { alice, type Stage } from './harness.ts';

const NAMES = ['STRIPE_KEY', 'STRIPE_WEBHOOK_SECRET'];

/** Made, and not asked yet: that is what the asker's page does. */
export async function requested({ app }: Stage, more: Partial<AskInput> = {}) {
  const made = await app.shares.ask({
    asker: alice,
    giver: null,
    tenant: 'playground:toy',
    via: 'api',
    kind: 'credential',
    label: 'Stripe keys',
    note: 'For the Friday deploy',
    fields: NAMES,
    expiresInMs: 86_400_000,
    ...more,
  });
  if (!made.ok) throw new Error(made.code);
  return made.value;
}

export async function askedByLink(stage: Stage, more: Partial<AskInput> = {}) {
  const { app, url } = stage;
  const asker = await newBrowser(new URL(url).host);
  const share = await requested(stage, more);
  const secret = newRequestSecret();
  const { input, key } = await accepting(asker, share, Date.now());
  const accepted = await app.shares.accept(share.id, alice.key, { ...input, gate: requestGate(encodeBase64(secret), share.id) });
  if (!accepted.ok || key === null) throw new Error('not accepted');
  const fragment = formatRequestFragment(secret, { share: share.id, device: input.device, key: key.recipient });

  /** What the asker's browser reads. */
  async function read(): Promise<Record<string, string>> {
    const claimed = await app.shares.claim(share.id, alice.key, await claiming(asker, share, Date.now()));
    if (!claimed.ok) throw new Error(claimed.code);
    const { state } = claimed.value.share;
    const statement = state.status === 'claimed' ? state.seal.statement : '';
    const { items } = await opening(share, claimed.value, statement, { accept: key });
    return Object.fromEntries(items.items.flatMap(({ fields }) => fields.map(({ name, value }) => [name, value])));
  }
  const load = async () => (await app.store.load(share.id))!;
  return { share, id: share.id, link: `${url}/r/${share.id}#${fragment}`, fragment, accepted: input, read, load };
}
