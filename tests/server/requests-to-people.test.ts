// Requests to a person that begin outside chat: from a page, or by a program. Who may be named, that one that arrives twice is one, and
// that quotas, blocks and cards are those of a request in chat.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDirectory } from '../../src/bot/directory.ts';
import type { Adapter, Contact } from '../../src/bot/port.ts';
import { eventValue, parseEvent } from '../../src/crypto/events/event.ts';
import { NO_DEADLINE } from '../../src/core/shares/deadline.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import { policyOf, ruleOf, templateOf } from '../support/policies.ts';
import { ann, ben, eve, HOST, HOUR, openDoor, person, TENANT, type Harness } from './harness.ts';
import {
  accepting,
  askedByBen,
  claiming,
  credential,
  delivering,
  newBrowser,
  opening,
  readyLink,
  SECRET,
  sealing,
  wireSeal,
} from './wire.ts';

const gone = person('gone', 'Gone');
const robot = person('robot', 'Robot');
const guest = person('guest', 'Guest');
const kinds: Readonly<Record<string, Contact['kind']>> = {
  ann: 'member',
  ben: 'member',
  eve: 'member',
  guest: 'guest',
  gone: 'gone',
  robot: 'bot',
};
let asks: string[] = [];
const chat = {
  platform: 'playground',
  async findContact(key) {
    asks.push(key);
    const [tenant, user] = [key.slice(0, key.lastIndexOf(':')), key.slice(key.lastIndexOf(':') + 1)];
    const kind = tenant === TENANT ? kinds[user] : undefined;
    return kind === undefined ? null : { key, name: user[0]?.toUpperCase() + user.slice(1), kind };
  },
} satisfies Pick<Adapter, 'platform' | 'findContact'>;
const directory = createDirectory([chat as unknown as Adapter]);

let door: Harness;
beforeEach(async () => {
  asks = [];
  door = await openDoor({ core: { directory } });
});
afterEach(() => door.close());

const wish = { kind: 'credential', label: 'Stripe keys', note: '', fields: ['STRIPE_KEY'], expiresInMs: HOUR } as const;
type Way = { cookie: string } | { bearer: string };
const begin = (to: object | undefined, way: Way, more: { json?: object; key?: string } = {}) =>
  door.ask('POST', '/api/requests', {
    json: { ...wish, ...(to && { to }), ...more.json },
    ...way,
    ...(more.key !== undefined && { headers: { 'idempotency-key': more.key } }),
  });
async function program(name = 'ci'): Promise<{ bearer: string }> {
  const made = await door.apiTokens.create(name);
  if (!made.ok) throw new Error(made.code);
  return { bearer: made.value };
}
const stored = async (id: string) => (await door.shares.find(id))!;
const cardsOf = async (id: string) =>
  (await stored(id)).outbox.map((message) =>
    message.kind === 'surface' ? message.surface : message.kind === 'rotation' || message.kind === 'approval' ? message.kind : message.news,
  );

/** What the browser or the program of the asker does after it began one. */
async function accept(id: string, way: Way) {
  const asker = await newBrowser(HOST);
  const share = await stored(id);
  const accepted = await accepting(asker, share, door.time.now);
  const answer = await door.ask('POST', `/api/shares/${id}/accept`, { json: accepted.input, ...way });
  expect(answer.status).toBe(200);
  return { asker, share, key: accepted.key! };
}

describe('a request that a program begins', () => {
  test('asks a person by a card in chat, and its answer opens with the program’s key alone', async () => {
    const way = await program();
    const begun = await begin({ person: ann.key }, way);
    expect([begun.status, begun.json.url]).toEqual([201, `https://${HOST}/s/${begun.json.id}`]);
    const id: string = begun.json.id;
    // Nobody hears of it before there is a key; and nobody writes to a program, ever.
    expect(await cardsOf(id)).toEqual([]);
    const { asker, share, key } = await accept(id, way);
    expect(await cardsOf(id)).toEqual(['sender']);
    expect(share).toMatchObject({ sender: { key: ann.key, name: 'Ann' }, recipient: { name: 'ci (program)' } });
    expect(eventValue(parseEvent(share.created)!, 'via')).toBe('api');

    const anns = await door.signIn(ann);
    const sealed = await sealing(await newBrowser(HOST), share, { at: door.time.now, items: credential(SECRET), recipient: key.recipient });
    expect((await door.ask('POST', `/api/shares/${id}/seal`, { json: wireSeal(sealed.input), cookie: anns })).status).toBe(204);
    expect((await cardsOf(id)).filter((one) => one !== 'sender')).toEqual([]);
    const claim = await door.ask('POST', `/api/shares/${id}/claim`, { json: await claiming(asker, share, door.time.now), ...way });
    const released = { capsule: Buffer.from(claim.json.capsule, 'base64'), payload: Buffer.from(claim.json.payload, 'base64') };
    const opened = await opening(share, released, sealed.input.note, { accept: key });
    expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    const ack = await delivering(asker, share, door.time.now, opened.ack);
    expect((await door.ask('POST', `/api/shares/${id}/deliver`, { json: ack, ...way })).status).toBe(204);
    await door.sign();
    const receipt = await door.ask('GET', `/api/shares/${id}/receipt`, way);
    expect(receipt.text).toContain('local:local:ci');
    expect(door.lines.join('\n')).not.toContain(SECRET);
  });

  test('names people only: a bot, a person who left, one whom nobody knows and one of another platform are refused alike', async () => {
    const way = await program();
    for (const named of [robot.key, gone.key, person('nobody').key, 'slack:T1:U1', 'playground:other:ann', 'local:local:ci', 'x', ''])
      for (const to of named === '' ? [{ person: named }] : [{ person: named }, named])
        expect((await begin(to as object, way, { json: { to } })).json, named).toMatchObject({
          code: 'person.refused',
          field: 'recipient',
        });
    for (const to of [{}, { person: ann.key, share: 'x' }, { person: 1 }, 1, null])
      expect((await begin(to as object, way, { json: { to } })).json.code, JSON.stringify(to)).toBe('input.invalid');
    expect(await door.store.logs()).toEqual([]);
  });

  test('is refused like everybody else’s where the person has blocked it, and where it asks one person too much', async () => {
    const way = await program();
    const first = (await begin({ person: ann.key }, way)).json.id as string;
    await accept(first, way);
    const sender = { key: (await stored(first)).recipient!.key, name: 'ci (program)' };
    await door.shares.block(TENANT, { person: ann.key, sender }, NO_DEADLINE);
    expect((await stored(first)).state.status).toBe('ended');
    expect((await begin({ person: ann.key }, way)).json.code).toBe('person.unavailable');
    const codes: string[] = [];
    for (let n = 0; n < 40 && codes.at(-1) !== 'quota.pair'; n += 1)
      codes.push((await begin({ person: guest.key }, way)).json.code ?? 'ok');
    expect(codes.at(-1)).toBe('quota.pair');
    expect((await begin({ person: eve.key }, way)).status).toBe(201);
  });

  test('an auditor’s token begins none', async () => {
    const auditor = await door.apiTokens.create('audit', { scopes: ['audit'] });
    expect((await begin({ person: ann.key }, { bearer: auditor.ok ? auditor.value : '' })).json.code).toBe('auth.scope');
  });
});

describe('a request that arrives again with its key', () => {
  test('is one: with the same words it is answered as before, also together, with others it is refused, and it counts once', async () => {
    const way = await program();
    const key = '7b2f6d1e-once';
    const both = await Promise.all([begin({ person: ann.key }, way, { key }), begin({ person: ann.key }, way, { key })]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    const [first, second] = both.map(({ json }) => json.id as string);
    expect(second).toBe(first);
    await accept(first!, way);
    door.time.now += 60_000;
    expect((await begin({ person: ann.key }, way, { key })).json.id).toBe(first);
    for (const json of [{ label: 'Another key' }, { fields: [] }, { note: 'x' }, { expiresInMs: 2 * HOUR }, { kind: 'note' }])
      expect((await begin({ person: ann.key }, way, { key, json })).json.code, JSON.stringify(json)).toBe('idempotency.mismatch');
    // Another person in the same tenant, and a link in another one.
    expect((await begin({ person: guest.key }, way, { key })).json.code).toBe('idempotency.mismatch');
    expect((await begin(undefined, way, { key })).json.code).toBe('idempotency.mismatch');
    const leaves = await door.store.leaves(first!.slice(0, 6) as never, 0, 100);
    expect(leaves.filter((leaf) => leaf.includes('\ntype created\n'))).toHaveLength(1);
  });

  test('belongs to the one who sent it, and a key that is none is refused', async () => {
    const [ci, cd] = [await program('ci'), await program('cd')];
    const key = 'the same words';
    expect((await begin({ person: ann.key }, ci, { key })).json.code).toBe('input.invalid');
    const ids = await Promise.all(
      [ci, cd].map(async (way) => (await begin({ person: ann.key }, way, { key: 'same-key' })).json.id as string),
    );
    expect(new Set(ids).size).toBe(2);
    for (const bad of ['short', 'x'.repeat(201)]) expect((await begin(undefined, ci, { key: bad })).json.code).toBe('input.invalid');
    // Nothing of the key or of the person can be read from the id.
    expect(ids[0]).toMatch(/^[a-z2-7]{32}$/);
  });

  test('does not hide a policy, a block or an end: it says again what it said, and the page says how it stands', async () => {
    const way = await program();
    const { id } = (await begin({ person: ann.key }, way, { key: 'same-key' })).json;
    await door.ask('POST', `/api/shares/${id}/revoke`, { json: {}, ...way });
    expect((await begin({ person: ann.key }, way, { key: 'same-key' })).json.id).toBe(id);
    expect((await door.ask('GET', `/api/shares/${id}`, way)).json).toMatchObject({ status: 'ended', cause: 'revoked' });
  });
});

describe('a request that a person begins on a page', () => {
  test('goes to a person with whom they have shared, whichever of the two they were, and cards stand with both', async () => {
    const before = await door.begin('sealed');
    for (const [from, to] of [
      [ann, ben],
      [ben, ann],
    ] as const) {
      const way = { cookie: await door.signIn(from) };
      const begun = await begin({ share: before.id }, way);
      expect(begun.status).toBe(201);
      expect(await stored(begun.json.id)).toMatchObject({ recipient: from, sender: to, asked: { of: 'person', fields: ['STRIPE_KEY'] } });
      expect(await cardsOf(begun.json.id)).toEqual(['recipient']);
      await accept(begun.json.id, way);
      expect(await cardsOf(begun.json.id)).toEqual(['recipient', 'sender']);
    }
  });

  test('T12: to a stranger the share is none, so they reach nobody by it; nor by a request before anybody was asked', async () => {
    const before = await door.begin('sealed');
    const eves = { cookie: await door.signIn(eve) };
    expect((await begin({ share: before.id }, eves)).json.code).toBe('share.gone');
    expect((await begin({ share: `${before.id.slice(0, 6)}${'a'.repeat(26)}` }, eves)).json.code).toBe('share.gone');
    expect((await begin({ share: before.id }, await program())).json.code).toBe('share.gone');
    const unsent = await door.shares.ask({ ...wish, asker: ben, giver: ann, tenant: TENANT, via: 'chat' });
    if (!unsent.ok) throw new Error(unsent.code);
    expect((await begin({ share: unsent.value.id }, { cookie: await door.signIn(ann) })).json.code).toBe('share.gone');
    expect((await begin({ share: unsent.value.id }, { cookie: await door.signIn(ben) })).status).toBe(201);
    expect(asks).toEqual([ann.key, ben.key]);
  });

  test('goes to nobody where the other one was a link, a program, or has left; and to oneself never', async () => {
    const way = { cookie: await door.signIn(ben) };
    const byLink = await askedByBen(door, 'link');
    expect((await begin({ share: byLink.id }, way)).json.code).toBe('person.refused');
    const link = await readyLink(door);
    expect((await begin({ share: link.id }, way)).json.code).toBe('share.gone');
    const left = await door.begin('sealed', gone);
    expect((await begin({ share: left.id }, { cookie: await door.signIn(ann) })).json.code).toBe('person.refused');
    const asked = (await begin({ person: ben.key }, await program())).json.id;
    expect((await begin({ share: asked }, way)).json.code).toBe('share.gone');
    expect((await begin({ person: ben.key }, way)).json.code).toBe('person.refused');
  });

  test('names by number only people of their own tenant, and never in the name of an account that ended in chat', async () => {
    const way = { cookie: await door.signIn(ben) };
    expect((await begin({ person: ann.key }, way)).status).toBe(201);
    expect((await begin({ person: 'playground:other:ann' }, way)).json.code).toBe('person.refused');
    const ended = { cookie: await door.signIn(gone) };
    const before = await door.begin('sealed', gone);
    for (const to of [{ person: ann.key }, { share: before.id }]) expect((await begin(to, ended)).json.code).toBe('session.required');
  });

  test('without the platform in this process goes to people they have shared with, as chat knew them then, and to nobody else', async () => {
    await door.close();
    door = await openDoor();
    const before = await door.begin('sealed');
    const way = { cookie: await door.signIn(ben) };
    expect((await begin({ share: before.id }, way)).status).toBe(201);
    expect((await begin({ person: ann.key }, way)).json.code).toBe('person.refused');
    expect((await begin({ person: ann.key }, await program())).json.code).toBe('person.refused');
  });

  test('may be by a template: the page is told which ones these two may use and what each fixes, and what it then asks is taken', async () => {
    await door.close();
    const templates = [
      templateOf({
        name: 'ops',
        title: 'For operations',
        label: 'Root key',
        fields: ['ROOT_KEY'],
        rule: { tickets: ['OPS-#'], fixedMs: HOUR },
      }),
      templateOf({ name: 'for-guests', to: ['guest'] }),
    ];
    let policy: Policy | null = null;
    door = await openDoor({ core: { directory }, policy: () => policy });
    const before = await door.begin('sealed');
    policy = policyOf({ templates, rules: [ruleOf({ when: { from: ['guest'] }, deny: true })] });
    const way = { cookie: await door.signIn(ben) };
    const ways = (to: object | undefined, by: Way = way) => door.ask('POST', '/api/requests/ways', { json: { ...(to && { to }) }, ...by });
    const plain = {
      template: null,
      kind: 'credential',
      longestMs: 168 * HOUR,
      initialMs: 24 * HOUR,
      fixedMs: null,
      needsNote: false,
      tickets: [],
    };
    const ops = { name: 'ops', title: 'For operations', label: 'Root key', fields: ['ROOT_KEY'] };
    const shown = { ...plain, template: ops, initialMs: HOUR, fixedMs: HOUR, needsNote: true, tickets: ['OPS-123'] };
    for (const to of [undefined, { person: ann.key }, { share: before.id }])
      expect((await ways(to)).json).toEqual({ ways: [plain, shown] });
    const begun = await begin({ person: ann.key }, way, { json: { template: 'ops', note: 'OPS-7', expiresInMs: HOUR } });
    expect((await stored(begun.json.id)).terms?.template).toMatchObject({ name: 'ops' });

    // Whom nothing may be asked of, a stranger's share, a person who is none and a browser that is not signed in are refused as the request is.
    expect((await ways({ person: guest.key })).json.code).toBe('policy.person');
    expect((await ways({ share: before.id }, { cookie: await door.signIn(eve) })).json.code).toBe('share.gone');
    expect((await ways({ person: robot.key })).json.code).toBe('person.refused');
    expect((await door.ask('POST', '/api/requests/ways', { json: {} })).json.code).toBe('session.required');
    expect((await ways({ person: ann.key, share: before.id })).json.code).toBe('input.invalid');
  });

  test('where they block the person, they are told so; where the person blocks them, no more than of anyone', async () => {
    const before = await door.begin('sealed');
    await door.shares.block(TENANT, { person: ben.key, sender: ann }, NO_DEADLINE);
    expect((await begin({ share: before.id }, { cookie: await door.signIn(ben) })).json.code).toBe('person.blocked');
    expect((await begin({ share: before.id }, { cookie: await door.signIn(ann) })).json.code).toBe('person.unavailable');
  });
});
