// The way out of an event: what stands in a lane becomes a body for one endpoint, signed and sent.

import { randomUUID } from 'node:crypto';
import type { Clock } from '../core/ports/clock.ts';
import type { WaitingEvent, DeliveryLane } from '../core/ports/delivery-store.ts';
import type { ShareReader } from '../core/ports/share-store.ts';
import { parseOutsideEvent } from '../core/shares/outside-events.ts';
import { createAddressRule } from './addresses.ts';
import type { Endpoint, Endpoints } from './endpoints.ts';
import { formatPayload, formatTestPayload } from './payload.ts';
import { createSender, type SendDeps, type SendResult } from './send.ts';

export interface OutletDeps extends Omit<SendDeps, 'rule' | 'clock'> {
  readonly store: ShareReader;
  readonly endpoints: Pick<Endpoints, 'load'>;
  readonly clock: Clock;
  /** Internal networks that may be reached, such as `10.1.2.0/24`. */
  readonly networks: readonly string[];
  /** Whether receivers get the label. */
  readonly labels: boolean;
}

export interface Outlet {
  /** `unknown`: the endpoint was removed just now, or the event is of a newer nt2. */
  deliver(lane: DeliveryLane, delivery: WaitingEvent): Promise<SendResult>;
  /** Sends a `webhook.test`, at once and once. */
  test(endpoint: Endpoint): Promise<SendResult>;
}

export function createOutlet({ store, endpoints, clock, networks, labels, ...rest }: OutletDeps): Outlet {
  const send = createSender({ ...rest, clock, rule: createAddressRule(networks) });
  return {
    async deliver({ endpoint: to, share: id }, delivery) {
      const event = parseOutsideEvent(delivery.event);
      const [endpoint, share] = await Promise.all([endpoints.load(to), store.load(id)]);
      if (endpoint === null || event === null) return { ok: false, reason: 'unknown', status: null, retryAfterMs: null };
      return send(endpoint, { id: delivery.id, body: formatPayload(event, { id, share, labels }) });
    },
    test: (endpoint) => send(endpoint, { id: `test_${randomUUID()}`, body: formatTestPayload(endpoint.name, clock()) }),
  };
}
