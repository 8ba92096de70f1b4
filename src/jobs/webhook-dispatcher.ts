// Sends what commits left in the lanes of the webhooks. Every instance may do it at any time: a lease gives each lane to one of them.
// Of one share an endpoint hears in order; one that is slow or dead holds up no other. See docs/decisions/webhooks.md.

import type { Clock } from '../core/ports/clock.ts';
import type { WaitingEvent, DeliveryLane, DeliveryStore } from '../core/ports/delivery-store.ts';
import { createEndpointHealth } from './endpoint-health.ts';
import { settleEach } from './settle-each.ts';

/** Lanes that are sent to one endpoint at the same time. */
const AT_ONCE = 4;
/** Longer than SEND_MS and the longest try together: after it another instance takes over from one that was killed. */
const LEASE_MS = 30_000;
/** After this time no further event of a lane is begun. */
const SEND_MS = 8_000;
/** Waits after each failure in a row; the last one goes on. */
const WAITS_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 28_800_000];
/** Each wait is longer or shorter by up to this part, so that what failed together does not come back together. */
const JITTER = 0.2;
/** A receiver may ask for a longer wait, but not for more than this. */
const MOST_ASKED_MS = 3_600_000;
const GIVE_UP_MS = 24 * 3_600_000;
/** How long what was given up can be sent again by hand. */
const DEAD_MS = 30 * 86_400_000;

/** `reason`: a fixed word without spaces. `status`: what the receiver answered; null: nothing. `retryAfterMs`: for how long it asks to be left alone. */
export type DeliveryOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly status: number | null; readonly retryAfterMs: number | null };

export interface WebhookDispatcherDeps {
  readonly store: DeliveryStore;
  readonly endpointIds: () => Promise<readonly string[]>;
  readonly send: (lane: DeliveryLane, delivery: WaitingEvent) => Promise<DeliveryOutcome>;
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly chance: () => number;
  /** Ends when a round has waited long enough for a receiver that hangs. Without it a round waits for all. */
  readonly roundTimeout?: () => Promise<unknown>;
}

export interface WebhookDispatcher {
  /** One round. Answers how many lanes it took; what takes long goes on after it. */
  dispatch(): Promise<number>;
  /** Waits for what is being sent; the rest is for other instances. */
  stop(): Promise<void>;
}

export function createWebhookDispatcher(deps: WebhookDispatcherDeps): WebhookDispatcher {
  const { store, endpointIds, send, clock, chance, roundTimeout } = deps;
  const health = createEndpointHealth(clock);
  const sending = new Map<string, Promise<void>>();
  /** Thrown after their round was over: the next round throws them. */
  const faults: unknown[] = [];
  const stopping = { now: false };

  const isOver = ({ since }: WaitingEvent): boolean => clock() - since >= GIVE_UP_MS;

  function nextTry({ since, failures }: WaitingEvent, retryAfterMs: number | null): number {
    const wait = WAITS_MS[Math.min(failures, WAITS_MS.length - 1)] as number;
    const jittered = wait * (1 - JITTER + 2 * JITTER * chance());
    const asked = Math.min(retryAfterMs ?? 0, MOST_ASKED_MS);
    // The last try is at the end of its time.
    return Math.round(Math.min(clock() + Math.max(jittered, asked), since + GIVE_UP_MS));
  }

  async function bury(lane: DeliveryLane, { id }: WaitingEvent, reason: string): Promise<void> {
    const at = clock();
    await store.buryDelivery(lane, { id, at, reason, untilAt: at + DEAD_MS });
  }

  async function sendLane(lane: DeliveryLane): Promise<void> {
    const until = clock() + SEND_MS;
    while (clock() < until && !stopping.now) {
      const delivery = await store.firstDelivery(lane);
      if (delivery === null) break;
      const trouble = health.troubleOf(lane.endpoint);
      const isLastTry = trouble !== null && isOver(delivery);
      if (isLastTry && !health.takeLastTry(lane.endpoint)) {
        // The endpoint takes nothing: what has had its day need not wait for its turn to fail once more.
        await bury(lane, delivery, trouble);
        continue;
      }
      const sent = await send(lane, delivery);
      if (sent.ok) health.note(lane.endpoint, null);
      // Were it noted, all others that have had their day would wait for the next look at the endpoint.
      else if (!isLastTry) health.note(lane.endpoint, wordOf(sent));
      if (sent.ok) await store.settleDelivery(lane, delivery.id);
      else if (isOver(delivery)) await bury(lane, delivery, wordOf(sent));
      else return store.putOffLane(lane, nextTry(delivery, sent.retryAfterMs));
    }
    await store.releaseLane(lane);
  }

  function start(lane: DeliveryLane): Promise<void> {
    const name = nameOf(lane);
    health.begin(lane.endpoint);
    const work = sendLane(lane).finally(() => {
      health.end(lane.endpoint);
      sending.delete(name);
    });
    sending.set(name, work);
    return work;
  }

  return {
    async dispatch() {
      const ids = await endpointIds();
      health.keep(ids);
      const wanted = ids.map((endpoint) => ({ endpoint, limit: health.room(endpoint, AT_ONCE) })).filter(({ limit }) => limit > 0);
      const lanes = wanted.length > 0 && !stopping.now ? await store.leaseLanes(clock(), LEASE_MS, wanted) : [];
      // A lane that is still being sent here is not started again, even if its lease has expired.
      const fresh = lanes.filter((lane) => !sending.has(nameOf(lane)));
      const round = settleEach(fresh, start).catch((error: unknown) => void faults.push(error));
      await (roundTimeout ? Promise.race([round, roundTimeout()]) : round);
      if (faults.length > 0) throw faults.splice(0)[0];
      return lanes.length;
    },
    async stop() {
      stopping.now = true;
      await Promise.allSettled(sending.values());
    },
  };
}

const wordOf = ({ reason, status }: Extract<DeliveryOutcome, { ok: false }>): string => (status === null ? reason : `${reason}-${status}`);

const nameOf = ({ endpoint, share }: DeliveryLane): string => `${endpoint} ${share}`;
