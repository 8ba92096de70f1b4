// Wires the webhooks: what waits in the store is read, signed and sent. What sends is loaded with the first event.

import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config/settings.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { ShareReader } from '../core/ports/share-store.ts';
import type { WebhookKeeping } from '../core/ports/webhook-keeping.ts';
import { createPollLoop } from '../jobs/poll-loop.ts';
import { createWebhookDispatcher, type WebhookDispatcherDeps } from '../jobs/webhook-dispatcher.ts';
import type { Endpoints } from '../webhooks/endpoints.ts';
import type { Outlet } from '../webhooks/outlet.ts';
import { createWebhookKeeping, type KeepingDeps } from '../webhooks/keeping.ts';
import { once, pause } from './runtime.ts';

const LOOK_MS = 1_000;
/** A receiver that hangs keeps the next round waiting for no longer than this. */
const PATIENCE_MS = 250;

export interface WebhookDeps {
  readonly store: WebhookDispatcherDeps['store'] & ShareReader;
  readonly endpoints: Endpoints;
  readonly clock: Clock;
}

export interface RunningWebhooks {
  stop(): Promise<void>;
}

export function startWebhooks(config: Config, deps: WebhookDeps & { readonly failed: (error: unknown) => void }): RunningWebhooks {
  const { store, endpoints, clock, failed } = deps;
  const outlet = once(() => openOutlet(config, deps));
  const dispatcher = createWebhookDispatcher({
    store,
    endpointIds: endpoints.ids,
    send: async (lane, delivery) => (await outlet()).deliver(lane, delivery),
    clock,
    chance: Math.random,
    roundTimeout: () => setTimeout(PATIENCE_MS, undefined, { ref: false }),
  });
  const loop = createPollLoop(() => dispatcher.dispatch(), LOOK_MS, failed);
  loop.wake();
  return {
    async stop() {
      await loop.stop();
      await dispatcher.stop();
    },
  };
}

/** How the operator keeps the endpoints. */
export const openWebhookKeeping = (config: Config, deps: WebhookDeps & Pick<KeepingDeps, 'store'>): WebhookKeeping =>
  createWebhookKeeping({ ...deps, openOutlet: () => openOutlet(config, deps), pause });

async function openOutlet(config: Config, { store, endpoints, clock }: WebhookDeps): Promise<Outlet> {
  const { createOutlet } = await import('../webhooks/outlet.ts');
  return createOutlet({ store, endpoints, clock, networks: config.NT2_WEBHOOK_NETWORKS, labels: config.NT2_WEBHOOK_LABELS });
}
