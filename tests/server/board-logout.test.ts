// A session at a real OpenID provider ends, and with it those of the board; and what forged, foreign, old and repeated messages get.

import { generateKeyPairSync, randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { BoardPolicy } from '../../src/core/policy/board-access.ts';
import { createOidcProvider } from '../../src/oidc/provider.ts';
import { CLIENT, startOpenId, type OpenIdServer } from '../support/openid.ts';
import { openDoor, PUBLIC_URL, TENANT, type Answer, type Harness } from './harness.ts';

const board: BoardPolicy = {
  admins: [],
  auditors: [],
  accounts: ['dora', 'emil'].map((subject) => ({ subject, role: 'auditor', tenants: [TENANT] })),
  labels: false,
};
const PATH = '/board/backchannel-logout';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const kept = (answer: Answer): string =>
  answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0] ?? '')
    .filter((line) => !line.endsWith('='))
    .join('; ');

describe.each([true, false])('the board, when a session at the provider ends (its tokens name sessions: %s)', (namesSessions) => {
  let openid: OpenIdServer;
  let door: Harness;
  /** Answers to what the provider itself has posted. */
  const posted: number[] = [];

  const post = (token: string, more: object = {}): Promise<Answer> =>
    door.ask('POST', PATH, {
      body: new URLSearchParams({ logout_token: token }).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      server: true,
      ...more,
    });

  beforeAll(async () => {
    const toDoor = async (_url: unknown, init: RequestInit = {}): Promise<Response> => {
      const { status } = await post((init.body as URLSearchParams).get('logout_token') ?? '');
      posted.push(status);
      return new Response(null, { status });
    };
    const logout = { uri: `${PUBLIC_URL}${PATH}`, post: toDoor as typeof fetch };
    openid = await startOpenId(`${PUBLIC_URL}/board/callback`, { logout, namesSessions });
    door = await openDoor({
      policy: () => ({ version: '1', hash: 'aGFzaA==', rules: [], templates: [], board }),
      provider: createOidcProvider({ issuer: openid.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret }, { clock: Date.now }),
    });
  });
  // What was ended at this moment stays ended.
  afterEach(() => void (door.time.now += 1_000));
  afterAll(async () => {
    await door.close();
    await openid.close();
  });

  const begin = async (): Promise<{ url: string; cookie: string }> => {
    const answer = await door.ask('POST', '/api/board/session', { json: {} });
    return { url: answer.json.url, cookie: kept(answer) };
  };
  const comeBack = (at: URL, cookie: string): Promise<Answer> => door.ask('GET', `${at.pathname}${at.search}`, { cookie });
  const signIn = async (subject = 'dora'): Promise<string> => {
    const { url, cookie } = await begin();
    const session = kept(await comeBack(await openid.signIn(url, subject), cookie));
    expect(session).toMatch(/^__Host-nt2-board=/);
    return session;
  };
  const sees = async (cookie: string, twin = false): Promise<boolean> =>
    (await door.ask('GET', '/api/board', { cookie, twin })).json.isSignedIn;

  interface Made {
    readonly claims?: Record<string, unknown>;
    readonly header?: Record<string, unknown>;
    readonly key?: KeyObject | Uint8Array;
  }
  const make = ({ claims = {}, header = {}, key = openid.key }: Made = {}): Promise<string> => {
    const now = Math.floor(Date.now() / 1_000);
    const right = {
      iss: openid.issuer.origin,
      aud: CLIENT.id,
      iat: now,
      exp: now + 120,
      jti: randomUUID(),
      sub: 'dora',
      events: { [EVENT]: {} },
    };
    return new SignJWT({ ...right, ...claims }).setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'logout+jwt', ...header }).sign(key);
  };

  test('J7: signing out there ends the session here at once, on an instance that has just seen it too, and no one else’s', async () => {
    const [other, cookie] = [await signIn('emil'), await signIn()];
    expect([await sees(cookie), await sees(cookie, true), await sees(other, true)]).toEqual([true, true, true]);
    await openid.signOut();
    expect(posted).toEqual([204]);
    expect([await sees(cookie), await sees(cookie, true)]).toEqual([false, false]);
    expect([await sees(other), await sees(other, true)]).toEqual([true, true]);
    const rows = await door.ask('POST', '/api/board/search', { cookie, json: { tenant: TENANT, state: 'outstanding' } });
    expect(rows.json.code).toBe('board.none');
    door.time.now += 1_000;
    expect(await sees(await signIn())).toBe(true);
  });

  test('J7: of a person with two sessions there, one that is named ends alone, and one without a name with all the others', async () => {
    const first = await signIn();
    const second = await signIn();
    await openid.signOut();
    expect([await sees(first), await sees(second)]).toEqual([namesSessions, false]);
    // By the subject alone, all of them.
    expect((await post(await make())).status).toBe(204);
    expect(await sees(first)).toBe(false);
  });

  test('J7: an attempt that began before is over as well, for its answer may be from before', async () => {
    const { url, cookie } = await begin();
    const at = await openid.signIn(url, 'dora');
    expect((await post(await make())).status).toBe(204);
    const back = await comeBack(at, cookie);
    expect([back.headers.get('location'), kept(back)]).toEqual(['/board?sign-in=failed', '']);
  });

  test('J7: what is not a logout token of this provider for this client ends nothing', async () => {
    const cookie = await signIn();
    const { privateKey: foreign } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
    const now = Math.floor(Date.now() / 1_000);
    const right = await make();
    const [head = '', body = ''] = right.split('.');
    const events = { [EVENT]: {} };
    const wrong: Readonly<Record<string, string | Promise<string>>> = {
      'another issuer': make({ claims: { iss: 'https://login.elsewhere.example' } }),
      'another client': make({ claims: { aud: 'another' } }),
      'no audience': make({ claims: { aud: undefined } }),
      'too old': make({ claims: { iat: now - 400, exp: now + 100 } }),
      over: make({ claims: { iat: now - 200, exp: now - 100 } }),
      'from the future': make({ claims: { iat: now + 120 } }),
      'no time': make({ claims: { iat: undefined } }),
      'no id': make({ claims: { jti: undefined } }),
      'an id that is no text': make({ claims: { jti: 7 } }),
      nobody: make({ claims: { sub: undefined } }),
      'a session that is no text': make({ claims: { sid: ['a'] } }),
      'no event': make({ claims: { events: undefined } }),
      'another event': make({ claims: { events: { 'https://elsewhere.example/event': {} } } }),
      'an event that is no object': make({ claims: { events: { [EVENT]: true } } }),
      'events as a list': make({ claims: { events: [EVENT] } }),
      'a nonce, as an ID token has': make({ claims: { nonce: 'n' } }),
      'of no type': make({ header: { typ: undefined } }),
      'of the type of an ID token': make({ header: { typ: 'JWT' } }),
      'an access token': make({ header: { typ: 'at+jwt' } }),
      "another's key": make({ key: foreign }),
      "another's key under another id": make({ key: foreign, header: { kid: 'two' } }),
      'the public key as a shared secret': make({ key: Buffer.from(CLIENT.secret), header: { alg: 'HS256' } }),
      unsigned: new UnsecuredJWT({ iss: openid.issuer.origin, aud: CLIENT.id, iat: now, jti: 'j', sub: 'dora', events }).encode(),
      'without its signature': `${head}.${body}.`,
      altered: `${head}.${Buffer.from(Buffer.from(body, 'base64url').toString().replace('dora', 'Dora')).toString('base64url')}.${right.split('.')[2]}`,
      encrypted: `${head}.a.b.c.d`,
      nothing: '',
      'no token': 'dora',
      'too long': 'x'.repeat(9_000),
    };
    for (const [name, token] of Object.entries(wrong)) {
      const answer = await post(await token);
      expect([answer.status, answer.json.code, answer.headers.get('cache-control')], name).toEqual([400, 'input.invalid', 'no-store']);
    }
    const twice = new URLSearchParams([
      ['logout_token', right],
      ['logout_token', right],
    ]).toString();
    expect((await post('', { body: twice })).status).toBe(400);
    expect(await sees(cookie)).toBe(true);
    // Nothing of what came stands in the log.
    expect(door.lines.join('\n')).not.toMatch(/eyJ|dora|elsewhere/);
    expect((await post(right)).status).toBe(204);
    expect(await sees(cookie)).toBe(false);
  });

  test('J7: a message counts once: repeated, it ends nothing that began after', async () => {
    const message = await make();
    expect((await post(message)).status).toBe(204);
    door.time.now += 1_000;
    const cookie = await signIn();
    for (const twin of [false, true]) expect((await post(message, { twin })).status).toBe(400);
    expect(await sees(cookie)).toBe(true);
    expect((await post(await make({ claims: { exp: undefined } }))).status).toBe(204);
    expect(await sees(cookie)).toBe(false);
  });

  test('J7: no page of a browser posts it, ours neither; and it is a form', async () => {
    const cookie = await signIn();
    const token = await make();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const headers of [
      { ...form, origin: 'https://evil.example' },
      { ...form, origin: PUBLIC_URL },
      { ...form, 'sec-fetch-site': 'none' },
    ])
      expect((await post(token, { headers })).json.code).toBe('request.origin');
    expect((await post(token, { headers: { 'content-type': 'application/json' } })).json.code).toBe('request.type');
    expect((await door.ask('GET', PATH)).status).toBe(405);
    expect(await sees(cookie)).toBe(true);
  });
});

test('J7: where the provider does not give its keys, nothing has ended, and the message may be posted again', async () => {
  const openid = await startOpenId(`${PUBLIC_URL}/board/callback`);
  let isDown = true;
  const out: typeof fetch = async (...given) => (isDown ? new Response('', { status: 503 }) : fetch(...given));
  const settings = { issuer: openid.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret };
  const door = await openDoor({ provider: createOidcProvider(settings, { clock: Date.now, fetch: out }) });
  const iat = Math.floor(Date.now() / 1_000);
  const token = await new SignJWT({ iss: openid.issuer.origin, aud: CLIENT.id, iat, jti: 'j', sub: 'dora', events: { [EVENT]: {} } })
    .setProtectedHeader({ alg: 'RS256', kid: 'one', typ: 'logout+jwt' })
    .sign(openid.key);
  const post = (): Promise<Answer> =>
    door.ask('POST', PATH, {
      body: `logout_token=${token}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      server: true,
    });
  expect((await post()).json.code).toBe('board.provider');
  isDown = false;
  expect((await post()).status).toBe(204);
  await door.close();
  await openid.close();
});
