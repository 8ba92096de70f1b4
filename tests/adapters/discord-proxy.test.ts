// R9: Discord behind a proxy that alone leads out: requests and the gateway's socket go through it, and what it refuses is said of it.

import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import type { createDiscord as Create } from '../../src/adapters/discord/adapter.ts';
import { TIMES, type Times } from '../../src/adapters/discord/config.ts';
import { routeSockets } from '../../src/adapters/discord/transport/socket.ts';
import type { Bot, Card } from '../../src/bot/port.ts';
import { createEgress, type Egress } from '../../src/egress/egress.ts';
import { openDiscord } from '../fakes/discord/discord.ts';
import { openStore } from '../store/open.ts';
import { openForwardProxy } from '../support/forward-proxy.ts';

const QUICK: Times = { ...TIMES, lease: 600, renew: 150, watch: 60, retry: 30 };
const LOGIN = 'nt2:canary%3Ap%40ss';
const card: Card = { title: 'x', tone: 'plain', body: [], buttons: [], fallback: 'x' };

describe('Discord through a proxy', () => {
  let createDiscord: typeof Create;
  let current: Egress;
  let log: string[] = [];
  const note = (event: string, facts: Readonly<Record<string, string>>): void => void log.push(`${event} ${facts['code'] ?? ''}`);
  const ends: (() => Promise<unknown>)[] = [];

  // As src/app/platforms.ts does it, once in a process.
  beforeAll(async () => {
    const egress = { open: () => current.open() };
    ({ createDiscord } = await routeSockets({ egress, log: note }, () => import('../../src/adapters/discord/adapter.ts')));
  });
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  async function open({ given = LOGIN, noProxy = '', heartbeatMs = 41_250 } = {}) {
    log = [];
    const discord = await openDiscord({ heartbeatMs });
    const store = await openStore({ kind: 'sqlite', file: ':memory:' });
    const { host, port, pathname } = new URL(discord.api);
    const proxy = await openForwardProxy({ hosts: { 'discord.invalid:80': Number(port) }, login: decodeURIComponent(LOGIN) });
    current = createEgress({ httpsProxy: '', httpProxy: `http://${given}@${proxy.at}`, noProxy });
    const adapter = createDiscord({
      config: {
        token: discord.token,
        publicKey: null,
        apiUrl: noProxy === '' ? `http://discord.invalid${pathname}/` : `${discord.api}/`,
        publicUrl: 'https://nt2.example',
        guilds: [],
        egress: current,
        times: QUICK,
      },
      clock: Date.now,
      leases: store,
      consume: store.consume,
      log: note,
    });
    ends.push(
      () => proxy.close(),
      () => store.close(),
      async () => {
        const complaints = discord.complaints();
        await discord.close();
        expect(complaints).toEqual([]);
      },
      () => adapter.stop(),
    );
    const heard: string[] = [];
    const bot: Bot = {
      late: card,
      broken: card,
      unshown: { busy: card, setup: card, shape: card },
      handle: async ({ id }) => {
        heard.push(id);
        return { kind: 'private', card };
      },
    };
    return {
      discord,
      proxy,
      adapter,
      heard,
      /** Where the gateway is. */
      here: host,
      start: () => adapter.start(bot),
      sessions: (count: number) => expect.poll(() => discord.gateway.sessions(), { interval: 5, timeout: 5_000 }).toBe(count),
      find: async (): Promise<string[]> => (await adapter.check()).map(({ level, message }) => `${level} ${message}`),
    };
  }

  it('R9: requests and the gateway go through the proxy, with name and password, and a command is answered', async () => {
    const { discord, proxy, adapter, here, heard, start, sessions } = await open();
    await start();
    await sessions(1);
    expect(proxy.asked.filter((target) => target === here)).toHaveLength(1);
    expect(proxy.asked).toContain('discord.invalid:80');
    const user = discord.user({ name: 'Alex' });
    const channel = discord.channel(discord.guild({ members: [user] }));
    await discord.person(user.id).command('nt2 list', {}, { in: channel.id });
    expect(heard).toHaveLength(1);
    await adapter.stop();
    await sessions(0);
  });

  it('R9: what NO_PROXY names is reached directly', async () => {
    const { proxy, find, start, sessions } = await open({ noProxy: '127.0.0.1' });
    await start();
    await sessions(1);
    expect(await find()).toContain('ok Discord: a socket to the gateway opens directly, without a proxy.');
    expect(proxy.asked).toEqual([]);
  });

  it('R9: the doctor opens one socket, says through which proxy, and spends no sign-in', async () => {
    const { discord, proxy, here, find, start, sessions } = await open();
    await start();
    await sessions(1);
    const before = discord.gateway.heard.identify;
    expect(await find()).toContain(`ok Discord: a socket to the gateway opens through the proxy at ${proxy.at}.`);
    expect(proxy.asked.filter((target) => target === here)).toHaveLength(2);
    expect([discord.gateway.heard.identify, discord.gateway.sessions()]).toEqual([before, 1]);
  });

  it('R9: a proxy that lets requests through and no socket: the doctor is not content, and the log says why', async () => {
    const { proxy, here, find, start, sessions } = await open();
    proxy.refuse(403, '127.0.0.1');
    expect(await find()).toContain(
      `fault Discord: no socket to the gateway opens: the proxy at ${proxy.at} does not let nt2 through to ${here} (403). Allow it there, or name the host in NO_PROXY if it can be reached directly.`,
    );
    await start();
    await expect.poll(() => log).toContain('discord.socket_error proxy_refused');
    proxy.refuse(null);
    await sessions(1);
  });

  it.each([
    ['refuses', LOGIN, 403, 'proxy_refused', /^fault Discord: the proxy at \S+ does not let nt2 through to discord\.invalid:80 \(403\)\./],
    [
      'wants another password',
      'nt2:canary-wrong',
      null,
      'proxy_wants_password',
      /^fault Discord: the proxy at \S+ wants a user name and a pass/,
    ],
    ['is away', LOGIN, 0, 'proxy_unreachable', /^fault Discord: the proxy at \S+ does not answer\./],
  ] as const)('R9: a proxy that %s is named, and its password stands nowhere', async (_how, given, status, code, says) => {
    const { proxy, find, start } = await open({ given });
    if (status === 0) await proxy.close();
    else proxy.refuse(status);
    const found = await find();
    expect(found).toEqual([expect.stringMatching(says)]);
    await start();
    await expect.poll(() => log).toContain(`discord.not_begun ${code}`);
    for (const shown of ['canary', Buffer.from(decodeURIComponent(LOGIN)).toString('base64')])
      expect(`${log.join()}${found.join()}`).not.toContain(shown);
  });

  it('R9: a gateway that falls silent behind the proxy is left for a new connection', async () => {
    const { discord, proxy, start, sessions, here } = await open({ heartbeatMs: 200 });
    await start();
    await sessions(1);
    proxy.freeze();
    await expect.poll(() => proxy.asked.filter((target) => target === here).length, { timeout: 12_000 }).toBeGreaterThan(1);
    // Its requests hang in a frozen tunnel too, and end by their own limit of five seconds.
    await expect.poll(() => discord.gateway.heard.resume + discord.gateway.heard.identify, { timeout: 20_000 }).toBeGreaterThan(1);
  });
});
