// Lanes of webhooks: what commits put in comes out in order, to one instance at a time, until it has arrived or is given up.

import { describe, expect, test } from 'vitest';
import type { DeliveryLane, NewDeliveries } from '../../../src/core/ports/delivery-store.ts';
import type { ShareId } from '../../../src/core/share.ts';
import { aShare, commitOf, endOf, newId } from '../../support/shares.ts';
import type { Stage } from './stage.ts';

const MINUTE = 60_000;
const SOON = 5_000;

export function testDeliveries(stage: Stage): void {
  describe('deliveries to webhooks', () => {
    let made = 0;
    /** An endpoint that no other test has. */
    const newEndpoint = (): string => `hook${stage.of}${(made += 1)}`;
    const told = (endpoints: readonly string[], ...words: string[]): NewDeliveries => ({
      endpoints,
      events: words.map((word) => `${word} ["share.${word}",1,1,{}]`),
    });
    const lease = (endpoint: string, now = Date.now(), limit = 10) => stage.store.leaseLanes(now, MINUTE, [{ endpoint, limit }]);
    const first = async (lane: DeliveryLane) => (await stage.store.firstDelivery(lane))?.id ?? null;
    const drain = async (lane: DeliveryLane): Promise<string[]> => {
      const ids: string[] = [];
      for (let id = await first(lane); id !== null; id = await first(lane)) {
        ids.push(id);
        await stage.store.settleDelivery(lane, id);
      }
      await stage.store.releaseLane(lane);
      return ids;
    };
    async function commit(endpoint: string, ...words: string[]): Promise<DeliveryLane> {
      const { id } = await stage.put({ deliveries: told([endpoint], ...words) });
      return { endpoint, share: id };
    }

    test('what a commit adds comes in its order, to each endpoint, beside the leaves', async () => {
      const [one, other] = [newEndpoint(), newEndpoint()];
      const share = await stage.put({ deliveries: told([one, other], 'a', 'b') });
      expect(await stage.store.commit({ ...endOf(share), deliveries: told([one], 'c') })).toEqual({ ok: true });
      const lanes = await stage.store.leaseLanes(Date.now(), MINUTE, [
        { endpoint: one, limit: 5 },
        { endpoint: other, limit: 5 },
      ]);
      expect(lanes).toEqual([
        { endpoint: one, share: share.id },
        { endpoint: other, share: share.id },
      ]);
      expect(await stage.store.firstDelivery(lanes[0]!)).toMatchObject({ id: 'a', event: 'a ["share.a",1,1,{}]', failures: 0 });
      expect(await drain(lanes[0]!)).toEqual(['a', 'b', 'c']);
      expect(await drain(lanes[1]!)).toEqual(['a', 'b']);
      expect(await stage.store.leaves(stage.of as never, 0, 10)).toHaveLength(2);
      expect(await stage.store.countDeliveries(one)).toEqual({ lanes: 0, dead: 0 });
    });

    test('a commit that is refused adds nothing', async () => {
      const endpoint = newEndpoint();
      const share = await stage.put();
      const again = commitOf(aShare(share.id), { deliveries: told([endpoint], 'a') });
      expect(await stage.store.commit(again)).toEqual({ ok: false, reason: 'conflict' });
      expect(await lease(endpoint)).toEqual([]);
    });

    test('a lane is one caller’s until it is released or the lease is over, whatever is committed meanwhile', async () => {
      const endpoint = newEndpoint();
      const lane = await commit(endpoint, 'a');
      const other = await stage.open();
      const now = Date.now();
      expect(await lease(endpoint, now)).toEqual([lane]);
      expect(await other.commit({ ...endOf(aShare(lane.share)), deliveries: told([endpoint], 'b') })).toEqual({ ok: true });
      expect(await other.leaseLanes(now + SOON, MINUTE, [{ endpoint, limit: 5 }])).toEqual([]);
      expect(await other.leaseLanes(now + MINUTE, MINUTE, [{ endpoint, limit: 5 }])).toEqual([lane]);
      // The one before goes on where it was: what has gone already is not taken out twice.
      await other.settleDelivery(lane, 'a');
      await stage.store.settleDelivery(lane, 'a');
      expect(await first(lane)).toBe('b');
      await stage.store.releaseLane(lane);
      expect(await lease(endpoint, now + 2 * MINUTE)).toEqual([lane]);
    });

    test('two instances that ask at once share the lanes among them, never one lane', async () => {
      const endpoint = newEndpoint();
      const lanes = await Promise.all(Array.from({ length: 20 }, () => commit(endpoint, 'a')));
      const other = await stage.open();
      const now = Date.now();
      const taken = await Promise.all(
        Array.from({ length: 8 }, (_, n) => (n % 2 ? stage.store : other).leaseLanes(now, MINUTE, [{ endpoint, limit: 3 }])),
      );
      const ids = taken.flat().map(({ share }) => share);
      expect(taken.every((some) => some.length <= 3)).toBe(true);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(ids)).toEqual(new Set(lanes.map(({ share }) => share)));
    });

    test('what failed waits until its time with all that follows it, and counts until one arrives', async () => {
      const endpoint = newEndpoint();
      const lane = await commit(endpoint, 'a', 'b');
      const now = Date.now();
      for (const failures of [1, 2]) {
        expect(await lease(endpoint, now + failures * MINUTE)).toEqual([lane]);
        await stage.store.putOffLane(lane, now + (failures + 1) * MINUTE);
        expect(await stage.store.firstDelivery(lane)).toMatchObject({ id: 'a', failures });
      }
      expect(await stage.store.commit({ ...endOf(aShare(lane.share)), deliveries: told([endpoint], 'c') })).toEqual({ ok: true });
      expect(await lease(endpoint, now + 2 * MINUTE)).toEqual([]);
      expect(await lease(endpoint, now + 3 * MINUTE)).toEqual([lane]);
      await stage.store.settleDelivery(lane, 'a');
      expect(await stage.store.firstDelivery(lane)).toMatchObject({ id: 'b', failures: 0 });
    });

    test('what is given up is kept, listed, and sent again by hand behind what waits', async () => {
      const endpoint = newEndpoint();
      const lane = await commit(endpoint, 'a', 'b');
      const at = Date.now();
      const untilAt = at + MINUTE;
      await stage.store.buryDelivery(lane, { id: 'b', at, reason: 'silent', untilAt });
      expect(await stage.store.deadDeliveries(endpoint)).toEqual([]);
      await stage.store.buryDelivery(lane, { id: 'a', at, reason: 'status-500', untilAt });
      await stage.store.buryDelivery(lane, { id: 'a', at, reason: 'status-500', untilAt });
      expect(await stage.store.deadDeliveries(endpoint)).toEqual([
        { id: 'a', share: lane.share, event: 'a ["share.a",1,1,{}]', at, reason: 'status-500' },
      ]);
      expect(await stage.store.countDeliveries(endpoint)).toEqual({ lanes: 1, dead: 1 });
      expect(await stage.store.replayDelivery(lane, 'x', at)).toBe(false);
      expect(await stage.store.replayDelivery(lane, 'a', at)).toBe(true);
      expect(await stage.store.replayDelivery(lane, 'a', at)).toBe(false);
      expect(await stage.store.deadDeliveries(endpoint)).toEqual([]);
      expect(await lease(endpoint)).toEqual([lane]);
      expect(await drain(lane)).toEqual(['b', 'a']);
      expect(await lease(endpoint, Date.now() + 2 * MINUTE)).toEqual([]);
    });

    test('J6: what was given up in one moment is listed, and sent again, in the order of its events, also beyond nine', async () => {
      const endpoint = newEndpoint();
      const ids = [2, 9, 10, 11].flatMap((version) => [`x_${version}_0`, `x_${version}_1`]);
      const lane = await commit(endpoint, ...ids);
      const at = Date.now();
      for (const id of ids) await stage.store.buryDelivery(lane, { id, at, reason: 'silent', untilAt: at + MINUTE });
      const dead = await stage.store.deadDeliveries(endpoint);
      expect(dead.map(({ id }) => id)).toEqual(ids);
      for (const { id } of dead) expect(await stage.store.replayDelivery(lane, id, at)).toBe(true);
      expect(await lease(endpoint)).toEqual([lane]);
      expect(await drain(lane)).toEqual(ids);
    });

    test('an endpoint that is removed takes everything of its own along, and nothing of another', async () => {
      const [gone, stays] = [newEndpoint(), newEndpoint()];
      const { id } = await stage.put({ deliveries: told([gone, stays], 'a', 'b') });
      const at = Date.now();
      await stage.store.buryDelivery({ endpoint: gone, share: id }, { id: 'a', at, reason: 'silent', untilAt: at + MINUTE });
      await stage.store.dropDeliveries(gone);
      expect(await stage.store.countDeliveries(gone)).toEqual({ lanes: 0, dead: 0 });
      expect(await first({ endpoint: gone, share: id })).toBeNull();
      expect(await lease(gone)).toEqual([]);
      expect(await drain((await lease(stays))[0]!)).toEqual(['a', 'b']);
    });

    test('lanes of several tenants are found together, and no more of them than asked for', async () => {
      const endpoint = newEndpoint();
      const ids: ShareId[] = [];
      for (const of of [stage.of, newId().slice(6, 12), newId().slice(6, 12)]) {
        const share = aShare(newId(of));
        ids.push(share.id);
        expect(await stage.store.commit(commitOf(share, { deliveries: told([endpoint], 'a') }))).toEqual({ ok: true });
      }
      const two = await lease(endpoint, Date.now(), 2);
      expect(two).toHaveLength(2);
      const rest = await lease(endpoint);
      expect([...two, ...rest].map(({ share }) => share).toSorted()).toEqual(ids.toSorted());
    });
  });
}
