// Shares that wait too long remind of themselves: once for each reason, by day, and never where it would not help.

import { expect, it, describe } from 'vitest';
import { parseOutsideEvent } from '../../src/core/shares/outside-events.ts';
import { createSweeper, type SweeperDeps } from '../../src/jobs/sweeper.ts';
import type { ShareId } from '../../src/core/share.ts';
import { alex, casey, TENANT, type WorldOptions } from '../support/world.ts';
import { NO_WATCH } from '../../src/core/lifecycle/watching.ts';
import { policyOf, templateOf } from '../support/policies.ts';
import { must, openShares } from './shares-world.ts';

const HOUR = 3_600_000;
const TIMES = { acceptMs: 4 * HOUR, openMs: 4 * HOUR, expiryPart: 0.25 };

async function open(options: WorldOptions = {}) {
  const stage = await openShares({ endpoints: ['one'], watch: TIMES, ...options });
  const { world } = stage;
  const rounds = (askQuiet?: SweeperDeps['askQuiet']) =>
    createSweeper({ store: world.store, shares: world.shares, clock: () => world.now, ...(askQuiet && { askQuiet }) })();
  /** News of a share that have come since, with their readers. */
  async function news(id: ShareId): Promise<string[]> {
    const share = (await world.store.load(id))!;
    const fresh = share.outbox.flatMap((message) => (message.kind === 'news' ? [message] : []));
    for (const message of fresh) await world.shares.markUndeliverable(id, message);
    return fresh.map((message) => `${message.news} ${message.to}`);
  }
  async function told(id: ShareId): Promise<string[]> {
    const lane = { endpoint: 'one', share: id };
    const types: string[] = [];
    for (let next = await world.store.firstDelivery(lane); next !== null; next = await world.store.firstDelivery(lane)) {
      types.push(parseOutsideEvent(next.event)!.type);
      await world.store.settleDelivery(lane, next.id);
    }
    return types;
  }
  return { ...stage, rounds, news, told };
}

describe('a share that waits', () => {
  it('reminds its recipient after four hours and with a quarter of its time left, once each, and tells sender and webhook', async () => {
    const { world, create, rounds, news, told } = await open();
    const { id, createdAt } = await create('sealed');
    await rounds();
    expect(await news(id)).toEqual([]);
    world.now = createdAt + 4 * HOUR;
    for (let n = 0; n < 3; n += 1) await rounds();
    expect(await news(id)).toEqual(['nudge recipient', 'waiting sender']);
    world.now = createdAt + 18 * HOUR;
    for (let n = 0; n < 3; n += 1) await rounds();
    expect(await news(id)).toEqual(['nudge recipient', 'waiting sender']);
    expect(await told(id)).toEqual(['share.created', 'share.not_accepted', 'share.expiring']);
    world.now = createdAt + 24 * HOUR;
    await rounds();
    expect((await world.shares.find(id))?.state).toMatchObject({ status: 'ended', cause: 'expired' });
  });

  it('made by a template reminds at the times of the template, and at the usual ones where it has none', async () => {
    const template = templateOf({
      watch: { acceptedMs: HOUR, openedMs: null, expiry: true },
      rule: { kinds: ['credential'], modes: ['sealed'], fixedMs: 8 * HOUR },
    });
    const policy = { current: () => policyOf({ templates: [template] }), announce: () => Promise.resolve() };
    for (const watch of [TIMES, NO_WATCH]) {
      const { world, create, rounds, news } = await open({ policy, watch });
      const { id, createdAt } = await create('sealed', { template: template.name, expiresInMs: 8 * HOUR });
      const due: [number, readonly string[]][] = [
        [HOUR - 1, []],
        [HOUR, ['nudge recipient', 'waiting sender']],
        [5 * HOUR, []],
        [6 * HOUR, ['nudge recipient', 'waiting sender']],
      ];
      for (const [after, wanted] of due) {
        world.now = createdAt + after;
        await rounds();
        expect(await news(id), String(after)).toEqual(wanted);
      }
    }
  });

  it('keeps the times that it began with, whatever the policy says later', async () => {
    const watch = { acceptedMs: HOUR, openedMs: null, expiry: false };
    const template = templateOf({ watch });
    let current = policyOf({ templates: [template] });
    const policy = { current: () => current, announce: () => Promise.resolve() };
    const { world, create, rounds, news } = await open({ policy });
    const { id, createdAt } = await create('sealed', { template: template.name });
    current = policyOf({ templates: [templateOf({ watch: { ...watch, acceptedMs: 2 * HOUR } })] });
    world.now = createdAt + HOUR;
    await rounds();
    expect(await news(id)).toEqual(['nudge recipient', 'waiting sender']);
  });

  it('after a pause in which both became due it reminds once, and both are told outside', async () => {
    const { world, create, rounds, news, told } = await open();
    const { id, createdAt } = await create('sealed');
    world.now = createdAt + 20 * HOUR;
    await Promise.all([rounds(), rounds(), rounds()]);
    await rounds();
    expect(await news(id)).toEqual(['nudge recipient', 'waiting sender']);
    expect(await told(id)).toEqual(['share.created', 'share.not_accepted', 'share.expiring']);
  });

  it('those that only another instance can remind of keep none from its end, however many there are', async () => {
    const { world, create, rounds } = await open({ quotas: { person: 100, pair: 100 } });
    for (let n = 0; n < 60; n += 1) await create('sealed', { expiresInMs: 72 * HOUR });
    world.now += 1_000;
    const last = await create('sealed');
    const until = last.expiresAt;
    const round = createSweeper({ store: world.store, shares: world.shares, clock: () => world.now, askQuiet: async () => 'elsewhere' });
    world.now = until - 1_000;
    for (let n = 0; n < 3; n += 1) await round();
    expect(await round()).toBe(0);
    world.now = until;
    expect(await round()).toBe(1);
    expect((await world.shares.find(last.id))?.state).toMatchObject({ status: 'ended', cause: 'expired' });
    // The instance that has the platform finds all of them.
    await rounds();
    await rounds();
    expect(await world.store.due(world.now, 100)).toEqual([]);
  });

  it('one that moved on reminds nobody of what is done, and begins anew with what follows', async () => {
    const { world, ready, rounds, news } = await open();
    const { share } = await ready('sealed');
    await news(share.id);
    world.now = share.createdAt + 4 * HOUR - 1;
    await rounds();
    expect(await news(share.id)).toEqual([]);
    world.now = share.createdAt + 4 * HOUR;
    await rounds();
    expect(await news(share.id)).toEqual(['nudge recipient', 'waiting sender']);
    expect((await world.store.load(share.id))?.watched).toEqual(['not-opened']);
    must(await world.shares.revoke(share.id, alex.key));
    world.now = share.createdAt + 19 * HOUR;
    await rounds();
    expect(await news(share.id)).toEqual([]);
  });

  it('one that moves on between look and commit reminds nobody in that round: the next one asks for the person whose turn it is by then', async () => {
    const { world, create, rounds, news } = await open();
    const { id, createdAt } = await create('words');
    world.now = createdAt + 18 * HOUR;
    const asked: string[] = [];
    const askQuiet = async (person: string): Promise<number | null> => {
      asked.push(person);
      if (person === alex.key) return world.now + HOUR;
      must(await world.shares.acceptInChat(id, casey.key, 'press'));
      return null;
    };
    await rounds(askQuiet);
    await news(id);
    expect((await world.store.load(id))?.watched).toBeUndefined();
    for (let n = 0; n < 2; n += 1) await rounds(askQuiet);
    expect([asked, await news(id)]).toEqual([[casey.key, alex.key], []]);
    world.now += HOUR;
    await rounds();
    expect(await news(id)).toEqual(['nudge sender']);
  });

  it('accepted, it is the sender’s turn: they alone are reminded, before it expires', async () => {
    const { world, create, rounds, news } = await open();
    const { id, createdAt } = await create('words');
    must(await world.shares.acceptInChat(id, casey.key, 'press'));
    await news(id);
    world.now = createdAt + 18 * HOUR;
    await rounds();
    expect(await news(id)).toEqual(['nudge sender']);
  });

  it('of a share that nobody was told of, because its secret was not entered, nobody is reminded', async () => {
    const { world, create, rounds, news } = await open();
    const { id, createdAt } = await create('sealed', { isUntold: true });
    world.now = createdAt + 20 * HOUR;
    await rounds();
    expect(await news(id)).toEqual([]);
    expect((await world.store.load(id))?.watched).toBeUndefined();
  });

  it('a link, which nobody can be reminded of, is told to its sender', async () => {
    const { world, ready, rounds, news } = await open();
    const { share } = await ready('link');
    world.now = share.createdAt + 5 * HOUR;
    await rounds(async () => {
      throw new Error('there is no person to ask about');
    });
    expect(await news(share.id)).toEqual(['waiting sender']);
  });

  it('a person who has blocked the sender since is left alone, and neither the sender nor a webhook can tell', async () => {
    const { world, create, rounds, news, told } = await open();
    const { id, createdAt } = await create('sealed');
    // As a block leaves it that was cut off before it had declined what waits.
    await world.store.block(world.ids.tagOf(TENANT), { person: casey.key, sender: alex }, 10);
    world.now = createdAt + 4 * HOUR;
    await rounds();
    expect(await news(id)).toEqual(['waiting sender']);
    expect(await told(id)).toEqual(['share.created', 'share.not_accepted']);
  });

  it('in quiet hours it waits until they are over, also over a restart, and then reminds once', async () => {
    const { world, create, rounds, news, told } = await open();
    const { id, createdAt } = await create('sealed');
    const morning = createdAt + 12 * HOUR;
    const asked: string[] = [];
    const askQuiet = async (person: string): Promise<number | null> => (asked.push(person), world.now < morning ? morning : null);
    world.now = createdAt + 4 * HOUR;
    for (let n = 0; n < 3; n += 1) await rounds(askQuiet);
    expect([asked, await news(id)]).toEqual([[casey.key], []]);
    expect(await world.store.due(morning - 1, 10)).toEqual([]);
    world.now = morning;
    for (let n = 0; n < 3; n += 1) await rounds(askQuiet);
    expect(await news(id)).toEqual(['nudge recipient', 'waiting sender']);
    expect(await told(id)).toEqual(['share.created', 'share.not_accepted']);
    expect((await world.store.load(id))?.quietUntil).toBeUndefined();
  });

  it.each([
    ['a night that lasts until then', 4, (until: number) => async () => until],
    ['a pause that lasted until then', 30, () => async () => null],
  ])('one that expires after %s ends without a reminder, and its sender hears of the end', async (_what, hours, askQuietFor) => {
    const { world, create, rounds, news, told } = await open();
    const { id, createdAt, expiresAt } = await create('sealed');
    world.now = createdAt + hours * HOUR;
    for (let n = 0; n < 2; n += 1) await rounds(askQuietFor(expiresAt + HOUR));
    world.now = Math.max(world.now, expiresAt);
    await rounds(askQuietFor(expiresAt + HOUR));
    expect((await world.store.load(id))?.state).toMatchObject({ status: 'ended', cause: 'expired' });
    expect([await news(id), await told(id)]).toEqual([['ended sender'], ['share.created', 'share.ended']]);
  });

  it('an instance that does not know the person’s platform leaves it to one that does, and still ends it', async () => {
    const { world, create, rounds, news } = await open();
    const { id, expiresAt } = await create('sealed');
    world.now = expiresAt - HOUR;
    await rounds(async () => 'elsewhere');
    expect(await news(id)).toEqual([]);
    await rounds();
    expect(await news(id)).toEqual(['nudge recipient', 'waiting sender']);
    world.now = expiresAt;
    await rounds(async () => 'elsewhere');
    expect((await world.shares.find(id))?.state.status).toBe('ended');
  });

  it('without times, as a share of before, it is due when it expires and not before', async () => {
    const { world, create } = await openShares();
    const { expiresAt } = await create('sealed');
    expect(await world.store.due(expiresAt - 1, 10)).toEqual([]);
    expect(await world.store.due(expiresAt, 10)).toHaveLength(1);
  });
});
