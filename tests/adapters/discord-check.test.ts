// What `nt2 doctor` finds out about Discord, and says in a sentence.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';

import { createDiscord } from '../../src/adapters/discord/adapter.ts';
import { TIMES, type DiscordConfig } from '../../src/adapters/discord/config.ts';
import { openDiscord, type Discord } from '../fakes/discord/discord.ts';

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function open(): Promise<Discord> {
  const discord = await openDiscord();
  ends.push(async () => {
    const complaints = discord.complaints();
    await discord.close();
    expect(complaints).toEqual([]);
  });
  return discord;
}

function adapterFor(discord: Discord, more: Partial<DiscordConfig> = {}, clock = Date.now) {
  return createDiscord({
    config: {
      token: discord.token,
      publicKey: null,
      apiUrl: `${discord.api}/`,
      publicUrl: 'http://127.0.0.1:1',
      guilds: [],
      times: TIMES,
      ...more,
    },
    clock,
    leases: { acquireLease: async () => null, releaseLease: async () => undefined },
    consume: async () => ({ ok: true }),
    log: () => undefined,
  });
}

const lines = async (adapter: ReturnType<typeof adapterFor>, direct?: string): Promise<string[]> =>
  (await adapter.check({ direct })).map(({ level, message }) => `${level} ${message}`);

async function answering(status: number): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('nt2 doctor on Discord', () => {
  it('M3: says what reading messages takes, and where it does nothing', async () => {
    const discord = await open();
    expect((await lines(adapterFor(discord, { watches: true }))).join('\n')).toContain(
      'fault Discord: NT2_WATCH_PASTES is on, and Discord refuses it',
    );
    const overHttp = adapterFor(discord, { watches: true, publicKey: discord.publicKey });
    expect((await lines(overHttp)).join('\n')).toContain('note Discord: NT2_WATCH_PASTES does nothing over HTTP');
    expect((await lines(adapterFor(discord))).join('\n')).not.toContain('NT2_WATCH_PASTES');
  });

  it('finds a new application well, and gives the link that installs it with the least permissions', async () => {
    const discord = await open();
    expect(await lines(adapterFor(discord))).toEqual([
      `ok Discord: the token works, for application ${discord.appId}.`,
      'ok Discord: commands and presses come over the gateway.',
      'ok Discord: 1000 sign-ins are left today, for 1 shard.',
      'ok Discord: a socket to the gateway opens directly, without a proxy.',
      'note Discord: the commands are not registered as they should be. The next start of nt2 does it.',
      `note Discord: install nt2 with https://discord.com/oauth2/authorize?client_id=${discord.appId}&scope=bot+applications.commands&permissions=274877910016`,
    ]);
    expect(discord.gateway.heard.identify).toBe(0);
    expect(discord.calls.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('after a start the commands are registered', async () => {
    const discord = await open();
    const started = adapterFor(discord, { publicKey: discord.publicKey });
    const card = { title: 'x', tone: 'plain', body: [], buttons: [], fallback: 'x' } as const;
    await started.start({
      handle: async () => ({ kind: 'nothing' }),
      late: card,
      broken: card,
      unshown: { busy: card, setup: card, shape: card },
    });
    await expect.poll(() => started.health().state).toBe('ready');
    await started.stop();
    expect(await lines(adapterFor(discord))).toContain('ok Discord: the commands are registered.');
  });

  it('T13: says of a wrong token where a new one is, and does not repeat it', async () => {
    const discord = await open();
    const found = await lines(adapterFor(discord, { token: 'CANARY.CANARY.CANARY' }));
    expect(found).toEqual([expect.stringMatching(/^fault Discord: the token is not known\. Reset it/)]);
    expect(found.join()).not.toContain('CANARY');
  });

  it('says when Discord does not answer, when sign-ins run out, and when the clock is wrong', async () => {
    const discord = await open();
    discord.gateway.starts.remaining = 60;
    const found = await lines(adapterFor(discord, {}, () => Date.now() + 120_000));
    expect(found).toContainEqual(
      expect.stringMatching(/^fault Discord: 60 sign-ins are left today, .* Something signs in again and again/),
    );
    expect(found).toContainEqual(expect.stringMatching(/^fault Discord: this computer's clock is 1\d\d s ahead\./));
    discord.fail('GET /applications/@me', { kind: 'status', status: 503 });
    expect(await lines(adapterFor(discord))).toEqual([expect.stringMatching(/^fault Discord: no answer at .* \(503\)/)]);
  });

  it('over HTTP it looks at the key, at where Discord sends, and whether nt2 answers there', async () => {
    const discord = await open();
    const nobody = await lines(adapterFor(discord, { publicKey: discord.publicKey }));
    expect(nobody).toContain('ok Discord: DISCORD_PUBLIC_KEY is the key of the application.');
    expect(nobody).toContainEqual(
      expect.stringContaining('fault Discord: commands and presses do not come to http://127.0.0.1:1/discord/interactions.'),
    );
    expect(nobody).toContainEqual(expect.stringContaining('does not answer from here'));
    const here = await lines(adapterFor(discord, { publicKey: discord.publicKey, publicUrl: await answering(401) }));
    expect(here).toContainEqual(expect.stringContaining('answers here, and refuses what is not signed'));
    const other = await lines(
      adapterFor(discord, {
        publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
        publicUrl: await answering(200),
      }),
    );
    expect(other).toContainEqual(expect.stringContaining('fault Discord: something else answers'));
    expect(other).toContainEqual(expect.stringContaining('fault Discord: DISCORD_PUBLIC_KEY is not the key'));
  });

  it('writes to someone when asked, and says what a closed door needs', async () => {
    const discord = await open();
    const user = discord.user({ name: 'Alex' });
    discord.guild({ members: [user] });
    expect(await lines(adapterFor(discord), user.id)).toContain(`ok Discord: a direct message went to ${user.id}.`);
    discord.person(user.id).close();
    expect(await lines(adapterFor(discord), user.id)).toContainEqual(expect.stringMatching(/^fault .*\(50007\).*server in common/));
    expect((await lines(adapterFor(discord), 'U0123')).join()).not.toContain('U0123');
  });
});
