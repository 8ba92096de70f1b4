// R9: Slack behind a proxy that alone leads out: requests and sockets go through it, and what it refuses is said of it.

import { afterEach, describe, expect, it } from 'vitest';
import { createEgress } from '../../../src/egress/egress.ts';
import { openForwardProxy, type ForwardProxy } from '../../support/forward-proxy.ts';
import { cardOf, createStub, openStage, type Stage } from './stage.ts';

const FAST = { least: 20, most: 200, refused: 300, drain: 100 };
const PASSWORD = 'canary:p@ss';

describe('Slack through a proxy', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  /** The API has a name that only the proxy resolves. */
  async function open(
    { login, given = login, noProxy = '', away = false } = {} as { login?: string; given?: string; noProxy?: string; away?: boolean },
  ) {
    const stage: Stage = await openStage({ transport: 'sockets', config: { signingSecret: null, redial: FAST } });
    const here = new URL(stage.config.apiUrl).host;
    const hosts = { 'slack.invalid:80': Number(new URL(stage.config.apiUrl).port) };
    const proxy: ForwardProxy = await openForwardProxy({ hosts, ...(login !== undefined && { login }) });
    ends.push(
      () => proxy.close(),
      () => stage.close(),
    );
    if (away) await proxy.close();
    const signIn = given === undefined ? '' : `${given.split(':')[0] ?? ''}:${encodeURIComponent(given.slice(given.indexOf(':') + 1))}@`;
    const outbound = createEgress({ httpsProxy: '', httpProxy: `http://${signIn}${proxy.at}`, noProxy });
    if (noProxy === '') stage.config.apiUrl = 'http://slack.invalid/api/';
    Object.assign(stage.config, { egress: outbound });
    const adapter = stage.another();
    const find = async (): Promise<string[]> => (await adapter.check()).map(({ level, message }) => `${level} ${message}`);
    const { bot } = createStub(() => ({ kind: 'private', card: cardOf('Here') }));
    return { stage, proxy, here, adapter, find, start: () => adapter.start(bot) };
  }

  it.each([
    ['without a name', undefined],
    ['with name and password', `nt2:${PASSWORD}`],
  ])('R9: requests and both sockets go through the proxy, %s', async (_how, login) => {
    const { stage, proxy, here, adapter, start } = await open(login === undefined ? {} : { login });
    await start();
    await expect.poll(() => adapter.health()).toEqual({ state: 'ready', detail: '2 of 2 sockets' });
    expect(proxy.asked.filter((target) => target === here)).toHaveLength(2);
    expect(proxy.asked).toContain('slack.invalid:80');
    const pressed = await stage.slack.person('U1ALEX').command('/nt2 help', { in: 'C1ENG' });
    expect(pressed).toMatchObject({ sawError: null, body: { response_type: 'ephemeral' } });
    await adapter.stop();
    await expect.poll(() => stage.slack.sockets.count()).toBe(0);
  });

  it('R9: what NO_PROXY names is reached directly', async () => {
    const { proxy, adapter, find, start } = await open({ noProxy: 'example.com, 127.0.0.1' });
    await start();
    await expect.poll(() => adapter.health().state).toBe('ready');
    expect(await find()).toContain('ok Slack: a socket opens directly, without a proxy.');
    expect(proxy.asked).toEqual([]);
  });

  it('R9: the doctor opens one socket, says through which proxy, and closes it', async () => {
    const { stage, proxy, here, find, start, adapter } = await open({ login: `nt2:${PASSWORD}` });
    await start();
    await expect.poll(() => stage.slack.sockets.count()).toBe(2);
    expect(await find()).toEqual([
      'ok Slack: the bot token works, in Acme.',
      'ok Slack: the app token opens sockets.',
      `ok Slack: a socket opens through the proxy at ${proxy.at}.`,
    ]);
    expect(proxy.asked.filter((target) => target === here)).toHaveLength(3);
    await expect.poll(() => stage.slack.sockets.count()).toBe(2);
    expect(adapter.health().state).toBe('ready');
  });

  it('R9: a proxy that lets requests through and no socket: the doctor is not content, and the log says why', async () => {
    const { stage, proxy, here, find, start } = await open();
    proxy.refuse(403, '127.0.0.1');
    expect(await find()).toEqual([
      'ok Slack: the bot token works, in Acme.',
      'ok Slack: the app token opens sockets.',
      `fault Slack: no socket opens: the proxy at ${proxy.at} does not let nt2 through to ${here} (403). Allow it there, or name the host in NO_PROXY if it can be reached directly.`,
    ]);
    await start();
    expect(stage.lines).toContain('{"event":"slack.not_connected","code":"proxy_refused"}');
    expect(stage.slack.sockets.count()).toBe(0);
    proxy.refuse(null);
    await expect.poll(() => stage.slack.sockets.count(), { timeout: 10_000 }).toBe(2);
  });

  it.each([
    ['refuses', {}, 'proxy_refused', /^fault Slack: the proxy at 127\.0\.0\.1:\d+ does not let nt2 through to slack\.invalid:80 \(403\)\./],
    [
      'wants another password',
      { login: `nt2:${PASSWORD}`, given: 'nt2:canary-wrong' },
      'proxy_wants_password',
      /^fault Slack: the proxy at 127\.0\.0\.1:\d+ wants a user name and a password that it knows \(407\)\./,
    ],
    [
      'is away',
      { away: true, given: `nt2:${PASSWORD}` },
      'proxy_unreachable',
      /^fault Slack: the proxy at 127\.0\.0\.1:\d+ does not answer\./,
    ],
  ])('R9: a proxy that %s is named, no token is blamed, and its password stands nowhere', async (_how, options, code, says) => {
    const { stage, proxy, find, start, adapter } = await open(options);
    proxy.refuse(403);
    const found = await find();
    expect(found).toEqual([expect.stringMatching(says)]);
    await start();
    expect(adapter.health()).toEqual({ state: 'connecting', detail: code });
    expect(stage.lines).toContain(`{"event":"slack.not_connected","code":"${code}"}`);
    for (const shown of ['canary', encodeURIComponent(PASSWORD), Buffer.from(`nt2:${PASSWORD}`).toString('base64')])
      expect(`${stage.lines.join()}${found.join()}${JSON.stringify(adapter.health())}`).not.toContain(shown);
  });

  it('R9: a tunnel in which nothing moves any more is cut when nt2 stops', async () => {
    const { stage, proxy, adapter, start } = await open();
    await start();
    await expect.poll(() => stage.slack.sockets.count()).toBe(2);
    proxy.freeze();
    await adapter.stop();
    await expect.poll(() => proxy.tunnels(), { timeout: 4_000 }).toBe(0);
  });
});
