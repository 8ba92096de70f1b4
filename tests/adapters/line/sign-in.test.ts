// LINE Login as the way to the page: what is asked, what comes back, and who gets no further.

import { describe, expect, it } from 'vitest';
import { PATHS } from '../../../src/adapters/line/config.ts';
import { LOGIN } from '../../fakes/line/line.ts';
import { GROUP, USERS } from '../line-chat.ts';
import { openStage, URL_OF, type LineStage } from './stage.ts';

const ID = 'a'.repeat(32);

const get = (stage: LineStage, url: string, cookie = ''): Promise<Response> => {
  const { pathname } = new URL(url);
  const route = stage.chat.adapter.routes.find(({ path, method }) => path === pathname && method === 'GET')!;
  return route.handle(new Request(url, { headers: { cookie } }));
};
const cookieOf = (response: Response): string => (response.headers.get('set-cookie') ?? '').split(';')[0]!;

async function begin(stage: LineStage, to = `s/${ID}`) {
  const response = await get(stage, `${URL_OF}${PATHS.go}?to=${to}&openExternalBrowser=1`);
  return { response, location: response.headers.get('location') ?? '', cookie: cookieOf(response) };
}

describe('LINE Login', () => {
  it('leads to LINE with state, nonce and a challenge, and back to the page with what the bot gives for this person alone', async () => {
    const stage = await openStage();
    const { response, location, cookie } = await begin(stage);
    expect(response.status).toBe(303);
    expect(response.headers.get('set-cookie')).toMatch(/^__Host-nt2-line=[\w-]+; Path=\/; Max-Age=600; HttpOnly; Secure; SameSite=Lax$/);
    const query = new URL(location).searchParams;
    expect(new URL(location).origin).toBe('https://access.line.me');
    expect(Object.fromEntries(query)).toMatchObject({
      response_type: 'code',
      client_id: LOGIN.id,
      scope: 'openid profile',
      redirect_uri: `${URL_OF}${PATHS.callback}`,
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(query.get(name)).toMatch(/^[\w-]{43}$/);
    const back = await get(stage, stage.chat.line.authorize(location, USERS.recipient), cookie);
    expect([back.status, back.headers.get('location')]).toEqual([303, `${URL_OF}/go#s/${ID}/${stage.chat.keys.recipient}`]);
    expect(back.headers.get('cache-control')).toBe('no-store');
    expect(back.headers.get('set-cookie')).toContain('Max-Age=0');
    // Each sign-in has its own.
    expect((await begin(stage)).cookie).not.toBe(cookie);
  });

  it('takes no address to go on to but its own four', async () => {
    const stage = await openStage();
    for (const to of ['', 'https://evil.example', '//evil.example', 's/../x', `s/${ID}/other`, `s/${ID}%0d%0aX: y`, 'mine%23x', 's/ABC'])
      expect((await begin(stage, to)).response.status, to).toBe(400);
    for (const to of [`s/${ID}`, `s/${ID}/receipt`, 'mine', 'devices']) expect((await begin(stage, to)).response.status, to).toBe(303);
  });

  it('takes nothing that another browser began, was begun before, or was changed on the way', async () => {
    const stage = await openStage();
    const [mine, other] = [await begin(stage), await begin(stage)];
    const back = stage.chat.line.authorize(mine.location, USERS.sender);
    const tampered = Buffer.from(JSON.stringify({ state: new URL(back).searchParams.get('state'), to: 'https://evil.example' })).toString(
      'base64url',
    );
    for (const cookie of [
      '',
      other.cookie,
      '__Host-nt2-line=',
      '__Host-nt2-line=e30',
      `__Host-nt2-line=${tampered}`,
      mine.cookie.replace('__Host-', ''),
    ])
      expect((await get(stage, back, cookie)).status, cookie).toBe(400);
    for (const url of [back.replace(/state=[^&]*/, 'state='), back.replace(/state=/, 'state=x')])
      expect((await get(stage, url, mine.cookie)).status).toBe(400);
    // The person said no.
    expect((await get(stage, back.replace(/code=[^&]*/, 'error=access_denied'), mine.cookie)).status).toBe(403);
    expect((await get(stage, back, mine.cookie)).status).toBe(303);
    // A code is good once.
    expect((await get(stage, back, mine.cookie)).status).toBe(403);
    // Another code in the place of one's own: it was made for another challenge and nonce.
    const foreign = new URL(stage.chat.line.authorize(other.location, USERS.other)).searchParams.get('code')!;
    expect((await get(stage, back.replace(/code=[^&]*/, `code=${foreign}`), mine.cookie)).status).toBe(403);
  });

  it('believes no token that is not LINE’s, for this channel, for this sign-in, of now', async () => {
    const stage = await openStage();
    const { line } = stage.chat;
    const status = async (): Promise<number> => {
      const { location, cookie } = await begin(stage);
      return (await get(stage, line.authorize(location, USERS.sender), cookie)).status;
    };
    for (const claims of [
      { iss: 'https://evil.example' },
      { aud: '1650000001' },
      { nonce: 'x' },
      { exp: 1 },
      { sub: 'Usomebody' },
      { sub: undefined },
    ]) {
      line.state.claims = claims;
      expect(await status(), JSON.stringify(claims)).toBe(403);
    }
    line.state.claims = {};
    for (const path of ['/oauth2/v2.1/token', '/oauth2/v2.1/verify']) {
      line.faults.push({ path, status: 500, body: {}, after: false });
      expect(await status()).toBe(403);
    }
    expect(await status()).toBe(303);
    expect(JSON.stringify(stage.chat.logged())).not.toMatch(/id_token|Bearer|U[0-9a-f]{32}/);
  });

  it('lets in members alone, and nobody while LINE does not say', async () => {
    const stage = await openStage();
    const status = async (): Promise<number> => {
      const { location, cookie } = await begin(stage);
      return (await get(stage, stage.chat.line.authorize(location, USERS.sender), cookie)).status;
    };
    stage.chat.line.faults.push({ path: '/v2/bot/group', status: 500, body: {}, after: false });
    expect(await status()).toBe(503);
    stage.chat.line.groups.set(GROUP, new Set());
    expect(await status()).toBe(403);
  });
});
