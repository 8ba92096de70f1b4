// A second person in chat: the question in their direct messages, their press, and what everybody reads afterwards. On a real store.

import { describe, expect, it, onTestFinished } from 'vitest';
import { createOutboxSender } from '../../src/bot/outbox-sender.ts';
import type { Adapter, Card, Form, InteractionResponse, Outbound } from '../../src/bot/port.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import type { PersonKey, Share } from '../../src/core/share.ts';
import { createOutboxDispatcher } from '../../src/jobs/outbox-dispatcher.ts';
import { must } from '../core/shares-world.ts';
import { policyOf, templateOf } from '../support/policies.ts';
import { alex, casey, mallory, openWorld, TENANT } from '../support/world.ts';
import { open } from './ask.ts';
import { cardText, labels } from './fixtures.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const pat = { key: `${TENANT}:pat` as PersonKey, name: 'Pat' };
const kim = { key: `${TENANT}:kim` as PersonKey, name: 'Kim' };
const demanding = (by: readonly PersonKey[]): Policy =>
  policyOf({
    templates: [
      templateOf({
        name: 'root-key',
        title: 'Root key',
        approver: { by, withinMs: 4 * HOUR_MS },
        rule: { fixedMs: DAY_MS, entries: ['page'] },
      }),
    ],
  });

async function begin() {
  const current = { policy: demanding([pat.key, kim.key]) };
  const world = await openWorld({ policy: { current: () => current.policy, announce: () => Promise.resolve() } });
  onTestFinished(() => world.close());
  const chat = new Map<string, { readonly to: PersonKey; card: Card }>();
  const keys = new Map<string, string>();
  const outbound: Outbound = {
    async sendDirect(to, card, key) {
      const ref = keys.get(key) ?? `m${chat.size}`;
      if (!keys.has(key)) chat.set(ref, { to: to.key, card });
      keys.set(key, ref);
      return { ok: true, ref };
    },
    post: () => Promise.resolve({ ok: false, reason: 'refused' }),
    postEphemeral: () => Promise.resolve({ ok: false, reason: 'refused' }),
    async update(ref, card) {
      const message = chat.get(ref);
      if (message === undefined) return { ok: false, reason: 'gone' };
      message.card = card;
      return { ok: true, ref };
    },
  };
  const sender = createOutboxSender({
    adapters: new Map([
      [
        'playground',
        {
          platform: 'playground',
          name: 'Toy',
          outbound,
          capabilities: { fields: 10, rejectForms: true, redrawForms: true },
        } as unknown as Adapter,
      ],
    ]),
    publicUrl: 'https://nt2.example',
    isKnown: () => Promise.resolve(false),
    blocked: () => Promise.resolve([]),
    waitsLongest: () => false,
    find: world.store.load,
  });
  /** Another instance each time, which knows nothing of what the one before has done. */
  async function send(): Promise<void> {
    const { store, shares } = world;
    await createOutboxDispatcher({ store, shares, sender, clock: () => world.now }).dispatch();
  }
  const of = (person: { readonly key: PersonKey }): Card[] =>
    [...chat.values()].filter(({ to }) => to === person.key).map(({ card }) => card);
  const { ask } = open({ shares: world.shares, clock: () => world.now });
  const as = (person: typeof pat) => ({ tenant: TENANT, actor: { ...person, kind: 'member' } as const });
  const press = (person: typeof pat, action: 'approve' | 'refuse', { id }: Share): Promise<InteractionResponse> =>
    ask({ ...as(person), kind: 'action', action, ref: id });
  const submit = (person: typeof pat, { id }: Share, reason: string): Promise<InteractionResponse> =>
    ask({ ...as(person), kind: 'form', name: 'refuse', ref: id, values: { reason } });
  const wish = {
    tenant: TENANT,
    mode: 'sealed',
    entry: 'page',
    via: 'chat',
    kind: 'credential',
    label: 'Root of billing',
    note: 'OPS-7',
    place: null,
  } as const;
  const create = async (): Promise<Share> =>
    must(await world.shares.create({ ...wish, sender: alex, recipient: casey, expiresInMs: DAY_MS, template: 'root-key' }));
  return { world, current, chat, of, send, press, submit, create, ask, as };
}
const said = (answer: InteractionResponse): string => ('card' in answer ? cardText(answer.card) : JSON.stringify(answer));

describe('a second person in chat', () => {
  it('reads what they approve in a direct message, and with their press the recipient hears of it, and the other one that it is over', async () => {
    const { create, send, of, press, chat } = await begin();
    const share = await create();
    await send();
    expect([of(pat), of(kim)].map(({ length }) => length)).toEqual([1, 1]);
    expect([of(casey), of(alex)]).toEqual([[], []]);
    const [card] = of(pat);
    for (const text of ['Alex', 'Casey', 'Root of billing', 'Root key', 'OPS-7']) expect(cardText(card!)).toContain(text);
    expect(`${card!.title} ${card!.fallback}`).not.toContain('billing');
    expect(labels(card!)).toEqual(['Approve', 'Refuse']);
    expect(said(await press(pat, 'approve', share))).toContain('You approved it.');
    await send();
    expect([...chat.values()].map(({ to }) => to.split(':')[2])).toEqual(['pat', 'kim', 'casey', 'alex']);
    expect(cardText(of(kim)[0]!)).toContain('Approved. Casey has been told.');
    expect(cardText(of(pat)[0]!)).toContain('You approved it.');
    expect([...of(pat), ...of(kim)].flatMap(labels)).toEqual([]);
    // Pressed again from a message that an old app still shows.
    expect(said(await press(kim, 'approve', share))).toContain('Approved. Casey has been told.');
  });

  it('refuses by a form; the sender reads why, the recipient nothing, and a secret does not pass as a reason', async () => {
    const { create, send, of, press, submit, world } = await begin();
    const share = await create();
    await send();
    const asked = await press(kim, 'refuse', share);
    expect((asked as { form: Form }).form).toMatchObject({ name: 'refuse', ref: share.id });
    expect(await submit(kim, share, 'AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')).toMatchObject({
      kind: 'reject-form',
    });
    expect((await world.store.load(share.id))?.state.status).toBe('offered');
    expect(said(await submit(kim, share, 'Ask the owner first.'))).toContain('You refused it.');
    await send();
    expect(of(casey)).toEqual([]);
    const told = of(alex).map(cardText).join('\n');
    for (const text of ['Ask the owner first.', 'Not approved', 'Casey never heard of it']) expect(told).toContain(text);
    expect(told).not.toContain('Kim');
    expect(cardText(of(pat)[0]!)).toContain('Another person refused it.');
  });

  it('is too late: everybody reads so, and nobody was told', async () => {
    const { create, send, of, press, world } = await begin();
    const share = await create();
    await send();
    world.now += 4 * HOUR_MS;
    expect(said(await press(pat, 'approve', share))).toContain('Nobody approved it in time.');
    await send();
    expect(of(casey)).toEqual([]);
    expect(of(alex).map(cardText).join('\n')).toContain('Nobody approved it in time');
    expect(of(kim).map(cardText)).toEqual([expect.stringContaining('Nobody approved it in time.')]);
  });

  it('is nobody else: sender, recipient and others with the id are answered as for one that never was', async () => {
    const { create, press, submit, ask, as, world } = await begin();
    const share = await create();
    const never = { ...share, id: `${share.id.slice(0, 6)}${'a'.repeat(26)}` as Share['id'] };
    for (const person of [alex, casey, mallory])
      for (const action of ['approve', 'refuse'] as const)
        expect(await press(person, action, share)).toEqual(await press(person, action, never));
    for (const person of [alex, casey, mallory]) expect(await submit(person, share, 'x')).toEqual(await submit(person, never, 'x'));
    for (const action of [
      'open',
      'accept',
      'decline',
      'browser',
      'revoke',
      'extend',
      'remind',
      'enter',
      'status',
      'receipt',
      'block',
    ] as const)
      expect(await ask({ ...as(casey), kind: 'action', action, ref: share.id })).toEqual(
        await ask({ ...as(casey), kind: 'action', action, ref: never.id }),
      );
    expect(await world.store.load(share.id)).toEqual(share);
  });

  it('taken out of the policy since, approves nothing and reads why', async () => {
    const { create, press, current } = await begin();
    const share = await create();
    current.policy = demanding([kim.key]);
    expect(said(await press(pat, 'approve', share))).toContain('doesn’t name you any more');
    expect(said(await press(kim, 'approve', share))).toContain('You approved it.');
  });

  it('an instance that dies between the commit and the message leaves it to the next: each is asked once, and told once', async () => {
    const { create, send, of, press, chat, world } = await begin();
    const share = await create();
    // It was posted, and nobody wrote that down.
    const sending = createOutboxDispatcher({
      store: world.store,
      shares: { ...world.shares, markSent: () => Promise.reject(new Error('killed')) },
      sender: { send: async () => ({ ok: true, ref: 'lost' }) },
      clock: () => world.now,
    });
    await sending.dispatch().catch(() => undefined);
    world.now += 60_000;
    await send();
    expect([of(pat).length, of(kim).length]).toEqual([1, 1]);
    await press(kim, 'approve', share);
    world.now += 60_000;
    await send();
    expect([of(pat).length, of(kim).length, of(casey).length, chat.size]).toEqual([1, 1, 1, 4]);
  });
});
