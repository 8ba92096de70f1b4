// R9: the built program behind a proxy that alone leads out, with TLS as it is outside: both platforms, one doctor.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildServer } from '../../scripts/build-server.mjs';
import { newSecret } from '../../src/cli/keygen.ts';
import { openDiscord, type Discord } from '../fakes/discord/discord.ts';
import { createSlack } from '../fakes/slack/slack.ts';
import { openForwardProxy, type ForwardProxy } from '../support/forward-proxy.ts';
import { makeAuthority, openTlsFront } from '../support/tls-front.ts';

const missing = spawnSync('openssl', ['version']).status === 0 ? null : 'openssl is not installed (Debian: apt-get install openssl)';
if (missing) console.log(`left out: ${missing}`);

const NAMES = ['slack.invalid', 'sockets.slack.invalid', 'discord.invalid', 'gateway.discord.invalid'];

describe.skipIf(missing !== null)('nt2 doctor behind a proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nt2-proxy-'));
  const ends: (() => Promise<unknown>)[] = [];
  let proxy: ForwardProxy;
  let discord: Discord;
  let env: Record<string, string>;
  /** Where the fakes are without TLS and without names. */
  let plain: Record<string, string>;

  beforeAll(async () => {
    await buildServer({ out: join(folder, 'dist/server') });
    makeAuthority(folder, NAMES);
    const slack = createSlack();
    const served = await slack.serve();
    discord = await openDiscord({ token: 'AAAAAAAAAAAAAAAAAAAAAAAA.BBBBBB.CCCCCCCCCCCCCCCCCCCCCCCCCCC' });
    const slackFront = await openTlsFront({ dir: folder, port: served.port, sockets: 'sockets.slack.invalid' });
    const discordPort = Number(new URL(discord.api).port);
    const discordFront = await openTlsFront({ dir: folder, port: discordPort, sockets: 'gateway.discord.invalid' });
    const hosts = Object.fromEntries(NAMES.map((name) => [`${name}:443`, (name.includes('slack') ? slackFront : discordFront).port]));
    proxy = await openForwardProxy({ login: 'nt2:canary:p@ss', hosts });
    ends.push(
      () => proxy.close(),
      () => slackFront.close(),
      () => discordFront.close(),
      () => served.close(),
      () => discord.close(),
    );
    plain = { SLACK_API_URL: served.apiUrl, DISCORD_API_URL: `${discord.api}/` };
    writeFileSync(join(folder, 'proxy'), `http://nt2:canary%3Ap%40ss@${proxy.at}\n`);
    env = {
      PATH: process.env['PATH'] ?? '',
      NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem'),
      NT2_PUBLIC_URL: 'http://127.0.0.1:9',
      NT2_SECRET: newSecret(),
      NT2_STORE: `sqlite:${join(folder, 'nt2.db')}`,
      NT2_STATE_DIR: folder,
      SLACK_BOT_TOKEN: slack.world.installations[0]?.token ?? '',
      SLACK_APP_TOKEN: slack.app.appToken,
      SLACK_API_URL: 'https://slack.invalid/api/',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: 'https://discord.invalid/api/',
      HTTPS_PROXY_FILE: join(folder, 'proxy'),
    };
  }, 60_000);
  afterAll(async () => {
    for (const end of ends.toReversed()) await end();
    rmSync(folder, { recursive: true, force: true });
  });

  async function doctor(more: Readonly<Record<string, string>> = {}): Promise<string> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(folder, 'dist/server/main.mjs'), 'doctor'], {
      env: { ...env, ...more },
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return `${out}${err}`;
  }

  it(
    'R9: requests and sockets of both platforms go through it, with TLS inside, and no sign-in is spent',
    { timeout: 60_000 },
    async () => {
      const said = await doctor();
      expect(said).toContain(`ok     Slack: a socket opens through the proxy at ${proxy.at}.`);
      expect(said).toContain(`ok     Discord: a socket to the gateway opens through the proxy at ${proxy.at}.`);
      expect(new Set(proxy.asked)).toEqual(new Set(NAMES.map((name) => `${name}:443`)));
      expect(said).not.toMatch(/canary|warning/i);
      expect(discord.gateway.heard.identify).toBe(0);
    },
  );

  it('R9: what it refuses is said of it, with the host and without the password', { timeout: 60_000 }, async () => {
    proxy.refuse(403, 'gateway.');
    const said = await doctor();
    proxy.refuse(null);
    expect(said).toContain(
      `FAULT  Discord: no socket to the gateway opens: the proxy at ${proxy.at} does not let nt2 through to gateway.discord.invalid:443 (403).`,
    );
    expect(said).toContain(`ok     Slack: a socket opens through the proxy at ${proxy.at}.`);
    expect(said).not.toContain('canary');
  });

  it('R9: for what NO_PROXY names, in small letters too, the proxy hears nothing', { timeout: 60_000 }, async () => {
    const before = proxy.asked.length;
    const said = await doctor({ ...plain, HTTP_PROXY_FILE: env['HTTPS_PROXY_FILE'] ?? '', no_proxy: 'example.com,127.0.0.1' });
    expect(said).toContain('ok     Slack: a socket opens directly, without a proxy.');
    expect(said).toContain('ok     Discord: a socket to the gateway opens directly, without a proxy.');
    expect(proxy.asked).toHaveLength(before);
  });
});
