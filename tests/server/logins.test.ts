// A terminal logs in: it shows a code, a person confirms it in chat, and one answer carries the token.

import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomBytes } from '../../src/crypto/bytes.ts';
import { createTerminals } from '../../src/core/terminals.ts';
import { parseUserCode, type UserCode } from '../../src/core/user-code.ts';
import { openDoor, ann, ben, eve, person, type Answer, type Harness } from './harness.ts';
import { chat, guest, member } from './policy-people.ts';

let door: Harness;
beforeAll(async () => (door = await openDoor()));
afterAll(() => door.close());

const [zoe, max] = [person('zoe', 'Zoe'), person('max', 'Max')];
const MINUTE = 60_000;
let addresses = 0;
/** Each from an address of its own, because an address starts only so many. */
const start = (name = 'laptop', from = `192.0.2.${(addresses += 1)}`) =>
  door.ask('POST', '/api/logins', { json: { name }, server: true, from });
const poll = (code: string) => door.ask('POST', '/api/logins/token', { json: { device_code: code }, server: true });
const codeOf = (shown: string): UserCode => parseUserCode(shown) ?? expect.fail('that is no code');

async function polled(code: string): Promise<Answer> {
  door.time.now += 5_000;
  return poll(code);
}

/** The token of a terminal that this person has let in. */
async function letIn(by = ann, name = 'laptop'): Promise<string> {
  const { device_code: device, user_code: shown } = (await start(name)).json;
  await chat(door, member(by), { kind: 'action', action: 'let-in', ref: codeOf(shown) });
  const { access_token: token } = (await polled(device)).json;
  return token as string;
}

describe('a code', () => {
  it('is RFC 8628’s answer, with eight letters that make no word', async () => {
    const { status, json } = await start();
    expect([status, json]).toEqual([
      200,
      {
        device_code: expect.stringMatching(/^[a-z2-7]{52}$/),
        user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
        verification_uri: 'https://nt2.example',
        expires_in: 600,
        interval: 5,
        command: `/nt2 login ${json.user_code}`,
      },
    ]);
  });

  it('lies in the store as a keyed hash, as the terminal’s own does as a hash: a reader of the store can confirm nothing', async () => {
    const { device_code: device, user_code: shown } = (await start()).json;
    const db = new DatabaseSync(door.file, { readOnly: true });
    const rows = JSON.stringify([db.prepare('SELECT * FROM tokens').all(), db.prepare('SELECT * FROM buckets').all()]);
    db.close();
    for (const secret of [device, shown, codeOf(shown)]) expect(rows).not.toContain(secret);
    expect(rows).toContain('laptop');
    expect(rows).toContain('192.0.2.x');
    expect(rows).not.toMatch(/192\.0\.2\.\d/);
  });

  it('is confirmed in chat and by nothing else: the terminal waits, then one of two questions at once gets the token', async () => {
    const { device_code: device, user_code: shown } = (await start()).json;
    expect((await polled(device)).json).toMatchObject({ code: 'login.pending', error: 'authorization_pending' });
    expect(await chat(door, member(), { kind: 'command', text: `login ${String(shown).toLowerCase()}`, people: [] })).toBe('ok');
    expect((await polled(device)).json.error).toBe('authorization_pending');
    expect(await chat(door, member(), { kind: 'action', action: 'let-in', ref: codeOf(shown) })).toBe('ok');
    door.time.now += 5_000;
    const answers = await Promise.all([poll(device), poll(device)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
    const { json } = answers.find(({ status }) => status === 200)!;
    expect(json).toMatchObject({
      token_type: 'Bearer',
      scope: 'create read',
      person: 'Ann',
      access_token: expect.stringMatching(/^nt2t_[a-z2-7]{38}$/),
    });
    expect((await polled(device)).json.error).toBe('expired_token');
  });

  it('asks more slowly after each question that came too soon', async () => {
    const { device_code: device } = (await start()).json;
    expect((await poll(device)).json.error).toBe('authorization_pending');
    door.time.now += 2_000;
    const early = await poll(device);
    expect([early.status, early.json.error, early.json.retryAfterMs, early.headers.get('retry-after')]).toEqual([
      400,
      'slow_down',
      10_000,
      '10',
    ]);
    door.time.now += 8_000;
    expect((await poll(device)).json.error).toBe('authorization_pending');
    door.time.now += 6_000;
    expect((await poll(device)).json).toMatchObject({ error: 'slow_down', retryAfterMs: 15_000 });
  });

  it('is over after ten minutes, for the person as for the terminal', async () => {
    const { device_code: device, user_code: shown } = (await start()).json;
    door.time.now += 10 * MINUTE;
    expect(await chat(door, member(), { kind: 'action', action: 'let-in', ref: codeOf(shown) })).toBe('token.invalid');
    expect((await poll(device)).json.error).toBe('expired_token');
  });

  it('is denied by “Not me”, and nobody can let it in afterwards', async () => {
    const { device_code: device, user_code: shown } = (await start()).json;
    expect(await chat(door, guest(), { kind: 'action', action: 'not-me', ref: codeOf(shown) })).toBe('ok');
    expect(await chat(door, member(), { kind: 'action', action: 'let-in', ref: codeOf(shown) })).toBe('token.invalid');
    const { status, json } = await polled(device);
    expect([status, json.error]).toEqual([403, 'access_denied']);
    expect((await polled(device)).json.error).toBe('expired_token');
  });

  it('is withdrawn by its terminal, also when it was confirmed at that moment', async () => {
    const [one, two] = [(await start()).json, (await start()).json];
    const withdraw = (code: string) => door.ask('POST', '/api/logins/withdraw', { json: { device_code: code }, server: true });
    expect((await withdraw(one.device_code)).status).toBe(204);
    expect(await chat(door, member(), { kind: 'action', action: 'let-in', ref: codeOf(one.user_code) })).toBe('token.invalid');
    await chat(door, member(zoe), { kind: 'action', action: 'let-in', ref: codeOf(two.user_code) });
    await withdraw(two.device_code);
    expect((await polled(two.device_code)).json.error).toBe('expired_token');
    expect((await withdraw('nothing')).status).toBe(204);
    expect(await door.bonds.list(zoe.key)).toEqual([]);
  });

  it('cannot be guessed: a person looks at and answers twenty in ten minutes, an address starts thirty', async () => {
    const guesses = Array.from({ length: 21 }, (_, n) => `BCDF-GHJ${'BCDFGHJKLMNPQRSTVWXZB'.charAt(n)}`);
    const said: string[] = [];
    for (const text of guesses) said.push(await chat(door, member(max), { kind: 'command', text: `login ${text}`, people: [] }));
    expect(said).toEqual([...Array.from({ length: 20 }, () => 'token.invalid'), 'rate.limited']);
    const codes: number[] = [];
    for (let n = 0; n < 31; n += 1) codes.push((await start('laptop', '198.51.100.7')).status);
    expect(codes).toEqual([...Array.from({ length: 30 }, () => 200), 429]);
    expect((await start('laptop', '198.51.100.8')).status).toBe(200);
  });

  it('is for members and guests: outsiders, bots and people who have left are told so before they see what waits', async () => {
    const { device_code: device, user_code: shown } = (await start()).json;
    for (const kind of ['outsider', 'bot', 'gone', 'unknown'] as const) {
      await chat(door, { ...eve, kind }, { kind: 'command', text: `login ${shown}`, people: [] });
      await chat(door, { ...eve, kind }, { kind: 'action', action: 'let-in', ref: codeOf(shown) });
    }
    expect((await polled(device)).json.error).toBe('authorization_pending');
  });

  it('T1: is not finished by a crawler: GET, HEAD and OPTIONS change nothing', async () => {
    const { device_code: device } = (await start()).json;
    const before = door.dump();
    for (const method of ['GET', 'HEAD', 'OPTIONS'])
      for (const path of ['/api/logins', '/api/logins/token', `/api/logins/token?device_code=${device}`])
        expect((await door.ask(method, path)).status).not.toBe(200);
    expect(door.dump()).toBe(before);
  });

  it.each([
    ['/api/logins', { name: 'laptop' }],
    ['/api/logins/token', { device_code: 'a' }],
    ['/api/logins/withdraw', { device_code: 'a' }],
  ])('is nothing for a page, not even ours: %s', async (path, json) => {
    expect((await door.ask('POST', path, { json })).json.code).toBe('request.origin');
  });

  it.each(['', ' ', 'x'.repeat(41), 'a\u0000b'])('refuses a name that is none: %j', async (name) => {
    expect((await start(name)).json).toMatchObject({ code: 'input.invalid', field: 'name' });
  });

  it('shows in chat what a name hides', async () => {
    const { user_code: shown } = (await start('lap\u202etop')).json;
    expect(await door.deviceCodes.look(codeOf(shown), ann.key)).toMatchObject({
      ok: true,
      value: { name: 'lap⟨U+202E⟩top', from: '192.0.2.x' },
    });
  });
});

describe('a terminal', () => {
  it('acts as the person who let it in, with what a session may and no more', async () => {
    const token = await letIn();
    expect((await door.ask('GET', '/api/session', { bearer: token })).json.persons).toMatchObject([{ name: 'Ann' }]);
    const share = await door.begin('sealed');
    expect((await door.ask('GET', `/api/shares/${share.id}`, { bearer: token })).json.role).toBe('sender');
    expect((await door.ask('POST', `/api/shares/${share.id}/revoke`, { bearer: token, json: {} })).status).toBeLessThan(300);
    expect((await door.ask('POST', '/api/board/session', { bearer: token, json: {} })).status).toBe(403);
    expect((await door.ask('GET', '/log/abcdef/checkpoint', { bearer: token })).status).toBe(403);
  });

  it('stands beside the browsers with its name, and when it was last used', async () => {
    const token = await letIn(zoe);
    const other = await letIn(zoe, 'work­bench');
    door.time.now += 2 * MINUTE;
    await door.ask('GET', '/api/session', { bearer: token });
    const { json } = await door.ask('GET', '/api/devices', { bearer: token });
    expect(json.persons[0].devices).toMatchObject([
      { name: 'laptop', usedAt: door.time.now, isThis: true },
      { name: 'work⟨U+00AD⟩bench', isThis: false },
    ]);
    expect(JSON.stringify(json)).not.toContain(other);
  });

  it('ends when its person removes it from a browser, at once here and within a second on another instance', async () => {
    const kim = person('kim');
    const token = await letIn(kim);
    const cookie = await door.signIn(kim);
    const status = async (twin: boolean): Promise<number> => (await door.ask('GET', '/api/devices', { bearer: token, twin })).status;
    expect([await status(false), await status(true)]).toEqual([200, 200]);
    const [{ id }] = (await door.ask('GET', '/api/devices', { cookie })).json.persons[0].devices;
    expect((await door.ask('DELETE', `/api/devices/${id}`, { cookie, json: {} })).status).toBe(204);
    expect(await status(false)).toBe(401);
    door.time.now += 1_000;
    expect(await status(true)).toBe(401);
    expect((await door.ask('GET', '/api/devices', { cookie })).json.persons[0].devices).toEqual([]);
  });

  it('ends when it logs out, when the operator signs its person out, and when nobody has used it for ninety days', async () => {
    const [gone, signedOut, idle] = [await letIn(person('lou')), await letIn(ben), await letIn(eve)];
    expect((await door.ask('DELETE', '/api/session', { bearer: gone, json: {} })).status).toBe(204);
    await door.bonds.withdrawAll(ben.key);
    door.time.now += 1_000;
    for (const bearer of [gone, signedOut]) expect((await door.ask('GET', '/api/devices', { bearer })).status).toBe(401);
    door.time.now += 89 * 24 * 60 * MINUTE;
    expect((await door.ask('GET', '/api/devices', { bearer: idle })).status).toBe(200);
    door.time.now += 90 * 24 * 60 * MINUTE + 1;
    expect((await door.ask('GET', '/api/devices', { bearer: idle })).status).toBe(401);
  });

  it('ends with the account in chat, once the platform says so, and not because it says nothing', async () => {
    const leo = person('leo');
    let gone = false;
    const asked: string[] = [];
    const isGone = (key: string) => Promise.resolve((asked.push(key), gone));
    const { store, bonds, ids: tenantTags } = door;
    const terminals = createTerminals({
      store,
      bonds,
      tenantTags,
      isGone,
      takesTerminals: true,
      random: (length) => randomBytes(length),
      clock: () => door.time.now,
    });
    const { token } = await terminals.letIn(leo, 'laptop');
    expect(await terminals.find(token)).toMatchObject({ name: 'laptop' });
    gone = true;
    door.time.now += 14 * MINUTE;
    expect(await terminals.find(token)).not.toBeNull();
    door.time.now += 2 * MINUTE;
    expect(await terminals.find(token)).toBeNull();
    expect(asked).toEqual([leo.key, leo.key]);
    expect(await bonds.list(leo.key)).toEqual([]);
  });

  it('leaves no name in the store when it ends', async () => {
    const nina = person('nina', 'Nina Canary');
    await letIn(nina);
    await door.bonds.withdrawAll(nina.key);
    const db = new DatabaseSync(door.file, { readOnly: true });
    const rows = JSON.stringify([db.prepare('SELECT * FROM tokens').all(), db.prepare('SELECT * FROM bonds').all()]);
    db.close();
    expect(rows).not.toContain('Nina Canary');
  });

  it('leaves its beginning and its end in the log, as hashes', async () => {
    const leaves = (): string => {
      const db = new DatabaseSync(door.file, { readOnly: true });
      const rows = db
        .prepare('SELECT text FROM leaves ORDER BY position')
        .all()
        .map(({ text }) => String(text));
      db.close();
      return rows.join('');
    };
    const before = leaves().length;
    const token = await letIn();
    await door.ask('DELETE', '/api/session', { bearer: token, json: {} });
    const rows = leaves().slice(before);
    expect(rows.match(/type (?:bound|unbound)/g)).toEqual(['type bound', 'type unbound']);
    expect(rows).not.toMatch(/ann|laptop|nt2t_/i);
  });

  it('is told apart from what only looks like a token', async () => {
    const token = await letIn();
    for (const bearer of [`${token}a`, token.slice(0, -1), token.replace('nt2t_', 'nt2_'), token.toUpperCase(), `nt2t_${'a'.repeat(38)}`])
      expect((await door.ask('GET', '/api/devices', { bearer })).status).toBe(401);
  });

  it('T13: leaves its codes and its token in no line of the log', async () => {
    const { device_code: device, user_code: shown } = (await start()).json;
    await chat(door, member(), { kind: 'command', text: `login ${shown}`, people: [] });
    await chat(door, member(), { kind: 'action', action: 'let-in', ref: codeOf(shown) });
    const { access_token: token } = (await polled(device)).json;
    await door.ask('GET', '/api/devices', { bearer: token });
    for (const secret of [device, shown, codeOf(shown), token]) expect(door.lines.join('')).not.toContain(secret);
  });
});
