// `nt2 doctor` before a Slack that is set up well, and before each way to be set up wrongly.

import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';
import type { PersonKey } from '../../../src/core/share.ts';
import { standardCast } from '../../fakes/slack/cast.ts';
import { cardOf, createStub, memorySettings, openStage, type Stage, type StageOptions } from './stage.ts';

const SIGNING = 'fake-signing-secret';

describe('the doctor of Slack', () => {
  let stage: Stage;
  const servers: http.Server[] = [];
  const begin = async (options: StageOptions = {}): Promise<void> => {
    stage = await openStage({ transport: 'sockets', ...options, config: { signingSecret: null, ...options.config } });
  };
  const find = async (direct?: string): Promise<string[]> =>
    (await stage.adapter.check(direct === undefined ? {} : { direct })).map(({ level, message }) => `${level} ${message}`);
  /** A server that answers like this at the public address. */
  const serve = async (answer: (request: Request) => Promise<Response> | Response): Promise<string> => {
    const server = http.createServer((incoming, outgoing) => {
      void (async () => {
        const chunks: Buffer[] = [];
        try {
          for await (const chunk of incoming) chunks.push(chunk as Buffer);
        } catch {
          return;
        }
        const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
        const response = await answer(new Request('http://x/slack/events', { method: 'POST', headers, body: Buffer.concat(chunks) }));
        outgoing.writeHead(response.status).end(await response.text());
      })();
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  };
  afterEach(async () => {
    await stage.close();
    for (const server of servers.splice(0)) server.close();
  });

  it('is content with sockets that work', async () => {
    await begin();
    expect(await find()).toEqual([
      'ok Slack: the bot token works, in Acme.',
      'ok Slack: the app token opens sockets.',
      'ok Slack: a socket opens directly, without a proxy.',
    ]);
    await expect.poll(() => stage.slack.sockets.count()).toBe(0);
  });

  it('names scopes that are missing, and those that are too many', async () => {
    await begin({ cast: { ...standardCast, installed: [{ team: 'T1ACME', scopes: ['commands', 'chat:write', 'channels:history'] }] } });
    const found = (await find()).join('\n');
    expect(found).toContain('fault Slack: scopes are missing: im:write, users:read.');
    expect(found).toContain('note Slack: scopes that nt2 does not use: channels:history.');
    // Where it reads messages it needs more.
    Object.assign(stage.config, { watches: true });
    const watching = (await find()).join('\n');
    expect(watching).toContain('fault Slack: scopes are missing: im:write, users:read, groups:history, mpim:history.');
    expect(watching).not.toContain('does not use');
  });

  it('tells tokens that do not work apart, and never shows one', async () => {
    await begin({ config: { botToken: 'xoxb-wrong', appToken: 'xoxb-no-app-token' } });
    const found = (await find()).join('\n');
    expect(found).toContain('fault Slack: SLACK_BOT_TOKEN: it is not known to Slack.');
    expect(found).toContain('fault Slack: SLACK_APP_TOKEN');
    expect(found).not.toMatch(/xoxb-(wrong|no)/);
    const [installation] = stage.slack.world.installations;
    if (installation) installation.status = 'revoked';
    stage.config.botToken = installation?.token ?? '';
    expect((await find())[0]).toContain('it was revoked');
    stage.config.apiUrl = 'http://127.0.0.1:1/api/';
    expect((await find())[0]).toContain('Slack does not answer from here');
  });

  it('sees a clock that is wrong before Slack refuses everything', async () => {
    let off = 120_000;
    await begin({ clock: () => Date.now() + off });
    expect((await find()).join('\n')).toContain("note Slack: this computer's clock is 2 min away from Slack's.");
    off = -300_000;
    expect((await find()).join('\n')).toContain("fault Slack: this computer's clock is 5 min away");
  });

  it('asks its own public address as Slack would, and tells who answers there', async () => {
    await begin({ config: { signingSecret: SIGNING } });
    const events = stage.adapter.routes[0];
    await stage.adapter.start(createStub().bot);
    const about = async (url: string): Promise<string> => {
      stage.config.publicUrl = url;
      return (await find()).find((line) => line.includes(url)) ?? '';
    };
    expect(await about(await serve((request) => events?.handle(request) ?? new Response(null)))).toMatch(
      /^ok .* answers\. Slack must be able/,
    );
    expect(await about(await serve(() => new Response(null, { status: 401 })))).toMatch(/^fault .* another signing secret/);
    expect(await about(await serve(() => new Response('<h1>It works!</h1>')))).toMatch(/^fault .*something else answers .*\(200\)/);
    expect(await about('http://127.0.0.1:1')).toMatch(/^fault .* does not answer from here/);
  });

  it('reads what the running server has noted: requests that were refused, the last good one, a Messages tab that is off', async () => {
    const settings = memorySettings();
    let now = Date.now();
    await begin({ settings, clock: () => now, config: { signingSecret: SIGNING } });
    await stage.adapter.start(createStub().bot);
    const noted = async (): Promise<string> => (await find()).join('\n');
    expect(await noted()).toContain('note Slack: no request has come yet.');
    const [route] = stage.adapter.routes;
    if (!route) throw new Error('no route');
    stage.slack.deliverTo({ by: 'handler', handle: route.handle });
    const press = (secret = SIGNING) => stage.slack.person('U1ALEX').command('/nt2 help', { in: 'C1ENG', secret });
    await press('another');
    expect(await noted()).toContain('fault Slack: no request had the right signature. Compare SLACK_SIGNING_SECRET');
    // The store is not written for every request of a stranger.
    await press('another');
    await press('another');
    expect(settings.rows.get('slack:notes')).toContain('"refused":1');
    now += 61_000;
    await press();
    expect(await noted()).toContain('ok Slack: the last request came 0 min ago.');
    now += 120_000;
    await press('another');
    expect(await noted()).toContain('note Slack: 1 requests with a wrong signature since the last good one, 2 min ago.');

    stage.slack.app.messagesTab = false;
    now += 61_000;
    expect(await stage.adapter.outbound.sendDirect({ key: 'slack:T1ACME:U1SAM' as PersonKey, name: 'sam' }, cardOf('x'), 'k')).toEqual({
      ok: false,
      reason: 'refused',
    });
    expect(stage.adapter.health().detail).toContain('the Messages tab is off');
    expect(await noted()).toContain(
      'fault Slack: the Messages tab is off: switch it on at https://api.slack.com/apps > App Home > Show Tabs',
    );
  });

  it('writes to someone when it is told whom', async () => {
    await begin();
    expect((await find('U1SAM')).at(-1)).toBe('ok Slack: a direct message went to U1SAM.');
    expect(stage.slack.person('U1SAM').messages().at(-1)?.text).toBe('nt2 doctor: direct messages arrive.');
    expect((await find('sam')).at(-1)).toContain('--dm takes a member id');
    expect((await find('U9NOBODY')).at(-1)).toContain('no member has this id');
    stage.slack.app.messagesTab = false;
    expect((await find('U1ALEX')).at(-1)).toContain('Messages tab is off');
  });

  it('many workspaces: the client is asked for, and each is installed at its own address', async () => {
    const client = { id: '1111.2222', secret: 'fake-client-secret' };
    await begin({ config: { botToken: null, client } });
    expect(await find()).toContain('ok Slack: workspaces install nt2 at https://nt2.example.com/slack/install.');
    stage.config.client = { ...client, secret: 'other' };
    expect((await find())[0]).toContain('SLACK_CLIENT_SECRET is not that of the app');
    expect((await find('U1SAM')).at(-1)).toContain('--dm needs the workspace too');
  });
});
