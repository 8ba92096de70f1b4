// The fake Slack on loopback: Web API, Socket Mode with the real client, and the installation.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SocketModeClient } from '@slack/socket-mode';
import { afterEach, describe, expect, it } from 'vitest';

import { type Begun, begin, client, ENG, QUIET } from './begin.ts';
import { gridCast } from './cast.ts';
import type { SlackOptions } from './slack.ts';

describe('the fake Slack over loopback', () => {
  const closing: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  async function served(options: SlackOptions = {}) {
    const begun = begin(options);
    const server = await begun.slack.serve();
    closing.push(() => server.close());
    return { ...begun, ...server };
  }

  it('speaks with the real web client, and loses answers on order', async () => {
    const { slack, token, apiUrl } = await served();
    const web = client(token, { slackApiUrl: apiUrl, teamId: 'T1ACME' });
    expect(await web.auth.test()).toMatchObject({ team_id: 'T1ACME', bot_id: slack.world.installations[0]?.botId });
    for (const answer of ['reset', 'half', 'hang'] as const) {
      slack.fail('chat.postMessage', { answer, done: true });
      const patience = client(token, { slackApiUrl: apiUrl, ...(answer === 'hang' && { timeout: 80 }) });
      await expect(patience.chat.postMessage({ channel: ENG, text: answer })).rejects.toThrow();
    }
    await expect.poll(() => slack.person('U1SAM').messages().length).toBe(3);
    expect(slack.complaints()).toEqual([]);
  });

  it('a request that is cut off before it is whole is nobody’s, and breaks nothing', async () => {
    const { origin, slack } = await served();
    const broken: unknown[] = [];
    const onBroken = (error: unknown): number => broken.push(error);
    process.on('unhandledRejection', onBroken);
    // From a process of its own: here nock stands before every socket, and holds a request back until it is whole.
    const half = 'POST /api/auth.test HTTP/1.1\\r\\nhost: slack\\r\\ncontent-length: 99\\r\\n\\r\\ntoken=';
    const cut = `const s = require('net').connect(${new URL(origin).port}, '127.0.0.1', () => s.write('${half}', () => setTimeout(() => s.destroy(), 200)))`;
    await promisify(execFile)(process.execPath, ['-e', cut]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.off('unhandledRejection', onBroken);
    expect([broken, slack.calls]).toEqual([[], []]);
  });

  async function connected({ apiUrl, slack }: Begun & { apiUrl: string }): Promise<SocketModeClient> {
    const socket = new SocketModeClient({
      appToken: slack.app.appToken,
      clientOptions: { slackApiUrl: apiUrl },
      clientPingTimeout: 300,
      logger: QUIET,
    });
    closing.push(() => socket.disconnect());
    await socket.start();
    return socket;
  }
  type Envelope = { ack: (body?: unknown) => Promise<void>; type: string; retry_num?: number; body: Record<string, unknown> };

  it('brings each act to one of the open sockets, and the answer back', async () => {
    const begun = await served();
    const { slack } = begun;
    slack.deliverTo({ by: 'sockets' });
    const seen: string[] = [];
    for (const name of ['first', 'second']) {
      const socket = await connected(begun);
      socket.on('slack_event', ({ ack, type }: Envelope) => {
        seen.push(`${name} ${type}`);
        void ack(type === 'slash_commands' ? { text: `from ${name}` } : undefined);
      });
    }
    const alex = slack.person('U1ALEX');
    const one = await alex.command('/nt2', { in: ENG });
    await alex.globalShortcut('share');
    await alex.openHome();
    expect(seen).toHaveLength(3);
    expect(new Set(seen.map((line) => line.split(' ')[0]))).toEqual(new Set(['first', 'second']));
    expect(slack.outcome(one.act).ephemerals[0]?.text).toMatch(/^from /);
    expect(slack.complaints()).toEqual([]);
  });

  it('sends an envelope again until someone acknowledges it, and is reconnected to when it asks for that', async () => {
    const begun = await served({ sockets: { againMs: 40 } });
    const { slack } = begun;
    slack.deliverTo({ by: 'sockets' });
    const socket = await connected(begun);
    const attempts: unknown[] = [];
    socket.on('slack_event', ({ ack, retry_num }: Envelope) => {
      attempts.push(retry_num);
      if (attempts.length === 2) void ack();
    });
    expect((await slack.person('U1ALEX').command('/nt2', { in: ENG })).sawError).toBeNull();
    expect(attempts).toEqual([undefined, 1]);
    // Closed in the middle of that it would reject a promise of its own, without a reason and with nobody to hear it.
    const again = new Promise((resolve) => void socket.once('connected', resolve));
    slack.sockets.disconnect('refresh_requested');
    await again;
    await expect.poll(() => slack.calls.filter(({ method }) => method === 'apps.connections.open').length).toBe(2);
    await expect.poll(() => slack.sockets.count()).toBe(1);
    expect(slack.complaints()).toEqual([]);
  });

  it('opens ten sockets, each by a ticket of its own, and no more', async () => {
    const { slack, apiUrl } = await served();
    const app = client(slack.app.appToken, { slackApiUrl: apiUrl });
    const opened: WebSocket[] = [];
    closing.push(() => opened.forEach((socket) => socket.close()));
    const connect = (url: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(url);
        opened.push(socket);
        socket.onmessage = ({ data }) => resolve((JSON.parse(String(data)) as { reason?: string }).reason ?? 'hello');
        socket.onerror = () => resolve('refused');
      });
    const said: string[] = [];
    let url = '';
    for (let count = 0; count < 11; count += 1) {
      url = (await app.apps.connections.open()).url ?? '';
      said.push(await connect(url));
    }
    expect(said).toEqual([...Array.from({ length: 10 }, () => 'hello'), 'too_many_websockets']);
    expect(slack.complaints()).toEqual([]);
    expect(await connect(url)).toBe('refused');
    expect(slack.complaints()).toContain('a socket was opened with a used or unknown ticket');
  });

  it('delivers by HTTP to an address, and says what came back', async () => {
    const { slack, origin } = await served();
    slack.deliverTo({ by: 'http', url: `${origin}/somewhere` });
    expect(await slack.person('U1ALEX').command('/nt2', { in: ENG })).toMatchObject({ status: 404, sawError: 'answered 404' });
    expect(slack.complaints()).toEqual(['Slack has nothing at POST /somewhere']);
    slack.deliverTo({ by: 'http', url: 'http://127.0.0.1:1/closed' });
    expect((await slack.person('U1ALEX').globalShortcut('share')).sawError).toBe('answered 500');
  });

  it('installs into a team and into an organisation, with a code that works once', async () => {
    const { slack, apiUrl, origin } = await served({ cast: { ...gridCast, installed: [] } });
    const { clientId: client_id, clientSecret: client_secret, redirectUrls } = slack.app;
    const redirect_uri = redirectUrls[0] ?? '';
    const page = `${origin}/oauth/v2/authorize?${new URLSearchParams({ client_id, scope: 'commands,chat:write', redirect_uri, state: 's1' }).toString()}`;
    expect([(await fetch(page)).status, (await fetch(page.replace(client_id, 'other'))).status]).toEqual([200, 400]);
    const web = client(undefined, { slackApiUrl: apiUrl });
    const codeOf = (where: { team?: string; enterprise?: string }): string => {
      const back = new URL(slack.consent(page, { as: 'W8ANNA', ...where }));
      expect(back.searchParams.get('state')).toBe('s1');
      return back.searchParams.get('code') ?? '';
    };
    const code = codeOf({ team: 'T8NORTH' });
    const args = { client_id, client_secret, redirect_uri };
    const installed = await web.oauth.v2.access({ ...args, code });
    expect(installed).toMatchObject({ team: { id: 'T8NORTH' }, is_enterprise_install: false, scope: 'commands,chat:write' });
    await expect(web.oauth.v2.access({ ...args, code })).rejects.toThrow('invalid_code');
    await expect(web.oauth.v2.access({ ...args, client_secret: 'wrong', code })).rejects.toThrow('bad_client_secret');
    const org = await web.oauth.v2.access({ ...args, code: codeOf({ enterprise: 'E1ORG' }) });
    expect(org).toMatchObject({ team: null, enterprise: { id: 'E1ORG' }, is_enterprise_install: true });
    expect(await client(org.access_token ?? '', { slackApiUrl: apiUrl }).auth.test()).toMatchObject({ is_enterprise_install: true });
    expect(new URL(slack.consent(page, { as: 'W8ANNA', team: 'T8NORTH', allow: false })).searchParams.get('error')).toBe('access_denied');
    expect(slack.complaints()).toEqual([]);
  });
});
