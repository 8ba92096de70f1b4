// Shares to people of chat that begin outside chat: by a page, by a program, or by a token that stands for a person. Who may be named and how,
// that one form makes one share for each, and that nobody hears of them before their secret is there.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createDirectory } from '../../src/bot/directory.ts';
import type { Adapter, Contact } from '../../src/bot/port.ts';
import type { Person } from '../../src/core/share.ts';
import { NO_DEADLINE } from '../../src/core/shares/deadline.ts';
import { ann, ben, eve, HOST, HOUR, openDoor, person, TENANT, type Harness } from './harness.ts';
import { accepting, claiming, credential, newBrowser, opening, SECRET, sealing, wireSeal } from './wire.ts';

const kinds: Readonly<Record<string, Contact['kind']>> = { ann: 'member', ben: 'member', eve: 'guest', gone: 'gone', robot: 'bot' };
const contact = (user: string): Contact | null => {
  const kind = kinds[user];
  return kind === undefined ? null : { ...person(user, user[0]?.toUpperCase() + user.slice(1)), kind };
};
const chat = {
  platform: 'playground',
  findContact: async (key) => (key.startsWith(`${TENANT}:`) ? contact(key.slice(TENANT.length + 1)) : null),
  findHandle: async (handle, tenant) => (tenant === null || tenant === TENANT ? contact(handle.replace(/^@/, '')) : null),
} satisfies Pick<Adapter, 'platform' | 'findContact' | 'findHandle'>;
const directory = createDirectory([chat as unknown as Adapter]);

let door: Harness;
beforeEach(async () => {
  door = await openDoor({ core: { directory } });
});
afterEach(() => door.close());

const wish = { mode: 'sealed', kind: 'credential', label: 'Stripe keys', note: '', expiresInMs: HOUR } as const;
type Way = { cookie: string } | { bearer: string };
const begin = (to: unknown, way: Way, json: object = {}) => door.ask('POST', '/api/shares', { json: { ...wish, to, ...json }, ...way });
async function tokenOf(name: string, as?: Person): Promise<{ bearer: string }> {
  const made = await door.apiTokens.create(name, as && { as: { key: as.key, name: null } });
  if (!made.ok) throw new Error(made.code);
  return { bearer: made.value };
}
const stored = async (id: string) => (await door.shares.find(id))!;
const cardsOf = async (id: string) =>
  (await stored(id)).outbox.map((message) =>
    message.kind === 'surface' ? message.surface : message.kind === 'rotation' || message.kind === 'approval' ? message.kind : message.news,
  );

describe('a share to a person', () => {
  test('is the same card in chat as from a whole command, once its secret is there: for a program, a session and a person’s token', async () => {
    const ways = [
      [await tokenOf('ci'), { key: 'local:local:ci', name: 'ci (program)' }, []],
      [{ cookie: await door.signIn(ann) }, ann, ['sender']],
      [await tokenOf('laptop', ann), ann, ['sender']],
    ] as const;
    for (const [way, sender, own] of ways) {
      const begun = await begin({ person: ben.key }, way);
      const { id } = begun.json;
      expect([begun.status, begun.json.url]).toEqual([201, `https://${HOST}/s/${id}`]);
      expect([begun.json.shares.map((one: { at: number }) => one.at), begun.json.failed]).toEqual([[0], []]);
      expect(await stored(id)).toMatchObject({ sender, recipient: ben, isUntold: true, via: 'api' });
      expect(await cardsOf(id)).toEqual([]);
      expect((await door.ask('POST', `/api/shares/${id}/tell`, { json: {}, ...way })).status).toBe(204);
      expect((await cardsOf(id)).toSorted()).toEqual(['recipient', ...own]);

      const bens = await door.signIn(ben);
      const [browser, recipient] = [await newBrowser(HOST), await newBrowser(HOST)];
      const accept = await accepting(recipient, await stored(id), door.time.now);
      expect((await door.ask('POST', `/api/shares/${id}/accept`, { json: accept.input, cookie: bens })).status).toBe(200);
      const share = await stored(id);
      const sealed = await sealing(browser, share, { at: door.time.now, items: credential(SECRET), recipient: accept.key!.recipient });
      expect((await door.ask('POST', `/api/shares/${id}/seal`, { json: wireSeal(sealed.input), ...way })).status).toBe(204);
      const claim = await door.ask('POST', `/api/shares/${id}/claim`, {
        json: await claiming(recipient, await stored(id), door.time.now),
        cookie: bens,
      });
      const released = { capsule: Buffer.from(claim.json.capsule, 'base64'), payload: Buffer.from(claim.json.payload, 'base64') };
      const opened = await opening(share, released, sealed.input.note, { accept: accept.key! });
      expect(opened.items.items[0]?.fields[0]?.value).toBe(SECRET);
    }
    expect(door.lines.join('\n')).not.toContain(SECRET);
  });

  test('is addressed as people write it, by a person in their own tenant, by a program where there is one', async () => {
    const [anns, program] = [await tokenOf('laptop', ann), await tokenOf('ci')];
    for (const way of [anns, program])
      for (const to of ['playground:@ben', 'playground:ben', ben.key, { person: ben.key }])
        expect((await stored((await begin(to, way)).json.id)).recipient, JSON.stringify(to)).toEqual(ben);
    for (const to of ['playground:@robot', 'playground:gone', 'playground:nobody', 'slack:@ben', 'slack:U1', 'ben', '@ben', 'playground:'])
      for (const way of [anns, program])
        expect((await begin(to, way)).json, to).toMatchObject({ code: 'person.refused', field: 'recipient' });
    for (const to of ['', {}, [], { person: ben.key, share: 'x' }, 1, null, Array.from({ length: 11 }, () => ben.key)])
      expect((await begin(to, anns)).json.code, JSON.stringify(to)).toBe('input.invalid');
    // Oneself, and a link with a person or a person without one.
    expect((await begin(ann.key, anns)).json.code).toBe('person.refused');
    expect((await begin(ben.key, anns, { mode: 'link' })).json).toMatchObject({ code: 'input.invalid', field: 'to' });
    expect((await begin(undefined, anns)).json).toMatchObject({ code: 'input.invalid', field: 'mode' });
  });

  test('to several is one for each, which begin together; who cannot be named stops all, and what one refuses does not undo the others', async () => {
    const way = await tokenOf('laptop', ann);
    const both = await begin(['playground:@ben', eve.key], way);
    const ids: string[] = both.json.shares.map(({ id }: { id: string }) => id);
    expect([ids.length, both.json.id, both.json.failed]).toEqual([2, ids[0], []]);
    for (const id of ids) expect((await stored(id)).together).toEqual(ids);
    const view = await door.ask('GET', `/api/shares/${ids[1]}`, way);
    expect(view.json).toMatchObject({ role: 'sender', together: ids, isUntold: true });

    expect((await begin(['playground:@ben', 'playground:@robot'], way)).json.code).toBe('person.refused');
    expect((await begin(['playground:@ben', ben.key], way)).json).toMatchObject({ code: 'input.invalid', field: 'to' });

    await door.shares.block(TENANT, { person: eve.key, sender: ann }, NO_DEADLINE);
    const half = await begin([eve.key, ben.key], way);
    expect([half.status, half.json.shares, half.json.failed]).toMatchObject([
      201,
      [{ id: half.json.id, at: 1 }],
      [{ at: 0, problem: { code: 'person.unavailable' } }],
    ]);
    expect((await begin([eve.key], way)).json.code).toBe('person.unavailable');
  });

  test('T11: a token of one person does nothing with what another began, and acts in nobody’s name whose account has ended', async () => {
    const [anns, eves] = [await tokenOf('laptop', ann), await tokenOf('phone', eve)];
    const { id } = (await begin(ben.key, anns)).json;
    for (const [method, path] of [
      ['POST', 'tell'],
      ['POST', 'revoke'],
      ['POST', 'prekey'],
      ['GET', ''],
    ] as const) {
      const at = `/api/shares/${id}${path && `/${path}`}`;
      const answer = await door.ask(method, at, { ...eves, ...(method === 'POST' && { json: {} }) });
      expect(answer.json.code, path).toMatch(/^share\.(?:gone|not_sender)$/);
    }
    // Nor does it reach a person by the other’s share.
    expect((await begin({ share: id }, eves)).json.code).toBe('share.gone');
    expect((await stored((await begin({ share: id }, anns)).json.id)).recipient).toEqual(ben);
    const gone = await tokenOf('left', person('gone'));
    expect((await begin(ben.key, gone)).json.code).toBe('session.required');
  });
});
