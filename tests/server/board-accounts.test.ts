// Signing in for the board at a real OpenID provider, and what a thief, a replay, a mixed-up answer or a foreign page gets of it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BoardPolicy } from '../../src/core/policy/board-access.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import type { SignInProvider } from '../../src/core/ports/sign-in-provider.ts';
import { createOidcProvider } from '../../src/oidc/provider.ts';
import { CLIENT, startOpenId, type OpenIdServer } from '../support/openid.ts';
import { HOUR, openDoor, PUBLIC_URL, TENANT, type Answer, type Harness } from './harness.ts';

const ROLES: BoardPolicy = {
  admins: [],
  auditors: [],
  accounts: [{ subject: 'dora', role: 'auditor', tenants: [TENANT] }],
  labels: false,
};

/** The cookies that an answer leaves in a browser. */
function kept(answer: Answer): string {
  const lines = answer.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  return lines.filter((line) => !line.endsWith('=')).join('; ');
}

describe('the board, with an OpenID provider', () => {
  let openid: OpenIdServer;
  let other: OpenIdServer;
  let door: Harness;
  let provider: SignInProvider;
  let board = ROLES;
  const redirectUri = `${PUBLIC_URL}/board/callback`;
  const settings = (server: OpenIdServer) => ({ issuer: server.issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret });

  beforeAll(async () => {
    [openid, other] = await Promise.all([startOpenId(redirectUri), startOpenId(redirectUri)]);
    provider = createOidcProvider(settings(openid), { clock: Date.now });
    const policy = (): Policy => ({ version: '1', hash: 'aGFzaA==', rules: [], templates: [], board });
    door = await openDoor({ policy, provider });
  });
  afterAll(async () => {
    await door.close();
    await Promise.all([openid.close(), other.close()]);
  });

  const begin = async (): Promise<{ url: string; cookie: string; answer: Answer }> => {
    const answer = await door.ask('POST', '/api/board/session', { json: {} });
    expect(answer.status).toBe(200);
    return { url: answer.json.url, cookie: kept(answer), answer };
  };
  const comeBack = (at: URL, cookie?: string): Promise<Answer> =>
    door.ask('GET', `${at.pathname}${at.search}`, { ...(cookie !== undefined && { cookie }) });
  const boards = async (cookie: string): Promise<unknown[]> => (await door.ask('GET', '/api/board', { cookie })).json.boards;
  const signedIn = async (subject = 'dora'): Promise<string> => {
    const { url, cookie } = await begin();
    const back = await comeBack(await openid.signIn(url, subject), cookie);
    expect([back.status, back.headers.get('location')]).toEqual([303, '/board']);
    return kept(back);
  };
  const refused = async (at: URL, cookie?: string): Promise<void> => {
    const back = await comeBack(at, cookie);
    expect([back.status, back.headers.get('location')]).toEqual([303, '/board?sign-in=failed']);
    expect(kept(back)).toBe('');
  };

  test('a person whom the policy names by their sub signs in and sees that board, with state, nonce and PKCE', async () => {
    const { url, answer } = await begin();
    const asked = new URL(url);
    expect(asked.origin).toBe(openid.issuer.origin);
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      client_id: CLIENT.id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-nt2-board-try=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/),
    ]);
    const cookie = await signedIn();
    expect(cookie).toMatch(/^__Host-nt2-board=[\w.-]+$/);
    expect(await boards(cookie)).toMatchObject([{ tenant: TENANT, role: 'auditor', names: false, labels: false }]);
    const rows = await door.ask('POST', '/api/board/search', { cookie, json: { tenant: TENANT, state: 'outstanding' } });
    expect(rows.json).toEqual({ rows: [], next: null });
  });

  test('a person whom it does not name, or names no longer, sees nothing', async () => {
    expect(await boards(await signedIn('mallory'))).toEqual([]);
    const cookie = await signedIn();
    board = { ...ROLES, accounts: [] };
    expect(await boards(cookie)).toEqual([]);
    const rows = await door.ask('POST', '/api/board/search', { cookie, json: { tenant: TENANT, state: 'outstanding' } });
    expect(rows.json.code).toBe('board.none');
    board = ROLES;
    expect(await boards(cookie)).toHaveLength(1);
  });

  test('this session is nobody to shares, devices and lists, and a session from chat is nobody here', async () => {
    const cookie = await signedIn();
    const value = cookie.slice(cookie.indexOf('=') + 1);
    // Also under the name of the other cookie.
    for (const given of [cookie, `__Host-nt2=${value}`, `${cookie}; __Host-nt2=${value}`]) {
      // No person; only under its own name does it see the way to the board.
      const sees = given.startsWith(cookie) ? { board: true } : {};
      expect((await door.ask('GET', '/api/session', { cookie: given })).json).toEqual({ persons: [], ...sees });
      for (const [method, path, json] of [
        ['POST', '/api/shares/search', {}],
        ['GET', '/api/devices', undefined],
        ['GET', '/api/tenant', undefined],
        ['POST', '/api/requests', {}],
      ] as const)
        expect((await door.ask(method, path, { cookie: given, ...(json && { json }) })).json.code, path).toBe('session.required');
    }
    const chat = await door.signIn({ key: `${TENANT}:dora` as never, name: 'Dora' });
    const moved = `__Host-nt2-board=${chat.slice(chat.indexOf('=') + 1)}`;
    expect(await boards(moved)).toEqual([]);
    expect(await boards(chat)).toEqual([]);
  });

  test('an answer counts once, in the browser that began it, and for ten minutes', async () => {
    const { url, cookie } = await begin();
    const at = await openid.signIn(url, 'dora');
    await refused(at);
    await refused(at, (await begin()).cookie);
    // A foreign attempt has not spent this one.
    expect(kept(await comeBack(at, cookie))).toMatch(/^__Host-nt2-board=/);
    await refused(at, cookie);
    const late = await begin();
    const lateAt = await openid.signIn(late.url, 'dora');
    door.time.now += 11 * 60_000;
    await refused(lateAt, late.cookie);
  });

  test('two answers at the same moment make one session', async () => {
    const { url, cookie } = await begin();
    const at = await openid.signIn(url, 'dora');
    const both = await Promise.all([comeBack(at, cookie), comeBack(at, cookie)]);
    expect(both.filter((answer) => kept(answer) !== '')).toHaveLength(1);
  });

  test('a code of another attempt, another issuer, no code and a refusal get no session', async () => {
    // The code of one attempt in the answer to another: the nonce and the verifier are of that one.
    const [first, second] = [await begin(), await begin()];
    const [one, two] = [await openid.signIn(first.url, 'mallory'), await openid.signIn(second.url, 'dora')];
    const mixed = new URL(one);
    mixed.searchParams.set('code', two.searchParams.get('code') ?? '');
    await refused(mixed, first.cookie);
    const changes: readonly ((at: URLSearchParams) => void)[] = [
      (at) => at.set('iss', other.issuer.href),
      (at) => at.delete('iss'),
      (at) => at.delete('code'),
      (at) => at.set('code', 'x'.repeat(43)),
      (at) => at.set('state', 'x'.repeat(43)),
      (at) => at.append('state', 'x'),
      (at) => at.append('code', 'x'),
      (at) => {
        at.delete('code');
        at.set('error', 'access_denied');
      },
    ];
    for (const change of changes) {
      const { url, cookie } = await begin();
      const at = await openid.signIn(url, 'dora');
      change(at.searchParams);
      await refused(at, cookie);
    }
    // What the browser brought stands in no line.
    expect(door.lines.join('\n')).not.toMatch(/access_denied|x{43}/);
  });

  test('a session of one issuer is none of another, which the operator has put in its place', async () => {
    const cookie = await signedIn();
    const moved = await openDoor({
      policy: () => ({ version: '1', hash: 'aGFzaA==', rules: [], templates: [], board }),
      provider: createOidcProvider(settings(other), { clock: Date.now }),
      auth: { serverCrypto: door.serverCrypto },
    });
    expect((await moved.ask('GET', '/api/board', { cookie })).json).toMatchObject({ boards: [], isSignedIn: false });
    await moved.close();
  });

  test('ends when its person signs out, for a copy of the cookie too, and after twelve hours', async () => {
    const cookie = await signedIn();
    const out = await door.ask('DELETE', '/api/board/session', { cookie });
    expect([out.status, kept(out)]).toEqual([200, '']);
    // Their session at the provider is its own: that is where they end it.
    expect(out.json).toEqual({ url: `${openid.issuer.origin}/session/end?client_id=${CLIENT.id}` });
    expect((await door.ask('DELETE', '/api/board/session')).json).toEqual({ url: null });
    expect(await boards(cookie)).toEqual([]);
    door.time.now += 1_000;
    const later = await signedIn();
    door.time.now += 12 * HOUR + 1;
    expect(await boards(later)).toEqual([]);
  });

  test('no foreign page begins it or ends it; cookies that were made by others say nothing', async () => {
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const cookie = await signedIn();
    for (const method of ['POST', 'DELETE'] as const)
      expect((await door.ask(method, '/api/board/session', { json: {}, headers, cookie })).json.code).toBe('request.origin');
    expect((await door.ask('GET', '/api/board/session', { cookie })).status).toBe(405);
    for (const forged of [cookie.slice(0, -1), cookie.replace(/=\w/, '=0'), '__Host-nt2-board=zzzzzzzzzz.ZG9yYQ.', `${cookie}x`])
      expect(await boards(forged), forged).toEqual([]);
  });

  test('without a provider there is nothing to begin, and one that is silent is said to be', async () => {
    const plain = await openDoor();
    for (const [method, path] of [
      ['POST', '/api/board/session'],
      ['DELETE', '/api/board/session'],
      ['GET', '/board/callback?code=1&state=2'],
    ] as const)
      expect((await plain.ask(method, path, method === 'POST' ? { json: {} } : {})).json.code, path).toBe('request.path');
    await plain.close();
    const issuer = new URL('http://127.0.0.1:9');
    const silent = await openDoor({ provider: createOidcProvider({ ...settings(openid), issuer }, { clock: Date.now }) });
    expect((await silent.ask('POST', '/api/board/session', { json: {} })).json.code).toBe('board.provider');
    await silent.close();
  });
});
