// A process that sends what waits in a store, as an instance of nt2 does. A test kills it.

import { createSecretSettings } from '../../src/core/secret-settings.ts';
import { createWebhookDispatcher } from '../../src/jobs/webhook-dispatcher.ts';
import { createEndpoints } from '../../src/webhooks/endpoints.ts';
import { createOutlet } from '../../src/webhooks/outlet.ts';
import { openStore, type Where } from '../store/open.ts';

export interface SenderOrder {
  readonly where: Where;
  /** base64. */
  readonly key: string;
  /** How far its clock is ahead, in ms. */
  readonly aheadMs: number;
}

export async function openInstance({ where, key, aheadMs }: SenderOrder) {
  const clock = (): number => Date.now() + aheadMs;
  const store = await openStore(where, { clock });
  const secretSettings = createSecretSettings({
    store,
    key: Buffer.from(key, 'base64'),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  });
  const endpoints = createEndpoints({ store, secretSettings, clock, random: (length) => crypto.getRandomValues(new Uint8Array(length)) });
  const outlet = createOutlet({ store, endpoints, clock, networks: ['127.0.0.1'], labels: false });
  const dispatcher = createWebhookDispatcher({ store, endpointIds: endpoints.ids, send: outlet.deliver, clock, chance: () => 0.5 });
  return { store, endpoints, dispatcher };
}

if (process.argv[1] === import.meta.filename) {
  process.once('message', (order: SenderOrder) => {
    void openInstance(order).then(({ dispatcher }) => dispatcher.dispatch());
  });
}
