// One card for several people, on a real store: whatever the order, whichever instance, and whoever dies in between, the sender has one card,
// and in the end it says what the store says.

import { describe, expect, it, onTestFinished } from 'vitest';
import { createOutboxSender } from '../../src/bot/outbox-sender.ts';
import type { Adapter, Card, Outbound, Sent } from '../../src/bot/port.ts';
import { limits } from '../../src/core/limits.ts';
import type { MessageSender } from '../../src/core/ports/message-sender.ts';
import type { PersonKey, Share, ShareId } from '../../src/core/share.ts';
import { createOutboxDispatcher } from '../../src/jobs/outbox-dispatcher.ts';
import { must } from '../core/shares-world.ts';
import { alex, openWorld, TENANT } from '../support/world.ts';
import { cardText } from './fixtures.ts';

const NAMES = ['Sam', 'Kim', 'Lee'] as const;
const personOf = (name: string) => ({ key: `${TENANT}:${name.toLowerCase()}` as PersonKey, name });

interface Message {
  readonly to: PersonKey;
  card: Card;
  isGone: boolean;
}

/** A chat with one message for each key. `before` may hold up, refuse or lose a call. */
function createChat() {
  const messages = new Map<string, Message>();
  const keys = new Map<string, string>();
  const chat = { calls: 0, before: async (_call: 'post' | 'edit', _card: Card): Promise<Sent | null> => null };
  const outbound: Outbound = {
    async sendDirect(to, card, key) {
      chat.calls += 1;
      const no = await chat.before('post', card);
      if (no !== null) return no;
      const ref = keys.get(key) ?? `m${messages.size}`;
      if (!keys.has(key)) messages.set(ref, { to: to.key, card, isGone: false });
      keys.set(key, ref);
      return { ok: true, ref };
    },
    post: () => Promise.resolve({ ok: false, reason: 'refused' }),
    postEphemeral: () => Promise.resolve({ ok: false, reason: 'refused' }),
    async update(ref, card) {
      chat.calls += 1;
      const no = await chat.before('edit', card);
      if (no !== null) return no;
      const message = messages.get(ref);
      if (message === undefined || message.isGone) return { ok: false, reason: 'gone' };
      message.card = card;
      return { ok: true, ref };
    },
  };
  const mine = (): Message[] => [...messages.values()].filter(({ to, isGone }) => to === alex.key && !isGone);
  const refs = (): string[] => [...messages].flatMap(([ref, { to, isGone }]) => (to === alex.key && !isGone ? [ref] : []));
  return Object.assign(chat, { outbound, mine, refs, texts: () => mine().map(({ card }) => cardText(card)) });
}

/** A store, a chat, and as many instances as a test wants. */
async function begin() {
  const world = await openWorld();
  onTestFinished(() => world.close());
  const chat = createChat();
  const adapter = {
    platform: 'playground',
    name: 'Toy',
    capabilities: { fields: 10, rejectForms: true, redrawForms: true },
    outbound: chat.outbound,
  } as Adapter;
  const senderWith = (find: typeof world.store.load): MessageSender =>
    createOutboxSender({
      adapters: new Map([['playground', adapter]]),
      publicUrl: 'https://nt2.example',
      isKnown: () => Promise.resolve(false),
      blocked: () => Promise.resolve([]),
      waitsLongest: () => false,
      find,
    });
  const sender = senderWith(world.store.load);
  const instance = (of: MessageSender = sender) =>
    createOutboxDispatcher({ store: world.store, shares: world.shares, sender: of, clock: () => world.now });
  const first = instance();
  /** Until nothing is left, the waits included. */
  async function settle(...by: readonly ReturnType<typeof instance>[]): Promise<void> {
    for (let round = 0; round < 15; round += 1) {
      await Promise.all((by.length > 0 ? by : [first]).map((one) => one.dispatch()));
      world.now += 600;
    }
  }
  async function share(names: readonly string[] = NAMES, more: { readonly missing?: number } = {}): Promise<Share[]> {
    const ids = world.shares.newIds(TENANT, names.length);
    const made: Share[] = [];
    for (const [at, name] of names.entries()) {
      if (at === more.missing) continue;
      const wish = { mode: 'words', entry: 'page', via: 'chat', kind: 'credential', label: 'Staging key', note: '', place: null } as const;
      const people = { sender: alex, recipient: personOf(name), tenant: TENANT };
      made.push(must(await world.shares.create({ ...wish, ...people, expiresInMs: limits.expiry.initial, together: { ids, at } })));
    }
    return made;
  }
  const refs = async (ids: readonly ShareId[]) => (await Promise.all(ids.map(world.store.load))).map((one) => one?.surfaces.sender);
  return { world, chat, sender, senderWith, instance, settle, share, refs };
}

describe('I8: the one card for several people', () => {
  it('is posted once, known to each of their shares, and edited as each moves on; an end is told by it alone', async () => {
    const { world, chat, settle, share, refs } = await begin();
    const made = await share();
    await settle();
    expect(chat.texts()).toHaveLength(1);
    expect(new Set(await refs(made.map(({ id }) => id)))).toEqual(new Set(chat.refs()));
    must(await world.shares.decline(made[1]!.id, personOf('Kim').key));
    must(await world.shares.revoke(made[2]!.id, alex.key));
    await settle();
    expect(chat.texts()).toEqual([expect.stringMatching(/Sam.*Waiting for an answer[\s\S]*Kim.*Declined[\s\S]*Lee.*Taken back/)]);
  });

  it('two instances at once make one card, and it ends as the store says, whoever was slower', async () => {
    const { world, chat, instance, settle, share } = await begin();
    const [one, two] = [instance(), instance()];
    const made = await share();
    // Every second edit is held up until others have gone by.
    let n = 0;
    chat.before = async () => {
      n += 1;
      const turns = n % 2 === 0 ? 20 : 0;
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return null;
    };
    await settle(one, two);
    const underWay: Promise<number>[] = [];
    for (const act of [
      () => world.shares.decline(made[0]!.id, personOf('Sam').key),
      () => world.shares.revoke(made[1]!.id, alex.key),
      () => world.shares.acceptInChat(made[2]!.id, personOf('Lee').key, 'press'),
    ]) {
      must<unknown>(await act());
      underWay.push(one.dispatch(), two.dispatch());
    }
    await Promise.all(underWay);
    await settle(one, two);
    const standing = chat.mine().filter(({ card }) => card.rows !== undefined);
    expect(standing.map(({ card }) => cardText(card))).toEqual([
      expect.stringMatching(/Sam.*Declined[\s\S]*Kim.*Taken back[\s\S]*Lee.*Accepted/),
    ]);
  });

  it('killed after the post and before the store knew: the next instance finds the same message', async () => {
    const { world, chat, sender, instance, settle, share, refs } = await begin();
    const made = await share();
    let isAlive = true;
    const dying: MessageSender = {
      async send(of, message) {
        const sent = await sender.send(of, message);
        if (message.kind === 'surface' && message.surface === 'sender' && sent.ok) isAlive = false;
        if (!isAlive) throw new Error('killed');
        return sent;
      },
    };
    await expect(instance(dying).dispatch()).rejects.toThrow('killed');
    expect(chat.texts()).toHaveLength(1);
    expect(await refs(made.map(({ id }) => id))).toEqual([undefined, undefined, undefined]);
    world.now += 20_000;
    await settle(instance());
    expect(chat.texts()).toEqual([expect.stringMatching(/Sam[\s\S]*Kim[\s\S]*Lee/)]);
    expect(new Set(await refs(made.map(({ id }) => id))).size).toBe(1);
  });

  it('deleted in chat it is posted once more, for all of them', async () => {
    const { world, chat, settle, share, refs } = await begin();
    const made = await share();
    await settle();
    chat.mine()[0]!.isGone = true;
    must(await world.shares.decline(made[0]!.id, personOf('Sam').key));
    must(await world.shares.decline(made[1]!.id, personOf('Kim').key));
    await settle();
    expect(chat.texts()).toEqual([expect.stringMatching(/Sam.*Declined[\s\S]*Kim.*Declined/)]);
    expect(new Set(await refs(made.map(({ id }) => id))).size).toBe(1);
    must(await world.shares.revoke(made[2]!.id, alex.key));
    await settle();
    expect(chat.texts()).toEqual([expect.stringContaining('Taken back')]);
  });

  it('lives on when the share that posted it is forgotten, and has no row for one that was never made or was erased', async () => {
    const { world, chat, instance, senderWith, settle, share } = await begin();
    const made = await share(NAMES, { missing: 1 });
    await settle();
    expect(chat.texts()).toEqual([expect.stringMatching(/^Your credential for 2 people\n[\s\S]*Sam[\s\S]*Lee/)]);
    expect(chat.texts()[0]).not.toContain('Kim');
    // The first is gone from the store, as after its time.
    const { load } = world.store;
    must(await world.shares.revoke(made[1]!.id, alex.key));
    await settle(instance(senderWith((id) => (id === made[0]!.id ? Promise.resolve(null) : load(id)))));
    expect(chat.texts()).toEqual([expect.stringMatching(/^Your credential for Lee · no\. \d{4}\n.*Taken back/)]);
  });

  it('cards of an earlier version, one for each, become one: the others say where to look, and keep no button', async () => {
    const { world, chat, settle, share } = await begin();
    const made = await share(['Sam', 'Kim']);
    for (const one of made) {
      const sent = await chat.outbound.sendDirect(alex, { title: one.id, tone: 'plain', body: [], buttons: [], fallback: '' }, one.id);
      if (sent.ok)
        must(
          await world.shares.markSent(
            one.id,
            one.outbox.find((message) => message.kind === 'surface' && message.surface === 'sender')!,
            sent.ref,
          ),
        );
    }
    await settle();
    must(await world.shares.revoke(made[0]!.id, alex.key));
    await settle();
    expect(chat.texts()).toEqual([
      expect.stringContaining('A newer message below'),
      expect.stringMatching(/Sam.*Taken back[\s\S]*Kim.*Waiting/),
    ]);
    expect(chat.mine()[0]!.card.buttons).toEqual([]);
  });

  it('a sender without direct messages is told of each end where they can be, and the others go on', async () => {
    const { world, chat, settle, share, refs } = await begin();
    chat.before = (call, card) =>
      Promise.resolve(call === 'post' && card.title.startsWith('Your') ? { ok: false, reason: 'refused' } : null);
    const made = await share();
    await settle();
    expect([chat.texts(), new Set(await refs(made.map(({ id }) => id)))]).toEqual([[], new Set([undefined])]);
    // They are open again.
    chat.before = () => Promise.resolve(null);
    must(await world.shares.decline(made[0]!.id, personOf('Sam').key));
    await settle();
    expect(chat.texts().filter((text) => text.startsWith('Your'))).toEqual([expect.stringMatching(/Sam.*Declined[\s\S]*Kim[\s\S]*Lee/)]);
  });

  it('what the log says of the message is another hash for each share, so nobody who reads it learns that they belong together', async () => {
    const { world, settle, share } = await begin();
    const leaves: string[] = [];
    const store: { commit: typeof world.store.commit } = world.store;
    const { commit } = store;
    store.commit = (change, ...more) => {
      leaves.push(...change.leaves);
      return commit(change, ...more);
    };
    await share();
    await settle();
    const told = leaves.filter((leaf) => leaf.includes('type notified\n') && leaf.includes('surface sender\n'));
    expect(told).toHaveLength(3);
    expect(new Set(told.map((leaf) => /^message (.*)$/m.exec(leaf)?.[1])).size).toBe(3);
  });
});
