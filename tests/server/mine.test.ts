// A person's own shares at the web door: what they see, what they can do about it, and that nobody sees another's.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { hashB64 } from '../../src/crypto/bytes.ts';
import { ann, ben, eve, openDoor, person, TENANT, type Ask, type Harness } from './harness.ts';
import { askedByBen, readySealed, SECRET } from './wire.ts';

let door: Harness;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.close());

const search = (json: object, more: Ask = {}) => door.ask('POST', '/api/shares/search', { json, ...more });
const rowsOf = async (cookie: string, json: object = {}) => {
  const answer = await search(json, { cookie });
  expect(answer.status).toBe(200);
  return answer.json.rows as { id: string; state: string; can: string[]; label: string; other: string | null; extendTo: number | null }[];
};

describe('J3: the list of a person', () => {
  test('says whose turn it is, with whom, and what each of the two can do about it', async () => {
    const [anns, bens] = [await door.signIn(ann), await door.signIn(ben)];
    const { id, expiresAt } = await door.begin('sealed');
    expect(await rowsOf(anns)).toMatchObject([
      {
        id,
        role: 'sender',
        isMine: true,
        state: 'mine',
        other: 'Ben',
        can: ['remind', 'extend', 'revoke'],
        extendTo: expiresAt + limits.expiry.initial,
      },
    ]);
    expect(await rowsOf(bens)).toMatchObject([
      { id, role: 'recipient', isMine: false, state: 'mine', other: 'Ann', can: [], extendTo: null },
    ]);
    await door.ask('POST', `/api/shares/${id}/remind`, { json: {}, cookie: anns });
    await door.ask('POST', `/api/shares/${id}/extend`, { json: { expiresAt: (await rowsOf(anns))[0]?.extendTo }, cookie: anns });
    expect((await rowsOf(anns))[0]).toMatchObject({ can: ['extend', 'revoke'], expiresAt: expiresAt + limits.expiry.initial });
    await door.ask('POST', `/api/shares/${id}/revoke`, { json: {}, cookie: anns });
    expect(await rowsOf(anns)).toMatchObject([{ state: 'ended', cause: 'revoked', can: ['again'], extendTo: null }]);
    expect(await rowsOf(bens)).toMatchObject([{ state: 'ended', can: [] }]);
  });

  test('goes on from page to page, by state, words and time, and finds no wildcard', async () => {
    const anns = await door.signIn(ann);
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      door.time.now += 1_000;
      ids.unshift((await door.begin('sealed')).id);
    }
    const first = (await search({ limit: 2 }, { cookie: anns })).json;
    expect([first.rows.map(({ id }: { id: string }) => id), first.more]).toEqual([ids.slice(0, 2), 3]);
    const second = (await search({ limit: 4, before: first.next }, { cookie: anns })).json;
    expect([second.rows.map(({ id }: { id: string }) => id), second.more, second.next]).toEqual([ids.slice(2), 0, null]);
    expect(await rowsOf(anns, { states: ['others', 'ended'] })).toEqual([]);
    expect(await rowsOf(anns, { text: 'BEN stripe' })).toHaveLength(5);
    for (const text of ['%', '_', '*', '.', 'eve', 'Ann']) expect(await rowsOf(anns, { text }), text).toEqual([]);
    expect(await rowsOf(anns, { since: door.time.now })).toHaveLength(1);
  });

  test('is nobody else’s: not a stranger’s, not a program’s, not another signed-in person’s, whatever is asked', async () => {
    const { id } = await door.begin('sealed');
    const eves = await door.signIn(eve);
    for (const json of [{}, { text: id }, { text: 'Ann' }, { before: `${door.time.now + 1}.${id}` }])
      expect(await rowsOf(eves, json)).toEqual([]);
    expect((await search({})).json.code).toBe('session.required');
    const api = await door.apiTokens.create('ci');
    expect((await search({}, { bearer: api.ok ? api.value : '' })).json.rows).toEqual([]);
    const auditor = await door.apiTokens.create('audit', { scopes: ['audit'] });
    expect((await search({}, { bearer: auditor.ok ? auditor.value : '' })).json.code).toBe('auth.scope');
    // Two people of one browser: the page says whose list it shows, and a name that is not in the cookie is nobody's.
    const both = await door.signIn(ann, eve);
    const refs = (await door.ask('GET', '/api/session', { cookie: both })).json.persons as { ref: string; name: string }[];
    const refOf = (name: string): string => refs.find((one) => one.name === name)?.ref ?? '';
    expect((await search({}, { cookie: both, as: refOf('Ann') })).json.rows).toHaveLength(1);
    expect((await search({}, { cookie: both, as: refOf('Eve') })).json.rows).toEqual([]);
    expect((await search({}, { cookie: eves, as: refOf('Ann') })).json.code).toBe('session.required');
  });

  test('a request shows to the person whom it asks only once it asks, and a share only once its secret is entered', async () => {
    const [anns, bens] = [await door.signIn(ann), await door.signIn(ben)];
    const untold = await door.shares.create({
      sender: ann,
      recipient: ben,
      tenant: TENANT,
      mode: 'sealed',
      entry: 'page',
      via: 'chat',
      kind: 'note',
      label: 'not told yet',
      note: '',
      place: null,
      expiresInMs: limits.expiry.initial,
      isUntold: true,
    });
    expect(untold.ok).toBe(true);
    expect(await rowsOf(anns)).toMatchObject([{ label: 'not told yet', can: ['extend', 'revoke'] }]);
    expect(await rowsOf(bens)).toEqual([]);
    door.time.now += 1_000;
    const asked = await askedByBen(door);
    expect(await rowsOf(anns, { text: 'ben', states: ['mine'] })).toMatchObject(
      [{ label: 'not told yet' }, { id: asked.id, asked: 'person', isMine: false, can: [] }].toReversed(),
    );
  });

  test('T12, T13: holds no note, no key, no address with a key, and leaves no word of a search in the log', async () => {
    const share = await readySealed(door);
    const answer = await search({ text: 'stripe' }, { cookie: await door.signIn(ann) });
    expect(answer.json.rows).toMatchObject([{ id: share.id, state: 'others', status: 'ready' }]);
    for (const canary of [SECRET, ben.key, ann.key, 'AGE', '#']) expect(answer.text).not.toContain(canary);
    expect(Object.keys(answer.json.rows[0]).toSorted()).toEqual([
      'asked',
      'can',
      'cause',
      'createdAt',
      'endedAt',
      'expiresAt',
      'extendTo',
      'id',
      'isEntered',
      'isMine',
      'kind',
      'label',
      'mode',
      'other',
      'otherRef',
      'role',
      'state',
      'status',
    ]);
    await search({ text: 'canary-of-a-search' }, { cookie: await door.signIn(ann) });
    expect(door.lines.join('\n')).not.toContain('canary-of-a-search');
  });

  test('takes no more words, rows or fields than it says', async () => {
    const cookie = await door.signIn(ann);
    for (const json of [
      { limit: 51 },
      { limit: 0 },
      { states: [] },
      { states: ['all'] },
      { before: 'x' },
      { since: -1 },
      { more: 1 },
      { text: 'x'.repeat(2_000) },
    ])
      expect((await search(json, { cookie })).json.code, JSON.stringify(json)).toBe('input.invalid');
    for (const text of ['a b c d e f', 'x'.repeat(300)]) expect((await search({ text }, { cookie })).json.code).toBe('input.too_large');
  });
});

describe('J4: a share once more', () => {
  const again = (id: string, cookie: string) => door.ask('POST', `/api/shares/${id}/again`, { json: {}, cookie });

  test('has the same people, label, time and way of opening; nobody is told before its secret is there', async () => {
    const cookie = await door.signIn(ann);
    const first = await door.begin('sealed+words');
    expect((await again(first.id, cookie)).json.code).toBe('share.not_yet');
    await door.ask('POST', `/api/shares/${first.id}/extend`, { json: { expiresAt: first.expiresAt + 3_600_000 }, cookie });
    await door.ask('POST', `/api/shares/${first.id}/revoke`, { json: {}, cookie });
    const made = await again(first.id, cookie);
    expect(made.status).toBe(201);
    const next = (await door.shares.find(made.json.id))!;
    const { label, kind, note, mode, sender, recipient } = first;
    expect(next).toMatchObject({ label, kind, note, mode, sender, recipient, isUntold: true, place: null, via: 'api', outbox: [] });
    expect(next.expiresAt - next.createdAt).toBe(first.expiresAt - first.createdAt);
    expect((await door.ask('GET', `/api/shares/${next.id}`, { cookie: await door.signIn(ben) })).json.code).toBe('share.gone');
    await door.ask('PUT', `/api/shares/${next.id}/payload`, {
      body: new Uint8Array(64),
      cookie,
      headers: { 'content-type': 'application/octet-stream' },
    });
    const told = (await door.shares.find(next.id))!.outbox.flatMap((message) => (message.kind === 'surface' ? [message.surface] : []));
    expect(told.toSorted()).toEqual(['recipient', 'sender']);
  });

  test('a request asks for the same rows, and its asker makes the key before anyone hears of it', async () => {
    const asked = await askedByBen(door);
    await door.ask('POST', `/api/shares/${asked.id}/revoke`, { json: {}, cookie: asked.cookie });
    const made = await again(asked.id, asked.cookie);
    expect((await door.shares.find(made.json.id))!).toMatchObject({
      asked: { of: 'person', fields: ['STRIPE_KEY'], gate: null },
      state: { status: 'offered' },
    });
  });

  test('is begun by the person who began it alone, of what is not erased, within the quotas, and not for one who blocks them', async () => {
    const cookie = await door.signIn(ann);
    const first = await door.begin('sealed');
    await door.ask('POST', `/api/shares/${first.id}/revoke`, { json: {}, cookie });
    for (const other of [ben, eve]) expect((await again(first.id, await door.signIn(other))).json.code).toBe('share.gone');
    expect((await door.ask('POST', `/api/shares/${first.id}/again`, { json: {} })).json.code).toBe('session.required');
    await door.shares.block(TENANT, { person: ben.key, sender: ann }, { aborted: false });
    expect((await again(first.id, cookie)).json.code).toBe('person.unavailable');
    const own = await door.begin('sealed', person('kim'));
    await door.ask('POST', `/api/shares/${own.id}/revoke`, { json: {}, cookie });
    await door.shares.erasePerson(own.id, person('kim').key, hashB64('x'));
    expect((await again(own.id, cookie)).json.code).toBe('share.gone');
  });
});
