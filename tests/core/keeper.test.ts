// What is said in chat, by a keeper on a real store and a chat that takes its time.

import { setTimeout } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeeper, type DeliveryResult, type MessageSender } from '../../src/core/keeper.ts';
import { limits } from '../../src/core/limits.ts';
import { Fault } from '../../src/core/refusal.ts';
import type { OutboxMessage, PersonKey, Share } from '../../src/core/share.ts';
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
  let keeper: ReturnType<typeof createKeeper>;
  beforeEach(async () => {
    world = await openWorld();
    chat = slowChat();
    keeper = createKeeper({ store: world.store, shares: world.shares, sender: chat.courier, clock: () => world.now });
  });
  afterEach(() => world.close());
  const impatient = () =>
    createKeeper({
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
  it('T15: a share that cannot be ended does not keep the others from their end, and is told', async () => {
    const [first, second] = [await begin(), await begin()];
    const broken = new Fault('store.corrupt', 'A stored share does not parse.');
    const shares = {
      ...world.shares,
      expireIfDue: (id: string) => (id === first.id ? Promise.reject(broken) : world.shares.expireIfDue(id)),
    };
    const sweeping = createKeeper({ store: world.store, shares, sender: chat.courier, clock: () => world.now });
    world.now += limits.expiry.initial;
    await expect(sweeping.sweep()).rejects.toBe(broken);
    expect((await world.store.load(second.id))?.state).toMatchObject({ status: 'ended', cause: 'expired' });
  });

  const settle = (): Promise<void> => settleWith(keeper);

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
    const waiting = createKeeper({ store: world.store, shares: world.shares, sender: away, clock: () => world.now });
    expect(waiting.oldestPendingMs()).toBe(0);
    await waiting.drain();
    world.now += 7 * 60_000;
    expect(waiting.oldestPendingMs()).toBe(7 * 60_000);
    await waiting.drain();
    world.now += 9 * 60_000;
    expect(waiting.oldestPendingMs()).toBe(16 * 60_000);
    world.now += 2 * 60_000;
    expect(waiting.oldestPendingMs()).toBe(0);

    const flaky = createKeeper({
      store: world.store,
      shares: world.shares,
      sender: { send: (...asked) => says(...asked) },
      clock: () => world.now,
    });
    let says: MessageSender['send'] = () => Promise.reject(new Fault('chat.broken', 'It hangs up.'));
    await expect(flaky.drain()).rejects.toThrow();
    world.now += 60_000;
    expect(flaky.oldestPendingMs()).toBe(60_000);
    says = chat.courier.send;
    await settleWith(flaky);
    expect(flaky.oldestPendingMs()).toBe(0);
  });

  it('nobody speaks for longer than his lease: what is left is taken up by whoever looks next', async () => {
    const share = await begin();
    chat.during = async () => {
      world.now += 9_000;
    };
    await keeper.drain();
    expect(chat.cards.size).toBe(1);
    const another = createKeeper({ store: world.store, shares: world.shares, sender: chat.courier, clock: () => world.now });
    chat.during = async () => undefined;
    await another.drain();
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
    const slow = createKeeper({ store, shares, sender: chat.courier, clock: () => world.now, repeat });
    const another = createKeeper({ store, shares, sender: chat.courier, clock: () => world.now });
    const others: number[] = [];
    chat.during = async () => {
      chat.during = async () => undefined;
      for (let n = 0; n < 5; n += 1) {
        world.now += 5_000;
        await extend();
        others.push(await another.drain());
      }
    };
    await slow.drain();
    expect(others).toEqual([0, 0, 0, 0, 0]);
    expect(chat.cards.size).toBe(1);
    await settleWith(another);
    expect(chat.cards.size).toBe(3);
  });

  it('a platform that wants to be asked again tomorrow is asked again in a quarter of an hour', async () => {
    await begin();
    const sender = { send: async () => ({ ok: false, reason: 'later', retryAfterMs: 86_400_000 }) as const };
    await createKeeper({ store: world.store, shares: world.shares, sender, clock: () => world.now }).drain();
    world.now += 15 * 60_000 - 1;
    expect(await keeper.drain()).toBe(0);
    world.now += 1;
    await settle();
    expect(chat.cards.size).toBe(3);
  });

  it('a channel that is put off again and again keeps nobody from his direct messages, and gets its card in the end', async () => {
    const share = await begin();
    chat.later = (message) => message.kind === 'surface' && message.surface === 'place';
    await keeper.drain();
    const surfaces = () => [...chat.cards.values()].map(({ surface }) => surface);
    expect(surfaces()).toEqual(['recipient', 'sender']);
    // Not sooner than the platform said, but what is new does not wait for it.
    expect(await keeper.drain()).toBe(0);
    await world.shares.decline(share.id, casey.key);
    await keeper.drain();
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
    await keeper.drain();
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
    await keeper.drain();
    await keeper.drain();
    expect([...chat.cards.values()].filter(({ surface }) => surface === 'recipient').map(({ status }) => status)).toEqual(['ended']);
  });

  it('a platform that hangs over one share keeps no other share waiting, and is waited for when all stops', async () => {
    const hanging = await begin();
    keeper = impatient();
    let answer = (): void => undefined;
    chat.during = (_message, share) => (share.id === hanging.id ? new Promise((resolve) => (answer = resolve)) : Promise.resolve());
    await keeper.drain();
    await begin();
    await keeper.drain();
    await expect.poll(() => chat.cards.size).toBe(3);
    const stopped = keeper.stop();
    answer();
    await stopped;
    expect(chat.cards.size).toBe(4);
    expect(await world.store.leaseOutbox(world.now, 0, 10)).toEqual([hanging.id]);
  });

  it('what is to be said on a platform that is not here is left to who has it, keeps nobody waiting, and is told when nobody takes it', async () => {
    const share = await begin();
    let asked = 0;
    const without = createKeeper({
      store: world.store,
      shares: world.shares,
      sender: { send: async () => ((asked += 1), { ok: false, reason: 'elsewhere' }) },
      clock: () => world.now,
    });
    expect(await without.drain()).toBe(1);
    // It does not ask for it again and again, and holds it for nobody.
    for (let n = 0; n < 5; n += 1) expect(await without.drain()).toBe(0);
    expect(asked).toBe(1);
    for (let minute = 0; minute < 6; minute += 1) {
      world.now += 60_000;
      await without.drain();
    }
    expect([without.oldestUnclaimedMs(), without.oldestPendingMs()]).toEqual([6 * 60_000, 0]);
    expect((await world.shares.find(share.id))?.outbox).not.toEqual([]);

    await settle();
    expect([...chat.cards.values()].map(({ surface }) => surface)).toEqual(['place', 'recipient', 'sender']);
    for (let minute = 0; minute < 3; minute += 1) {
      world.now += 60_000;
      await without.drain();
    }
    expect(without.oldestUnclaimedMs()).toBe(0);
  });

  it('a program, which nobody can write to, is told nothing: no message waits for a platform that there is not', async () => {
    const sender = { key: 'local:local:ci' as PersonKey, name: 'ci' };
    const input = { sender, recipient: null, tenant: 'local:local', mode: 'link', entry: 'page', via: 'api', place: null } as const;
    const made = await world.shares.create({ ...input, kind: 'note', label: 'key', note: '', expiresInMs: limits.expiry.min });
    if (!made.ok) throw new Error(made.code);
    world.now += limits.expiry.min;
    await keeper.sweep();
    expect(await world.shares.find(made.value.id)).toMatchObject({ state: { status: 'ended', cause: 'expired' }, outbox: [] });
  });

  it('what breaks after its round is told by the next one', async () => {
    await begin();
    keeper = impatient();
    let fail = (_error: Fault): void => undefined;
    chat.during = () => new Promise((_resolve, reject) => (fail = reject));
    await keeper.drain();
    const fault = new Fault('store.unavailable', 'The store does not answer.');
    fail(fault);
    await expect.poll(() => keeper.drain().catch((error: unknown) => error)).toBe(fault);
  });

  it('what an instance was saying when it was killed is said by another one within 20 seconds', async () => {
    const share = await begin();
    chat.during = () => new Promise(() => undefined);
    void keeper.drain();
    await expect.poll(() => world.store.leaseOutbox(world.now, 0, 10)).toEqual([]);
    chat.during = async () => undefined;
    world.now += 19_000;
    await settleWith(createKeeper({ store: world.store, shares: world.shares, sender: chat.courier, clock: () => world.now }));
    expect((await world.shares.find(share.id))?.outbox).toEqual([]);
  });
});

async function settleWith(keeper: ReturnType<typeof createKeeper>): Promise<void> {
  while ((await keeper.drain()) > 0);
}
