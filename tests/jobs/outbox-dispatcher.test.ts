// What is said in chat, by a dispatcher on a real store and a chat that takes its time.

import { setTimeout } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOutboxDispatcher, type OutboxDispatcher } from '../../src/jobs/outbox-dispatcher.ts';
import type { DeliveryResult, MessageSender } from '../../src/core/ports/message-sender.ts';
import { limits } from '../../src/core/limits.ts';
import { Fault } from '../../src/core/refusal.ts';
import type { OutboxMessage, Share } from '../../src/core/share.ts';
import { claiming, newBrowser } from '../support/actors.ts';
import { alex, casey, HOST, mallory, openWorld, TENANT, type TestWorld } from '../support/world.ts';

/** A chat that keeps the cards of each surface; `during` happens while a message is on its way. */
function slowChat() {
  const cards = new Map<string, { surface: string; status: string }>();
  const news: string[] = [];
  const chat = {
    cards,
    news,
    during: async (_message: OutboxMessage, _share: Share): Promise<void> => undefined,
    later: (_message: OutboxMessage): boolean => false,
    courier: {
      async send(share: Share, message: OutboxMessage): Promise<DeliveryResult> {
        await chat.during(message, share);
        if (chat.later(message)) return { ok: false, reason: 'later' };
        if (message.kind === 'news') news.push(message.news);
        const surface = message.kind === 'surface' ? message.surface : null;
        const ref = (surface === null ? undefined : share.surfaces[surface]) ?? `m${cards.size + news.length}`;
        if (surface !== null) cards.set(ref, { surface, status: share.state.status });
        return { ok: true, ref };
      },
    } satisfies MessageSender,
  };
  return chat;
}

describe('a chat that takes its time', () => {
  let world: TestWorld;
  let chat: ReturnType<typeof slowChat>;
  let dispatcher: OutboxDispatcher;
  beforeEach(async () => {
    world = await openWorld();
    chat = slowChat();
    dispatcher = createOutboxDispatcher({ store: world.store, shares: world.shares, sender: chat.courier, clock: () => world.now });
  });
  afterEach(() => world.close());
  const impatient = () =>
    createOutboxDispatcher({
      store: world.store,
      shares: world.shares,
      sender: chat.courier,
      clock: () => world.now,
      roundTimeout: () => setTimeout(20),
    });

  async function begin(): Promise<Share> {
    const made = await world.shares.create({
      sender: alex,
      recipient: casey,
      tenant: TENANT,
      mode: 'words',
      entry: 'page',
      via: 'chat',
      kind: 'credential',
      label: 'Stripe webhook key',
      note: '',
      place: { ref: 'engineering', name: '#engineering' },
      expiresInMs: limits.expiry.initial,
    });
    if (!made.ok) throw new Error(made.code);
    return made.value;
  }

  const settle = (): Promise<void> => settleWith(dispatcher);

  it('a card that was under way when the share went on is the one that is edited: nobody is left with one that lives for ever', async () => {
    const share = await begin();
    chat.during = async (message) => {
      if (message.kind !== 'surface' || message.surface !== 'sender') return;
      chat.during = async () => undefined;
      await world.shares.revoke(share.id, alex.key);
    };
    await settle();
    expect([...chat.cards.values()]).toEqual(['place', 'recipient', 'sender'].map((surface) => ({ surface, status: 'ended' })));
    expect((await world.shares.find(share.id))?.outbox).toEqual([]);
  });

  it('while chat is away one waiting ring stands for all: it does not ring a hundred times when it is back', async () => {
    const share = await begin();
    const stranger = await newBrowser(HOST);
    for (let n = 0; n < 100; n += 1) {
      world.now += limits.alertIntervalMs;
      await world.shares.claim(share.id, mallory.key, await claiming(stranger, share, world.now));
    }
    await settle();
    expect(chat.news).toEqual(['intruder']);
  });

  it('tells for how long chat has not taken what waits, and no more once it is said or another instance has it', async () => {
    await begin();
    const away = { send: () => Promise.resolve({ ok: false, reason: 'later' } as const) };
    const waiting = createOutboxDispatcher({ store: world.store, shares: world.shares, sender: away, clock: () => world.now });
    expect(waiting.oldestPendingMs()).toBe(0);
    await waiting.dispatch();
    world.now += 7 * 60_000;
    expect(waiting.oldestPendingMs()).toBe(7 * 60_000);
    await waiting.dispatch();
    world.now += 9 * 60_000;
    expect(waiting.oldestPendingMs()).toBe(16 * 60_000);
    world.now += 2 * 60_000;
    expect(waiting.oldestPendingMs()).toBe(0);

    const flaky = createOutboxDispatcher({
      store: world.store,
      shares: world.shares,
      sender: { send: (...asked) => says(...asked) },
      clock: () => world.now,
    });
    let says: MessageSender['send'] = () => Promise.reject(new Fault('chat.broken', 'It hangs up.'));
    await expect(flaky.dispatch()).rejects.toThrow();
    world.now += 60_000;
    expect(flaky.oldestPendingMs()).toBe(60_000);
    says = chat.courier.send;
    await settleWith(flaky);
    expect(flaky.oldestPendingMs()).toBe(0);
  });

  it('no instance speaks for longer than its lease: what is left is taken up by the next one that looks', async () => {
    const share = await begin();
    chat.during = async () => {
      world.now += 9_000;
    };
    await dispatcher.dispatch();
    expect(chat.cards.size).toBe(1);
    const another = createOutboxDispatcher({ store: world.store, shares: world.shares, sender: chat.courier, clock: () => world.now });
    chat.during = async () => undefined;
    await another.dispatch();
    expect((await world.shares.find(share.id))?.outbox).toEqual([]);
    expect(chat.cards.size).toBe(3);
  });

  it('a message that takes longer than the lease is said by nobody else meanwhile', async () => {
    await begin();
    let extend = async (): Promise<unknown> => undefined;
    const repeat = (_ms: number, work: () => Promise<unknown>): (() => void) => {
      extend = work;
      return () => void (extend = async () => undefined);
    };
    const { store, shares } = world;
    const slow = createOutboxDispatcher({ store, shares, sender: chat.courier, clock: () => world.now, repeat });
    const another = createOutboxDispatcher({ store, shares, sender: chat.courier, clock: () => world.now });
    const others: number[] = [];
    chat.during = async () => {
      chat.during = async () => undefined;
      for (let n = 0; n < 5; n += 1) {
        world.now += 5_000;
        await extend();
        others.push(await another.dispatch());
      }
    };
    await slow.dispatch();
    expect(others).toEqual([0, 0, 0, 0, 0]);
    expect(chat.cards.size).toBe(1);
    await settleWith(another);
    expect(chat.cards.size).toBe(3);
  });

  it('a platform that wants to be asked again tomorrow is asked again in a quarter of an hour', async () => {
    await begin();
    const sender = { send: async () => ({ ok: false, reason: 'later', retryAfterMs: 86_400_000 }) as const };
    await createOutboxDispatcher({ store: world.store, shares: world.shares, sender, clock: () => world.now }).dispatch();
    world.now += 15 * 60_000 - 1;
    expect(await dispatcher.dispatch()).toBe(0);
    world.now += 1;
    await settle();
    expect(chat.cards.size).toBe(3);
  });

  it('a channel that is put off again and again keeps nobody from their direct messages, and gets its card in the end', async () => {
    const share = await begin();
    chat.later = (message) => message.kind === 'surface' && message.surface === 'place';
    await dispatcher.dispatch();
    const surfaces = () => [...chat.cards.values()].map(({ surface }) => surface);
    expect(surfaces()).toEqual(['recipient', 'sender']);
    // Not sooner than the platform said, but what is new does not wait for it.
    expect(await dispatcher.dispatch()).toBe(0);
    await world.shares.rollBack([share.id]);
    await dispatcher.dispatch();
    expect(chat.news).toEqual(['ended']);
    chat.later = () => false;
    world.now += 5_000;
    await settle();
    expect(surfaces()).toEqual(['recipient', 'sender', 'place']);
    expect((await world.shares.find(share.id))?.outbox).toEqual([]);
  });

  it('in one conversation nothing overtakes what is put off', async () => {
    const share = await begin();
    await world.shares.decline(share.id, casey.key);
    chat.later = (message) => message.kind === 'surface' && message.surface === 'sender';
    await dispatcher.dispatch();
    expect(chat.news).toEqual([]);
    chat.later = () => false;
    world.now += 5_000;
    await settle();
    expect(chat.news).toEqual(['ended']);
  });

  it('a commit while a message is put off is not put off with it', async () => {
    const share = await begin();
    chat.later = (message) => message.kind === 'surface' && message.surface === 'sender';
    chat.during = async (message) => {
      if (!chat.later(message)) return;
      chat.during = async () => undefined;
      await world.shares.revoke(share.id, alex.key);
    };
    await dispatcher.dispatch();
    await dispatcher.dispatch();
    expect([...chat.cards.values()].filter(({ surface }) => surface === 'recipient').map(({ status }) => status)).toEqual(['ended']);
  });

  it('a platform that hangs over one share keeps no other share waiting, and is waited for when all stops', async () => {
    const hanging = await begin();
    dispatcher = impatient();
    let answer = (): void => undefined;
    chat.during = (_message, share) => (share.id === hanging.id ? new Promise((resolve) => (answer = resolve)) : Promise.resolve());
    await dispatcher.dispatch();
    await begin();
    await dispatcher.dispatch();
    await expect.poll(() => chat.cards.size).toBe(3);
    const stopped = dispatcher.stop();
    answer();
    await stopped;
    expect(chat.cards.size).toBe(4);
    expect(await world.store.leaseOutbox(world.now, 0, 10)).toEqual([hanging.id]);
  });

  it('what is to be said on a platform that is not here is left to who has it, keeps nobody waiting, and is told when nobody takes it', async () => {
    const share = await begin();
    let asked = 0;
    const without = createOutboxDispatcher({
      store: world.store,
      shares: world.shares,
      sender: { send: async () => ((asked += 1), { ok: false, reason: 'elsewhere' }) },
      clock: () => world.now,
    });
    expect(await without.dispatch()).toBe(1);
    // It does not ask for it again and again, and holds it for nobody.
    for (let n = 0; n < 5; n += 1) expect(await without.dispatch()).toBe(0);
    expect(asked).toBe(1);
    for (let minute = 0; minute < 6; minute += 1) {
      world.now += 60_000;
      await without.dispatch();
    }
    expect([without.oldestUnclaimedMs(), without.oldestPendingMs()]).toEqual([6 * 60_000, 0]);
    expect((await world.shares.find(share.id))?.outbox).not.toEqual([]);

    await settle();
    expect([...chat.cards.values()].map(({ surface }) => surface)).toEqual(['place', 'recipient', 'sender']);
    for (let minute = 0; minute < 3; minute += 1) {
      world.now += 60_000;
      await without.dispatch();
    }
    expect(without.oldestUnclaimedMs()).toBe(0);
  });

  it('what breaks after its round is told by the next one', async () => {
    await begin();
    dispatcher = impatient();
    let fail = (_error: Fault): void => undefined;
    chat.during = () => new Promise((_resolve, reject) => (fail = reject));
    await dispatcher.dispatch();
    const fault = new Fault('store.unavailable', 'The store does not answer.');
    fail(fault);
    await expect.poll(() => dispatcher.dispatch().catch((error: unknown) => error)).toBe(fault);
  });

  it('what an instance was saying when it was killed is said by another one within 20 seconds', async () => {
    const share = await begin();
    chat.during = () => new Promise(() => undefined);
    void dispatcher.dispatch();
    await expect.poll(() => world.store.leaseOutbox(world.now, 0, 10)).toEqual([]);
    chat.during = async () => undefined;
    world.now += 19_000;
    await settleWith(createOutboxDispatcher({ store: world.store, shares: world.shares, sender: chat.courier, clock: () => world.now }));
    expect((await world.shares.find(share.id))?.outbox).toEqual([]);
  });
});

async function settleWith(dispatcher: OutboxDispatcher): Promise<void> {
  while ((await dispatcher.dispatch()) > 0);
}
