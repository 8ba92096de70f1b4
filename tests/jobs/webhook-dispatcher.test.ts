// Events on their way to webhooks: on a real store, with receivers that take their time, refuse, or are dead, and a clock that a test sets.

import { describe, expect, it, onTestFinished } from 'vitest';
import type { WaitingEvent, DeliveryLane } from '../../src/core/ports/delivery-store.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { Fault } from '../../src/core/refusal.ts';
import type { ShareId } from '../../src/core/share.ts';
import { createWebhookDispatcher, type DeliveryOutcome } from '../../src/jobs/webhook-dispatcher.ts';
import { must, openShares } from '../core/shares-world.ts';
import { alex, casey } from '../support/world.ts';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const GONE: DeliveryOutcome = { ok: false, reason: 'unreachable', status: null, retryAfterMs: null };
const answering = (status: number, retryAfterMs: number | null = null): DeliveryOutcome => ({
  ok: false,
  reason: 'status',
  status,
  retryAfterMs,
});

/** A world whose shares are told to these endpoints, and instances that send. */
async function openRoad(...endpoints: string[]) {
  const stage = await openShares({ endpoints });
  const { world } = stage;
  const sent: { readonly endpoint: string; readonly share: ShareId; readonly id: string; readonly type: string; readonly at: number }[] =
    [];
  const road = {
    ...stage,
    sent,
    /** What a receiver says. */
    answer: async (_lane: DeliveryLane, _delivery: WaitingEvent): Promise<DeliveryOutcome> => ({ ok: true }),
    dispatcher(store: Store = world.store, { chance = 0.5, stops = true } = {}) {
      const dispatcher = createWebhookDispatcher({
        store,
        endpointIds: async () => endpoints,
        clock: () => world.now,
        chance: () => chance,
        async send(lane, delivery) {
          const type = (JSON.parse(delivery.event.slice(delivery.event.indexOf(' '))) as [string])[0];
          sent.push({ ...lane, id: delivery.id, type, at: world.now });
          return road.answer(lane, delivery);
        },
      });
      if (stops) onTestFinished(() => dispatcher.stop());
      return dispatcher;
    },
    typesFor: (endpoint: string) => sent.filter((one) => one.endpoint === endpoint).map(({ type }) => type),
    /** Rounds, as the clock goes on by `step`, until `until`. */
    async run(dispatcher: ReturnType<typeof createWebhookDispatcher>, until: number, step: number) {
      for (; world.now < until; world.now += step) while ((await dispatcher.dispatch()) > 0);
    },
  };
  return road;
}

describe('events for webhooks', () => {
  it('a hand-off is told step by step, in its order, to each endpoint, and each event once', async () => {
    const road = await openRoad('one', 'other');
    const { share } = await road.ready('sealed');
    must(await road.world.shares.revoke(share.id, alex.key));
    const dispatcher = road.dispatcher();
    while ((await dispatcher.dispatch()) > 0);
    for (const endpoint of ['one', 'other'])
      expect(road.typesFor(endpoint)).toEqual(['share.created', 'share.accepted', 'share.sealed', 'share.ended']);
    expect(new Set(road.sent.map(({ id, endpoint }) => `${endpoint} ${id}`)).size).toBe(8);
    expect(await dispatcher.dispatch()).toBe(0);
  });

  it('without an endpoint nothing is kept for any', async () => {
    const road = await openRoad();
    await road.ready('link');
    expect(await road.world.store.countDeliveries('one')).toEqual({ lanes: 0, dead: 0 });
    expect(await road.dispatcher().dispatch()).toBe(0);
  });

  it('what fails waits longer each time, and nothing of its share overtakes it; another share goes on', async () => {
    const road = await openRoad('one');
    const [first, second] = [await road.create('sealed'), await road.create('sealed')];
    const began = road.world.now;
    road.answer = async ({ share }) => (share === first.id ? answering(500) : { ok: true });
    const dispatcher = road.dispatcher();
    await dispatcher.dispatch();
    must(await road.world.shares.revoke(first.id, alex.key));
    must(await road.world.shares.revoke(second.id, alex.key));
    await road.run(dispatcher, began + HOUR, 1_000);
    const tries = road.sent.filter(({ share }) => share === first.id);
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1);
    expect(tries.map(({ at }) => (at - began) / 1_000)).toEqual([0, 5, 35, 155, 755, 2_555]);
    expect(road.sent.filter(({ share }) => share === second.id).map(({ type }) => type)).toEqual(['share.created', 'share.ended']);
    road.answer = async () => ({ ok: true });
    await road.run(dispatcher, began + 3 * HOUR, MINUTE);
    expect(road.sent.filter(({ share }) => share === first.id).map(({ type }) => type)).toEqual([
      ...Array.from({ length: 7 }, () => 'share.created'),
      'share.ended',
    ]);
  });

  it('J6: a day has twelve tries, at the times that are documented, and none after it', async () => {
    const road = await openRoad('one');
    await road.create('sealed');
    const began = road.world.now;
    road.answer = async () => answering(500);
    const dispatcher = road.dispatcher();
    const at = [0, 5, 35, 155, 755, 2_555, 6_155, 13_355, 27_755, 56_555, 85_355, 86_400];
    for (const [n, seconds] of at.entries()) {
      // A second before each of them it is not sent.
      for (const [early, tries] of [[1, n] as const, [0, n + 1] as const]) {
        road.world.now = began + (seconds - early) * 1_000;
        await dispatcher.dispatch();
        expect(road.sent, `${seconds - early} s`).toHaveLength(tries);
      }
    }
    expect(await road.world.store.countDeliveries('one')).toEqual({ lanes: 0, dead: 1 });
    await road.run(dispatcher, began + 72 * HOUR, HOUR);
    expect(road.sent).toHaveLength(at.length);
  });

  it.each([
    [0, 4_000],
    [1, 6_000],
  ])('what failed together does not come back together: with chance %d after %d ms', async (chance, after) => {
    const road = await openRoad('one');
    await road.create('sealed');
    road.answer = async () => answering(500);
    const dispatcher = road.dispatcher(undefined, { chance });
    const began = road.world.now;
    await road.run(dispatcher, began + 8_000, 500);
    expect(road.sent.map(({ at }) => at - began)).toEqual([0, after]);
  });

  it('a receiver that asks for a longer wait gets it, up to an hour', async () => {
    const road = await openRoad('one');
    await road.create('sealed');
    const asked = [20 * MINUTE, 1_000 * HOUR, 1];
    road.answer = async () => answering(429, asked.shift() ?? null);
    const dispatcher = road.dispatcher();
    const began = road.world.now;
    await road.run(dispatcher, began + 2 * HOUR, MINUTE);
    expect(road.sent.slice(0, 4).map(({ at }) => (at - began) / MINUTE)).toEqual([0, 20, 80, 82]);
  });

  it('after a day the last try is made, the event is given up, and the next one of its share gets its chance', async () => {
    const road = await openRoad('one');
    const share = await road.create('sealed');
    const began = road.world.now;
    road.answer = async (_, { event }) => (event.includes('created') ? answering(400) : { ok: true });
    const dispatcher = road.dispatcher();
    await road.run(dispatcher, began + 23 * HOUR, 10 * MINUTE);
    must(await road.world.shares.revoke(share.id, alex.key));
    await road.run(dispatcher, began + 24 * HOUR, 10 * MINUTE);
    expect(road.typesFor('one')).not.toContain('share.ended');
    await road.run(dispatcher, began + 25 * HOUR, 10 * MINUTE);
    expect(road.typesFor('one').slice(-2)).toEqual(['share.created', 'share.ended']);
    const dead = await road.world.store.deadDeliveries('one');
    expect(dead).toMatchObject([{ share: share.id, reason: 'status-400', at: began + 24 * HOUR }]);
    // Sent again by hand, under the id that it had.
    const id = dead[0]?.id ?? '';
    road.answer = async () => ({ ok: true });
    expect(await road.world.store.replayDelivery({ endpoint: 'one', share: share.id }, id, road.world.now)).toBe(true);
    while ((await dispatcher.dispatch()) > 0);
    expect(road.sent.at(-1)).toMatchObject({ id, type: 'share.created' });
    expect(await road.world.store.countDeliveries('one')).toEqual({ lanes: 0, dead: 0 });
  });

  it('an instance that dies between sending and noting it leaves the event to another, which sends it under the same id', async () => {
    const road = await openRoad('one');
    await road.create('sealed');
    const dies = { ...road.world.store, settleDelivery: () => new Promise<never>(() => undefined) };
    void road.dispatcher(dies, { stops: false }).dispatch();
    await expect.poll(() => road.sent.length).toBe(1);
    const other = road.dispatcher();
    expect(await other.dispatch()).toBe(0);
    road.world.now += MINUTE;
    expect(await other.dispatch()).toBe(1);
    expect(road.sent.map(({ id }) => id)).toEqual([road.sent[0]?.id, road.sent[0]?.id]);
    expect(await other.dispatch()).toBe(0);
  });

  it('a store that fails for a moment loses nothing, and says so once', async () => {
    const road = await openRoad('one');
    await road.create('sealed');
    let isDown = true;
    const { store } = road.world;
    const flaky: Store = {
      ...store,
      settleDelivery: (lane, id) => (isDown ? Promise.reject(new Fault('store.unavailable', 'away')) : store.settleDelivery(lane, id)),
    };
    const dispatcher = road.dispatcher(flaky);
    await expect(dispatcher.dispatch()).rejects.toMatchObject({ code: 'store.unavailable' });
    isDown = false;
    road.world.now += MINUTE;
    expect(await dispatcher.dispatch()).toBe(1);
    expect(new Set(road.sent.map(({ id }) => id)).size).toBe(1);
    expect(await store.countDeliveries('one')).toEqual({ lanes: 0, dead: 0 });
  });
});

describe('an endpoint that is down', () => {
  const many = async (road: Awaited<ReturnType<typeof openRoad>>, count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await road.create('link');
  };

  it('is tried with one lane at a time, ever less often, while the other endpoint hears everything', async () => {
    const road = await openRoad('dead', 'live');
    await many(road, 40);
    road.answer = async ({ endpoint }) => (endpoint === 'dead' ? GONE : { ok: true });
    const dispatcher = road.dispatcher();
    const began = road.world.now;
    await road.run(dispatcher, began + 10 * MINUTE, 1_000);
    expect(road.typesFor('live')).toHaveLength(40);
    // Without that there would be 40 lanes with five tries each.
    expect(road.typesFor('dead').length).toBeLessThan(30);
    road.answer = async () => ({ ok: true });
    await road.run(dispatcher, began + 60 * MINUTE, 1_000);
    expect(await road.world.store.countDeliveries('dead')).toEqual({ lanes: 0, dead: 0 });
    expect(new Set(road.sent.filter(({ endpoint }) => endpoint === 'dead').map(({ id }) => id)).size).toBe(40);
  });

  it('gives up what has had its day without a try for each, and the rest waits on', async () => {
    const road = await openRoad('dead');
    await many(road, 30);
    road.answer = async () => GONE;
    const dispatcher = road.dispatcher();
    const began = road.world.now;
    await road.run(dispatcher, began + 2 * MINUTE, 1_000);
    road.world.now = began + 24 * HOUR + MINUTE;
    await road.create('link');
    const before = road.sent.length;
    while ((await dispatcher.dispatch()) > 0);
    expect(await road.world.store.countDeliveries('dead')).toEqual({ lanes: 1, dead: 30 });
    expect(road.sent.length - before).toBeLessThanOrEqual(2);
  });

  it('one that hangs keeps no other waiting, and no lane is begun twice meanwhile', async () => {
    const road = await openRoad('slow', 'live');
    await many(road, 12);
    const hanging: (() => void)[] = [];
    road.answer = ({ endpoint }) =>
      endpoint === 'slow' ? new Promise((resolve) => hanging.push(() => resolve({ ok: true }))) : Promise.resolve({ ok: true });
    const dispatcher = createWebhookDispatcher({
      store: road.world.store,
      endpointIds: async () => ['slow', 'live'],
      clock: () => road.world.now,
      chance: () => 0.5,
      roundTimeout: () => new Promise((resolve) => setTimeout(resolve, 5)),
      send: (lane, delivery) => {
        road.sent.push({ ...lane, id: delivery.id, type: '', at: road.world.now });
        return road.answer(lane, delivery);
      },
    });
    while ((await dispatcher.dispatch()) > 0);
    // Even after their leases.
    road.world.now += 10 * MINUTE;
    await dispatcher.dispatch();
    expect(road.typesFor('live')).toHaveLength(12);
    expect(road.typesFor('slow')).toHaveLength(4);
    for (const end of hanging) end();
    await dispatcher.stop();
  });

  it('what waits for a dead endpoint costs a look a minute, however much it is', async () => {
    const road = await openRoad('dead');
    road.answer = async () => GONE;
    const { store } = road.world;
    const calls: string[] = [];
    const counted = Object.fromEntries(
      Object.entries(store).map(([verb, call]) => [
        verb,
        (...args: unknown[]) => {
          calls.push(verb);
          return (call as (...all: unknown[]) => unknown)(...args);
        },
      ]),
    ) as unknown as Store;
    const dispatcher = road.dispatcher(counted);
    await many(road, 45);
    await road.run(dispatcher, road.world.now + 10 * MINUTE, 1_000);
    calls.length = 0;
    await road.run(dispatcher, road.world.now + 60_000, 1_000);
    // A look once a minute: lease it, read it, put it off.
    expect(calls.length).toBeLessThanOrEqual(10);
  });
});

it('a decline and an erased person change nothing of what is told', async () => {
  const road = await openRoad('one');
  const share = await road.create('words');
  must(await road.world.shares.decline(share.id, casey.key));
  must(await road.world.shares.erasePerson(share.id, casey.key, `nt2/log/v1\ntype forgotten\nlog x\ntime 2026-11-20T16:40:00.000Z\n`));
  const dispatcher = road.dispatcher();
  while ((await dispatcher.dispatch()) > 0);
  expect(road.typesFor('one')).toEqual(['share.created', 'share.ended']);
});
