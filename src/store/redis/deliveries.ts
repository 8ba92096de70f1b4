// Webhook deliveries on Redis: a list for each lane, and for each endpoint when its lanes are due, who has them, and what was given up.

import type { DeadDelivery, DeliveryLane, DeliveryStore } from '../../core/ports/delivery-store.ts';
import { Fault } from '../../core/refusal.ts';
import { tagOf, type ShareId, type TenantTag } from '../../core/share.ts';
import { orderDead } from '../dead-order.ts';
import type { RedisClient } from './connection/client.ts';
import type { Connection } from './connection/connection.ts';
import { keys } from './keys.ts';

type PerTag = <T>(command: (client: RedisClient, tag: TenantTag) => Promise<T>) => Promise<readonly T[]>;

export function createRedisDeliveries({ call }: Connection, perTag: PerTag): DeliveryStore {
  /** Lane, lanes by time, leases, failures, dead ones, until when those are kept. */
  const names = ({ endpoint, share }: DeliveryLane): [string, ...ReturnType<typeof ofEndpoint>] => {
    const tag = tagOf(share);
    return [keys.lane(share, endpoint), ...ofEndpoint(tag, endpoint)];
  };

  return {
    leaseLanes: async (now, leaseMs, wanted) => {
      // Most tenants have nothing to send at most times: look at all of them at once, and lease only from those that have.
      const due = (
        await perTag((client, tag) =>
          Promise.all(
            wanted.map(async (one) => {
              const first = await client.zrangebyscore(keys.lanes(tag, one.endpoint), '-inf', now, 'LIMIT', 0, 1);
              return first.length > 0 ? [{ ...one, tag }] : [];
            }),
          ),
        )
      ).flat(2);
      const leased: DeliveryLane[] = [];
      for (const { endpoint, limit, tag } of due) {
        const left = limit - leased.filter((lane) => lane.endpoint === endpoint).length;
        if (left <= 0) continue;
        const [lanes, leases] = ofEndpoint(tag, endpoint);
        const shares = (await call((client) => client.nt2Lease(2, lanes, leases, now, now + leaseMs, left))) as ShareId[];
        for (const share of shares) leased.push({ endpoint, share });
      }
      return leased;
    },
    firstDelivery: async (lane) => {
      const [list, , , failures] = names(lane);
      const [[first], failed] = await call((client) => Promise.all([client.lrange(list, 0, 0), client.hget(failures, lane.share)]));
      return first === undefined ? null : { ...parseEntry(first), failures: Number(failed ?? 0) };
    },
    settleDelivery: async (lane, id) => {
      await call((client) => client.nt2SettleDelivery(6, ...names(lane), lane.share, id, '', 0, 0));
    },
    putOffLane: async (lane, nextAt) => {
      const [, lanes, leases, failures] = names(lane);
      await call((client) => client.nt2PutOffLane(3, lanes, leases, failures, lane.share, nextAt));
    },
    buryDelivery: async (lane, { id, at, reason, untilAt }) => {
      await call((client) => client.nt2SettleDelivery(6, ...names(lane), lane.share, id, `${at} ${reason}`, Math.max(1, untilAt - at), at));
    },
    releaseLane: async (lane) => {
      const [list, lanes, leases, failures] = names(lane);
      await call((client) => client.nt2ReleaseLane(4, list, lanes, leases, failures, lane.share));
    },
    deadDeliveries: async (endpoint) => {
      const found = await perTag((client, tag) => client.hgetall(keys.deadDeliveries(tag, endpoint)));
      return orderDead(found.flatMap((all) => Object.values(all).map(parseDead)));
    },
    replayDelivery: async (lane, id, now) => {
      const [list, lanes, , , dead, until] = names(lane);
      return (await call((client) => client.nt2ReplayDelivery(4, list, lanes, dead, until, lane.share, id, now))) === 1;
    },
    countDeliveries: async (endpoint) => {
      const counts = await perTag((client, tag) =>
        Promise.all([client.zcard(keys.lanes(tag, endpoint)), client.hlen(keys.deadDeliveries(tag, endpoint))]),
      );
      return {
        lanes: counts.reduce((sum, [lanes]) => sum + lanes, 0),
        dead: counts.reduce((sum, [, dead]) => sum + dead, 0),
      };
    },
    dropDeliveries: async (endpoint) => {
      await perTag(async (client, tag) => {
        const [lanes, ...others] = ofEndpoint(tag, endpoint);
        const shares = (await client.zrangebyscore(lanes, '-inf', '+inf')) as ShareId[];
        await Promise.all(shares.map((share) => client.del(keys.lane(share, endpoint))));
        await client.del(lanes, ...others);
      });
    },
  };
}

const ofEndpoint = (tag: TenantTag, endpoint: string): [string, string, string, string, string] => [
  keys.lanes(tag, endpoint),
  keys.laneLeases(tag, endpoint),
  keys.laneFailures(tag, endpoint),
  keys.deadDeliveries(tag, endpoint),
  keys.deadUntil(tag, endpoint),
];

/** `<since> <id> <rest of the event>`. */
function parseEntry(entry: string): { readonly since: number; readonly id: string; readonly event: string } {
  const [, since, event, id] = /^(\d+) ((\S+) .*)$/.exec(entry) ?? [];
  if (since === undefined || event === undefined || id === undefined) throw new Fault('store.corrupt', 'a delivery does not parse');
  return { since: Number(since), id, event };
}

/** `<given up at> <reason> <share> <id> <rest of the event>`. */
function parseDead(kept: string): DeadDelivery {
  const [, at, reason, share, event, id] = /^(\d+) (\S+) (\S+) ((\S+) .*)$/.exec(kept) ?? [];
  if (at === undefined || reason === undefined || share === undefined || event === undefined || id === undefined)
    throw new Fault('store.corrupt', 'a delivery that was given up does not parse');
  return { at: Number(at), reason, share: share as ShareId, event, id };
}
