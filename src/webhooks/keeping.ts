// Adds, lists, tests and removes endpoints, gives one a new secret, and sends again what was given up: for commands and API alike.

import type { Clock } from '../core/ports/clock.ts';
import type { DeliveryStore } from '../core/ports/delivery-store.ts';
import type { WebhookKeeping } from '../core/ports/webhook-keeping.ts';
import type { Endpoints } from './endpoints.ts';
import type { Outlet } from './outlet.ts';

/** By then every running instance knows that an endpoint is gone, and adds nothing more for it. */
const KNOWN_MS = 1_500;

export interface KeepingDeps {
  readonly endpoints: Endpoints;
  readonly store: Pick<DeliveryStore, 'countDeliveries' | 'deadDeliveries' | 'dropDeliveries' | 'replayDelivery'>;
  readonly openOutlet: () => Promise<Pick<Outlet, 'test'>>;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
}

export function createWebhookKeeping({ endpoints, store, openOutlet, clock, pause }: KeepingDeps): WebhookKeeping {
  return {
    async add(name, url) {
      const added = await endpoints.add(name, url);
      return added.ok ? { ok: true, secret: added.secret } : added;
    },
    async list() {
      const all = await endpoints.list();
      const rows = all.map(async ({ id, name, url, secrets, madeAt }) => {
        const { lanes, dead } = await store.countDeliveries(id);
        return { id, name, origin: new URL(url).origin, madeAt, secrets: secrets.length, waiting: lanes, givenUp: dead };
      });
      return Promise.all(rows);
    },
    async givenUp(name) {
      const found = await endpoints.find(name);
      if (found === null) return null;
      const kindOf = (event: string): string => /"(share\.[a-z_]+)"/.exec(event)?.[1] ?? '?';
      return (await store.deadDeliveries(found.id)).map(({ id, event, at, reason }) => ({ id, kind: kindOf(event), at, reason }));
    },
    async test(name) {
      const found = await endpoints.find(name);
      if (found === null) return null;
      const sent = await (await openOutlet()).test(found);
      return sent.ok ? sent : { ok: false, reason: sent.reason, status: sent.status };
    },
    rotate: async (name) => (await endpoints.rotate(name))?.secret ?? null,
    async replay(name, only) {
      const found = await endpoints.find(name);
      if (found === null) return null;
      const dead = (await store.deadDeliveries(found.id)).filter(({ id }) => only === null || id === only);
      let replayed = 0;
      for (const { id, share } of dead) if (await store.replayDelivery({ endpoint: found.id, share }, id, clock())) replayed += 1;
      return replayed;
    },
    async remove(name) {
      const removed = await endpoints.remove(name);
      if (removed === null) return null;
      await pause(KNOWN_MS);
      await store.dropDeliveries(removed.id);
      return true;
    },
  };
}
