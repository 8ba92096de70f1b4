import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../src/core/limits.ts';
import { createSessionRevocations } from '../../src/server/auth/session-revocations.ts';
import { ann, ben, openDoor, person, TENANT, type Harness } from './harness.ts';

describe('coming in from chat', () => {
  let door: Harness;
  beforeAll(async () => {
    door = await openDoor();
  });
  afterAll(() => door.close());

  it('a token opens one session, once, for ten minutes', async () => {
    const share = await door.begin('sealed');
    const token = await door.tokens.issue({ person: ben, share: share.id, tenant: TENANT });
    const first = await door.ask('POST', '/api/session', { json: { token } });
    expect(first.json).toEqual({ person: { ref: expect.stringMatching(/^[\w-]{12}$/), name: 'Ben' }, share: share.id });
    expect((await door.ask('POST', '/api/session', { json: { token } })).json.code).toBe('token.invalid');
    const late = await door.tokens.issue({ person: ben, share: null, tenant: TENANT });
    door.time.now += limits.tokenMs + 1;
    expect((await door.ask('POST', '/api/session', { json: { token: late } })).status).toBe(401);
  });

  it('the cookie is locked to this host, to https and to this site, and says nothing', async () => {
    const token = await door.tokens.issue({ person: ann, share: null, tenant: TENANT });
    const line = (await door.ask('POST', '/api/session', { json: { token } })).headers.get('set-cookie') ?? '';
    expect(line).toMatch(/^__Host-nt2=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=43200$/);
    const value = Buffer.from(/=([\w-]+);/.exec(line)?.[1] ?? '', 'base64url').toString('latin1');
    expect(value).not.toMatch(/ann|playground/i);
  });

  it('on a loopback address without https the cookie has another name and no Secure', async () => {
    const local = await openDoor({ site: { publicUrl: new URL('http://127.0.0.1:4180') } });
    const token = await local.tokens.issue({ person: ann, share: null, tenant: TENANT });
    const headers = { origin: 'http://127.0.0.1:4180' };
    const answer = await local.ask('POST', '/api/session', { json: { token }, headers });
    expect(answer.headers.get('set-cookie')).toMatch(/^nt2=[\w-]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/);
    await local.close();
  });

  it('every changed character of the cookie makes it nobody', async () => {
    const cookie = await door.signIn(ann);
    const at = cookie.indexOf('=') + 1;
    for (let n = at; n < cookie.length; n += 7) {
      const changed = `${cookie.slice(0, n)}${cookie[n] === 'A' ? 'B' : 'A'}${cookie.slice(n + 1)}`;
      expect((await door.ask('GET', '/api/session', { cookie: changed })).json.persons, String(n)).toEqual([]);
    }
    expect((await door.ask('GET', '/api/session', { cookie })).json.persons).toHaveLength(1);
  });

  it('a session ends after twelve hours, each person by their own clock', async () => {
    const cookie = await door.signIn(ann);
    door.time.now += limits.sessionMs - 1_000;
    const token = await door.tokens.issue({ person: ben, share: null, tenant: TENANT });
    const both = (await door.ask('POST', '/api/session', { json: { token }, cookie })).headers.get('set-cookie')?.split(';')[0] ?? '';
    const names = async () =>
      (await door.ask('GET', '/api/session', { cookie: both })).json.persons.map(({ name }: { name: string }) => name);
    expect(await names()).toEqual(['Ben', 'Ann']);
    door.time.now += 2_000;
    expect(await names()).toEqual(['Ben']);
  });

  it('a browser holds the newest five people, and fewer when their names are long', async () => {
    const many = await door.signIn(...['a', 'b', 'c', 'd', 'e', 'f'].map((user) => person(user)));
    expect((await door.ask('GET', '/api/session', { cookie: many })).json.persons.map(({ name }: { name: string }) => name)).toEqual([
      'f',
      'e',
      'd',
      'c',
      'b',
    ]);
    const long = await door.signIn(...['a', 'b', 'c', 'd', 'e'].map((user) => person(user.repeat(400), '𝔫'.repeat(80))));
    expect(long.length).toBeLessThan(4_000);
    expect((await door.ask('GET', '/api/session', { cookie: long })).json.persons.length).toBeGreaterThan(1);
  });

  it('signing out takes the cookie away', async () => {
    const answer = await door.ask('DELETE', '/api/session', { cookie: await door.signIn(ann) });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
      204,
      '__Host-nt2=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0',
    ]);
  });

  const personsOf = async (cookie: string): Promise<string[]> =>
    (await door.ask('GET', '/api/session', { cookie })).json.persons.map(({ name }: { name: string }) => name);

  it('a person who signs out has no session left, also where its cookie was copied; others keep theirs', async () => {
    door.time.now += 1;
    const cookie = await door.signIn(ann, ben);
    const copy = cookie;
    expect(await personsOf(copy)).toEqual(['Ben', 'Ann']);
    door.time.now += 1;
    const elsewhere = await door.signIn(ann);
    await door.ask('DELETE', '/api/session', { cookie });
    expect([await personsOf(copy), await personsOf(elsewhere)]).toEqual([[], ['Ann']]);
    expect((await door.ask('POST', '/api/shares', { cookie: copy, json: {} })).status).toBe(401);
  });

  it('who comes in again has a new session, and the one before is over', async () => {
    const before = await door.signIn(ann);
    door.time.now += 1;
    const token = await door.tokens.issue({ person: ann, share: null, tenant: TENANT });
    const answer = await door.ask('POST', '/api/session', { json: { token }, cookie: before });
    const after = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect([await personsOf(before), await personsOf(after)]).toEqual([[], ['Ann']]);
  });

  it('what is over is looked for now and then, and not at each sign-in', async () => {
    const rows = new Map<string, string>();
    const time = { now: 1_000_000, looks: 0 };
    const ended = createSessionRevocations({
      store: {
        putSetting: async (key, value) => void (value === null ? rows.delete(key) : rows.set(key, value)),
        getSetting: async (key) => rows.get(key) ?? null,
        listSettings: async () => ((time.looks += 1), [...rows].map(([key, value]) => ({ key, value }))),
      },
      clock: () => time.now,
      hash: (text) => text,
    });
    for (let n = 0; n < 50; n += 1) await ended.revoke([{ ...ann, ref: '', untilAt: time.now + n + 1, bond: null }]);
    expect([rows.size, time.looks]).toEqual([50, 1]);
    time.now += 3_600_000;
    await ended.revokeAll(ann.key);
    expect([rows.size, time.looks]).toEqual([1, 2]);
  });

  it('an operator ends all sessions of a person, at every instance within a second; a new press begins another', async () => {
    const [mine, theirs] = [await door.signIn(ann), await door.signIn(ben)];
    expect([await personsOf(mine), await personsOf(theirs)]).toEqual([['Ann'], ['Ben']]);
    // Another process: this one has just believed that the session lives.
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
    await createSessionRevocations({ store: door.store, clock: () => door.time.now, hash }).revokeAll(ann.key);
    door.time.now += 1_001;
    expect([await personsOf(mine), await personsOf(theirs)]).toEqual([[], ['Ben']]);
    expect(await personsOf(await door.signIn(ann))).toEqual(['Ann']);
  });

  it('P11: a link from chat that was made before someone was signed out opens nothing; one that is made afterwards does', async () => {
    const issue = () => door.tokens.issue({ person: ann, share: null, tenant: TENANT });
    const redeem = async (token: string) => (await door.ask('POST', '/api/session', { json: { token } })).status;
    const [before, used] = [await issue(), await issue()];
    expect(await redeem(used)).toBe(200);
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
    await createSessionRevocations({ store: door.store, clock: () => door.time.now, hash }).revokeAll(ann.key);
    door.time.now += 1_001;
    const after = await issue();
    expect([await redeem(before), await redeem(after)]).toEqual([401, 200]);
    // It is used up all the same.
    expect(await redeem(before)).toBe(401);
  });

  it('what is remembered of an ended session goes when the session would be over, and names nobody', async () => {
    await door.ask('DELETE', '/api/session', { cookie: await door.signIn(ann) });
    const rows = await door.store.listSettings('ended:');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toMatch(/ann|playground/i);
    door.time.now += limits.sessionMs + 1;
    await door.ask('DELETE', '/api/session', { cookie: await door.signIn(ben) });
    expect(await door.store.listSettings('ended:')).toHaveLength(1);
  });

  it('T13: who comes in, who is refused and who goes is in the log without being asked for, and nobody by name', async () => {
    const quiet = await openDoor({ level: 'info' });
    const token = await quiet.tokens.issue({ person: ann, share: null, tenant: TENANT });
    for (let n = 0; n < 2; n += 1) await quiet.ask('POST', '/api/session', { json: { token } });
    await quiet.ask('DELETE', '/api/session', { cookie: await quiet.signIn(ann) });
    const told = quiet.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.map(({ method, route, status, code }) => [method, route, status, code])).toEqual([
      ['POST', '/api/session', 200, undefined],
      ['POST', '/api/session', 401, 'token.invalid'],
      ['POST', '/api/session', 200, undefined],
      ['DELETE', '/api/session', 204, undefined],
    ]);
    for (const canary of ['Ann', 'ann', token]) expect(quiet.lines.join().includes(canary), canary).toBe(false);
    await quiet.close();
  });
});
