// Many workspaces: installing by OAuth, finding the right token again, and forgetting it when nt2 is thrown out.

import { createHmac } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonKey } from '../../../src/core/share.ts';
import { gridCast, standardCast } from '../../fakes/slack/cast.ts';
import { cardOf, createStub, memorySettings, openStage, type Stage, type StageOptions } from './stage.ts';

const CARD = cardOf('A credential');
const SCOPE = 'commands,chat:write,im:write,users:read';

describe('installing', () => {
  let stage: Stage;
  let stub: ReturnType<typeof createStub>;
  let now: number;
  const begin = async (options: StageOptions = {}): Promise<void> => {
    now = Date.parse('2026-11-20T16:00:00.000Z');
    stage = await openStage({
      cast: { ...standardCast, installed: [] },
      clock: () => now,
      ...options,
      config: { botToken: null, client: { id: '1111.2222', secret: 'fake-client-secret' }, ...options.config },
    });
    const shown = cardOf('A credential', { buttons: [{ kind: 'act', action: 'open', ref: 'r1', label: 'Open' }] });
    stub = createStub(() => ({ kind: 'private', card: shown }));
    await stage.adapter.start(stub.bot);
  };
  const get = async (path: string, cookie = '', method = 'GET', adapter = stage.adapter): Promise<Response> => {
    const url = new URL(path, 'https://nt2.example.com');
    const route = adapter.routes.find(({ path: known }) => known === url.pathname);
    if (!route) throw new Error(`no route ${url.pathname}`);
    return route.handle(new Request(url, { method, headers: { cookie } }));
  };
  /** From the install page to Slack's consent and back: what the browser then asks for, and its cookie. */
  const consent = async (given: Partial<Parameters<Stage['slack']['consent']>[1]> = { team: 'T1ACME' }) => {
    const begun = await get('/slack/install');
    const [cookie = ''] = (begun.headers.get('set-cookie') ?? '').split(';');
    return { begun, cookie, back: stage.slack.consent(begun.headers.get('location') ?? '', { as: 'U1ALEX', ...given }) };
  };
  const install = async (given?: Partial<Parameters<Stage['slack']['consent']>[1]>): Promise<Response> => {
    const { cookie, back } = await consent(given);
    return get(back, cookie);
  };
  const installed = (): string[] => [...stage.settings.rows.keys()].filter((name) => name !== 'slack:notes');
  const press = () => stage.slack.person('U1ALEX').command('/nt2 help', { in: 'C1ENG' });
  const direct = (adapter = stage.adapter) =>
    adapter.outbound.sendDirect({ key: 'slack:T1ACME:U1SAM' as PersonKey, name: 'sam' }, CARD, String(now));

  beforeEach(() => begin());
  afterEach(() => stage.close());

  it('leads to Slack with a state that only this browser holds, and asks for no more than it needs', async () => {
    const { begun } = await consent();
    const to = new URL(begun.headers.get('location') ?? '');
    expect(to.origin + to.pathname).toBe('https://slack.com/oauth/v2/authorize');
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      scope: SCOPE,
      redirect_uri: 'https://nt2.example.com/slack/oauth_redirect',
    });
    const cookie = begun.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^__Host-nt2-slack=[\w-]{43}; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/);
    expect(cookie).toContain(to.searchParams.get('state') ?? '?');
    expect(begun.headers.get('cache-control')).toBe('no-store');
  });

  it('on a loopback address without https the cookie goes without what browsers would refuse there', async () => {
    await stage.close();
    await begin({ config: { publicUrl: 'http://127.0.0.1:4180' } });
    const cookie = (await get('/slack/install')).headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^nt2-slack=/);
    expect(cookie).not.toContain('Secure');
  });

  it('an installation is kept sealed away by workspace, works at once, and its page holds nothing of the request', async () => {
    const page = await install();
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(html).toContain('<h1>nt2 is installed</h1>');
    expect(html).toContain('class="brand"');
    expect(html).not.toContain('{{');
    expect(html).toContain('href="https://slack.com/app_redirect?app=A0NT2&amp;team=T1ACME"');
    expect(html).not.toMatch(/<script|code=|state=|xoxb/);
    const policy = page.headers.get('content-security-policy') ?? '';
    // No script, no request, no frame: its own styles by their hash (this page is as before the build: it has none), and the icon of the tab.
    expect(policy).toBe(
      "default-src 'none'; style-src 'none'; img-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(page.headers.get('set-cookie')).toContain('Max-Age=0');
    expect(installed()).toEqual(['slack:T1ACME']);
    await press();
    expect(stub.asked).toMatchObject([{ tenant: 'slack:T1ACME' }]);
    expect(await direct()).toMatchObject({ ok: true });
    expect(stage.lines.join('')).not.toMatch(/xoxb|[\w-]{43}/);
  });

  it('a process without pages says the same as plain text, which nothing keeps', async () => {
    await stage.close();
    await begin({ hasPages: false });
    const { headers, status } = await get('/slack/oauth_redirect?state=x');
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([400, 'text/plain; charset=utf-8', 'no-store']);
    const page = await install();
    expect([page.status, await page.text()]).toEqual([200, expect.stringMatching(/^nt2 is installed\n\nType \/nt2/)]);
    expect(page.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  it('only workspaces that the operator has named may install it: of others nothing is kept, and Slack takes the token back', async () => {
    await stage.close();
    await begin({ config: { workspaces: ['T2PARTNER'] } });
    const page = await install();
    expect([page.status, (await page.text()).includes('not for this workspace'), installed()]).toEqual([403, true, []]);
    expect(stage.slack.world.installations).toMatchObject([{ teamId: 'T1ACME', status: 'revoked' }]);
    await stage.close();
    await begin({ config: { workspaces: ['T2PARTNER', 'T1ACME'] } });
    expect((await install()).status).toBe(200);
    expect(await direct()).toMatchObject({ ok: true });
  });

  it('T16, P14: a state that is forged, missing, of another browser or used by a scanner exchanges nothing', async () => {
    const { cookie, back } = await consent();
    const forged = new URL(back);
    forged.searchParams.set('state', 'x'.repeat(43));
    const bare = new URL(back);
    bare.searchParams.delete('state');
    for (const [url, given] of [
      [back, ''],
      [back, '__Host-nt2-slack='],
      [back, `__Host-nt2-slack=${'y'.repeat(43)}`],
      [back, cookie.replace('__Host-', '')],
      [forged.href, cookie],
      [bare.href, cookie],
    ] as const) {
      const answer = await get(url, given);
      expect([answer.status, (await answer.text()).includes('too old')], `${url} ${given}`).toEqual([400, true]);
    }
    expect((await get(back, cookie, 'HEAD')).status).toBe(405);
    expect(stage.slack.calls).toEqual([]);
    expect((await get(back, cookie)).status).toBe(200);
  });

  it('a no, a code that was used, and a Slack that does not answer each say what to do, and change nothing', async () => {
    expect(await (await install({ team: 'T1ACME', allow: false })).text()).toContain('not installed');
    const { cookie, back } = await consent();
    stage.slack.fail('oauth.v2.access', { answer: 'status', status: 500 });
    expect((await get(back, cookie)).status).toBe(502);
    expect((await get(back, cookie)).status).toBe(200);
    const again = await get(back, cookie);
    expect([again.status, (await again.text()).includes('did not complete')]).toEqual([502, true]);
    expect(stage.lines).toContain('{"event":"slack.not_installed","code":"invalid_code"}');
  });

  it('an organisation is installed once for all of its workspaces', async () => {
    await stage.close();
    await begin({ cast: { ...gridCast, installed: [] } });
    expect((await install({ as: 'W8ANNA', enterprise: 'E1ORG' })).status).toBe(200);
    expect(installed()).toEqual(['slack:E1ORG']);
    await stage.slack.person('W9BEN').globalShortcut('share');
    await stage.slack.person('W8ANNA').command('/nt2 help', { in: 'C8NORTH' });
    expect(stub.asked).toMatchObject([{ tenant: 'slack:E1ORG' }, { tenant: 'slack:E1ORG' }]);
  });

  it('thrown out, it is forgotten at once here, and soon by the others', async () => {
    await install();
    const other = stage.another();
    await other.start(stub.bot);
    expect(await direct(other)).toMatchObject({ ok: true });
    now += 5_000;
    await stage.slack.uninstall('T1ACME');
    await expect.poll(() => installed()).toEqual([]);
    const calls = stage.slack.calls.length;
    expect(await direct()).toEqual({ ok: false, reason: 'later', retryAfterMs: 300_000 });
    expect(stage.slack.calls).toHaveLength(calls);
    now += 61_000;
    expect(await direct(other)).toMatchObject({ ok: false, reason: 'later' });
    expect(stage.slack.calls).toHaveLength(calls);
    const { act } = await press();
    expect(JSON.stringify(stage.slack.outcome(act).ephemerals)).toContain('Broken');
  });

  it('installed again, it goes on; late news of the old end does not end the new installation', async () => {
    await install();
    await stage.slack.uninstall('T1ACME');
    now += 10_000;
    expect((await install()).status).toBe(200);
    expect(await direct()).toMatchObject({ ok: true });
    // Slack sends the news of ten seconds ago once more.
    const row = stage.settings.rows.get('slack:T1ACME');
    now -= 10_000;
    await stage.slack.event('T1ACME', { type: 'app_uninstalled' });
    now += 10_000;
    await stage.adapter.stop();
    expect([row, stage.settings.rows.get('slack:T1ACME')]).toEqual([expect.any(String), row]);
  });

  it('when only the tokens of people are revoked, the installation stays', async () => {
    await install();
    now += 5_000;
    await stage.slack.event('T1ACME', { type: 'tokens_revoked', tokens: { oauth: ['U1ALEX'], bot: [] } });
    await stage.adapter.stop();
    expect(installed()).toEqual(['slack:T1ACME']);
  });

  it('a card in a shared channel is a matter of the workspace that posted it, also for someone from the other one', async () => {
    await install();
    const bot = stage.slack.world.installationFor('T1ACME')?.botUserId ?? '';
    stage.slack.world.channels.get('C1SHARED')?.members.add(bot);
    const card = cardOf('A credential', { buttons: [{ kind: 'act', action: 'open', ref: 'r1', label: 'Open' }] });
    const sent = await stage.adapter.outbound.post({ ref: 'T1ACME/C1SHARED', name: '' }, card, 'k');
    const [, channel = '', ts = ''] = sent.ok ? sent.ref.split('/') : [];
    const pat = stage.slack.person('U2PAT');
    // The fake names the workspace of the app there; Slack may as well name that of the person.
    stage.slack.deliverTo({
      by: 'handler',
      async handle(request) {
        const payload = JSON.parse(new URLSearchParams(await request.text()).get('payload') ?? '') as Record<string, unknown>;
        const body = new URLSearchParams({ payload: JSON.stringify({ ...payload, team: { id: 'T2PARTNER' } }) }).toString();
        const at = request.headers.get('x-slack-request-timestamp') ?? '';
        const signature = `v0=${createHmac('sha256', 'fake-signing-secret').update(`v0:${at}:${body}`).digest('hex')}`;
        const headers = { ...Object.fromEntries(request.headers), 'x-slack-signature': signature };
        const response = await stage.adapter.routes[0]?.handle(new Request(request.url, { method: 'POST', body, headers }));
        return response ?? new Response(null, { status: 500 });
      },
    });
    for (const where of [{ channel, ts }, 'modal'] as const) {
      stub.asked.length = 0;
      await pat.press(where, 'nt2:open:0');
      expect(stub.asked).toMatchObject([{ tenant: 'slack:T1ACME', actor: { key: 'slack:T1ACME:U2PAT', kind: 'outsider' } }]);
    }
  });

  it('a vault that does not open is told, not taken for a workspace without nt2', async () => {
    const settings = memorySettings();
    await stage.close();
    await begin({ settings });
    await install();
    settings.vault.get = () => Promise.reject(new Error('closed'));
    now += 61_000;
    const { act } = await press();
    expect(JSON.stringify(stage.slack.outcome(act).ephemerals)).toContain('Broken');
    expect(await direct()).toMatchObject({ ok: false, reason: 'later' });
  });
});
