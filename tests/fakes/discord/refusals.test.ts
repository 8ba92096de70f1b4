// Where the fake Discord says no, with Discord's codes, and where it breaks on demand.

import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import type { Discord } from './discord.ts';
import { INTENT, OP } from './gateway/frames.ts';
import type { Fault } from './rest/faults.ts';
import type { Json } from './shapes.ts';
import { atEnd, begin, COMMANDS, plant } from './stage.ts';

describe('messages on the fake Discord', () => {
  it('go to a person only when that person lets them in and shares a guild, and conversations are not opened too fast', async () => {
    const { discord, alex, kim, guild, call } = await begin();
    const open = async (id: string) => call('POST', '/users/@me/channels', { recipient_id: id });
    const write = async (id: string) => (await call('POST', `/channels/${(await open(id)).body.id}/messages`, { content: 'a' })).code;
    expect(await write(alex.id)).toBeUndefined();
    expect((await open(alex.id)).body.id).toBe(alex.direct().id);
    kim.close();
    expect(await write(kim.id)).toBe(50_007);
    kim.close(false);
    discord.leave(guild, kim.id);
    expect(await write(kim.id)).toBe(50_278);
    kim.install();
    expect(await write(kim.id)).toBeUndefined();
    discord.deleteUser(kim.id);
    expect(await write(kim.id)).toBe(50_007);
    expect((await open('77')).code).toBe(50_033);
    discord.settings.directOpens = 2;
    expect((await open(discord.user({ name: 'sam' }).id)).code).toBe(40_003);
    discord.forward(600_000);
    expect((await open(discord.user({ name: 'sam' }).id)).status).toBe(200);
  });

  it('stand where the bot may write, and are changed by their author alone', async () => {
    const { discord, alex, guild, channel, call } = await begin();
    const post = async (id: string) => (await call('POST', `/channels/${id}/messages`, { content: 'a' })).code;
    expect(await post(discord.channel(guild, { bot: 'no access' }).id)).toBe(50_001);
    expect(await post(discord.channel(guild, { bot: 'no permission' }).id)).toBe(50_013);
    expect(await post(discord.channel(discord.guild({ installed: false })).id)).toBe(50_001);
    expect(await post('77')).toBe(10_003);
    const thread = discord.thread(channel, { archived: true });
    expect(await post(thread.id)).toBeUndefined();
    expect(thread.archived).toBe(false);
    const [mine] = discord.standing(thread);
    thread.archived = true;
    expect((await call('PATCH', `/channels/${thread.id}/messages/${mine!.id}`, { content: 'b' })).code).toBe(50_083);
    expect((await call('PATCH', `/channels/${thread.id}`, { archived: false, locked: false })).code).toBe(50_013);
    expect((await call('PATCH', `/channels/${thread.id}`, { archived: false })).status).toBe(200);
    expect((await call('PATCH', `/channels/${thread.id}/messages/${mine!.id}`, { content: 'b' })).status).toBe(200);
    const shut = discord.thread(channel, { archived: true, locked: true });
    expect((await call('PATCH', `/channels/${shut.id}`, { archived: false })).code).toBe(50_013);
    expect(await post(shut.id)).toBe(50_083);
    const theirs = alex.says('mine', { in: channel.id });
    expect((await call('PATCH', `/channels/${channel.id}/messages/${theirs.id}`, { content: 'b' })).code).toBe(50_005);
    expect((await call('GET', `/channels/${channel.id}/messages/${theirs.id}`)).body.content).toBe('');
    expect((await call('POST', `/channels/${channel.id}/messages`, { content: '' })).code).toBe(50_006);
    discord.deleteMessage(theirs.id);
    expect((await call('DELETE', `/channels/${channel.id}/messages/${theirs.id}`)).code).toBe(10_008);
    discord.evict(guild);
    expect(await post(channel.id)).toBe(50_001);
  });

  it('with the same nonce are one message, for some minutes', async () => {
    const { discord, channel, call } = await begin();
    const post = async () =>
      (await call('POST', `/channels/${channel.id}/messages`, { content: 'a', nonce: 'n', enforce_nonce: true })).body.id;
    const first = await post();
    expect(await post()).toBe(first);
    discord.forward(5 * 60_000);
    expect(await post()).not.toBe(first);
  });

  it('ping whom they name and the app allows, once, and never when edited; a bare link is fetched by the preview bot', async () => {
    const { discord, alex, kim, guild, channel, call } = await begin();
    const path = `/channels/${channel.id}/messages`;
    const content = `<@${alex.id}> <@${kim.id}> <@&${discord.role(guild, { name: 'ops' })}> @here https://nt2.test/s/1`;
    await call('POST', path, { content, flags: 4, allowed_mentions: { parse: [] } });
    expect([discord.pings, discord.previews]).toEqual([[], []]);
    const one = await call('POST', path, { content, flags: 4, allowed_mentions: { users: [alex.id] } });
    await call('PATCH', `${path}/${one.body.id}`, { content: `${content} again` });
    expect(discord.pings).toMatchObject([{ kind: 'user', id: alex.id }]);
    const sam = discord.user({ name: 'sam' });
    await call('POST', path, { content: `<@${alex.id}> <https://nt2.test/s/2>`, flags: 4096 });
    await call('POST', path, { content: `<@${sam.id}>` });
    expect(discord.pings).toHaveLength(1);
    expect(discord.previews).toEqual([]);
    await call('POST', path, { content, flags: 4, allowed_mentions: { parse: ['users'] } });
    expect(discord.pings.splice(1).map(({ kind }) => kind)).toEqual(['user', 'user']);
    await call('POST', path, { content });
    expect(discord.pings.slice(1).map(({ kind }) => kind)).toEqual(['user', 'user', 'role', 'everyone']);
    expect(discord.previews).toMatchObject([{ url: 'https://nt2.test/s/1' }]);
  });

  it('hold the app’s own embeds only while previews are on', async () => {
    const { channel, call } = await begin();
    const embeds = [{ title: 'a card' }];
    expect((await call('POST', `/channels/${channel.id}/messages`, { content: 'a', embeds, flags: 4 })).body.embeds).toEqual([]);
    expect((await call('POST', `/channels/${channel.id}/messages`, { content: 'a', embeds })).body.embeds).toMatchObject(embeds);
  });
});

it('commands keep their ids when they are registered again, and only new ones count as creates', async () => {
  const { discord, guild, call } = await begin();
  const path = `/applications/${discord.appId}`;
  const before = discord.commands.list(null).map(({ id }) => id);
  expect((await call('PUT', `${path}/commands`, COMMANDS)).body).toMatchObject(before.map((id) => ({ id })));
  expect(discord.commands.creates()).toBe(3);
  expect((await call('PUT', `${path}/guilds/${guild.id}/commands`, [COMMANDS[2]])).status).toBe(200);
  expect(discord.commands.creates(guild.id)).toBe(1);
  for (let day = 0; day < 3; day += 1) {
    const many = Array.from({ length: 90 }, (_, n) => ({ name: `c${day}-${n}`, description: 'a' }));
    const { code } = await call('PUT', `${path}/commands`, many);
    if (day === 2) expect(code).toBe(30_034);
  }
});

describe('faults of the fake Discord', () => {
  const planned: [Fault, object][] = [
    [
      { kind: 'rate limit', retryAfter: 0.3, global: true },
      { status: 429, code: 0, body: { retry_after: 0.3, global: true } },
    ],
    [{ kind: 'status', status: 503 }, { status: 503 }],
    [
      { kind: 'status', status: 403, code: 50_001, message: 'Missing Access' },
      { status: 403, code: 50_001 },
    ],
    [{ kind: 'delay', ms: 20 }, { status: 200 }],
  ];
  it.each(planned)('%o is answered so, once', async (fault, answer) => {
    const { discord, channel, call } = await begin();
    const path = `/channels/${channel.id}/messages`;
    discord.fail('POST /channels/*/messages', fault);
    expect(await call('POST', path, { content: 'a' })).toMatchObject(answer);
    expect((await call('POST', path, { content: 'a' })).status).toBe(200);
    expect(discord.standing(channel)).toHaveLength(fault.kind === 'delay' ? 2 : 1);
  });

  it.each([
    ['reset', 0],
    ['half a body', 1],
    ['does it, then hangs', 1],
    ['hangs', 0],
  ] as const)('"%s" leaves the caller without an answer, and %i messages', async (kind, left) => {
    const { discord, channel } = await begin();
    discord.fail('POST /channels/*/messages', { kind }, 2);
    const asked = fetch(`${discord.api}/v10/channels/${channel.id}/messages`, {
      method: 'POST',
      body: '{"content":"a"}',
      headers: {
        authorization: `Bot ${discord.token}`,
        'content-type': 'application/json',
        'user-agent': 'DiscordBot (https://nt2.test, 1)',
      },
      signal: AbortSignal.timeout(150),
    });
    await expect(asked.then((response) => response.text())).rejects.toThrow();
    expect(discord.standing(channel)).toHaveLength(left);
    discord.healed();
  });

  it('"does it, then 500" posts the message and denies it', async () => {
    const { discord, channel, call } = await begin();
    discord.fail('POST /channels/*/messages', { kind: 'does it, then 500' });
    expect((await call('POST', `/channels/${channel.id}/messages`, { content: 'a' })).status).toBe(500);
    expect(discord.standing(channel)).toHaveLength(1);
  });
});

describe('the gateway of the fake Discord', () => {
  interface Frame {
    readonly op: number;
    readonly t: string | null;
    readonly s: number | null;
    readonly d: Json;
  }

  function dial(discord: Discord, query = '?v=10&encoding=json') {
    const socket = new WebSocket(`${discord.api.replace('http', 'ws').replace('/api', discord.gateway.path)}${query}`);
    const frames: Frame[] = [];
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.on('message', (data) => frames.push(JSON.parse((data as Buffer).toString()) as Frame));
    atEnd(async () => socket.terminate());
    const hello = new Promise((resolve) => socket.once('message', resolve));
    const say = async (op: number, d: unknown): Promise<void> => {
      await hello;
      socket.send(JSON.stringify({ op, d }));
    };
    const event = async (name: string): Promise<Frame> => {
      await expect.poll(() => frames.some(({ t }) => t === name), { interval: 5 }).toBe(true);
      return frames.find(({ t }) => t === name)!;
    };
    return {
      frames,
      closed,
      leave: () => socket.close(1000),
      say,
      event,
      identify: (more: object = {}) => say(OP.identify, { token: discord.token, intents: 1, properties: {}, ...more }),
    };
  }

  it('closes with Discord’s codes on a wrong token, wrong intents, a wrong shard and words out of turn', async () => {
    const { discord } = await begin();
    const closing = async (talk: (line: ReturnType<typeof dial>) => Promise<void>): Promise<number> => {
      const line = dial(discord);
      await talk(line);
      return line.closed;
    };
    expect(await closing((line) => line.identify({ token: 'wrong' }))).toBe(4004);
    expect(await closing((line) => line.identify({ intents: INTENT.content }))).toBe(4014);
    expect(await closing((line) => line.identify({ intents: 2 ** 30 }))).toBe(4013);
    expect(await closing((line) => line.identify({ shard: [1, 1] }))).toBe(4010);
    expect(await closing((line) => line.say(OP.presence, {}))).toBe(4003);
    expect(await closing((line) => line.identify().then(() => line.identify()))).toBe(4005);
    expect(await closing((line) => line.identify().then(() => line.say(99, {})))).toBe(4001);
  });

  it('counts every start of a session, and resets the token after the last', async () => {
    const { discord, call } = await begin();
    discord.gateway.starts.remaining = 1;
    const line = dial(discord);
    await line.identify();
    await line.event('GUILD_CREATE');
    expect((await call('GET', '/gateway/bot')).body).toMatchObject({ session_start_limit: { remaining: 0 } });
    plant(/resets the bot token/);
    await dial(discord).identify();
    expect(await line.closed).toBe(4004);
    expect((await call('GET', '/users/@me')).status).toBe(401);
    expect(discord.complaints()).toHaveLength(1);
  });

  it('replays what was missed to a session that resumes, and knows no session that it never began', async () => {
    const { discord, kim, channel } = await begin();
    const line = dial(discord);
    await line.identify({ intents: INTENT.guilds | INTENT.guildMessages });
    const { d } = await line.event('READY');
    const { s } = await line.event('GUILD_CREATE');
    discord.gateway.drop();
    kim.says('hello', { in: channel.id });
    const again = dial(discord);
    await again.say(OP.resume, { token: discord.token, session_id: d['session_id'], seq: s });
    await again.event('RESUMED');
    expect(again.frames.map(({ op, t }) => t ?? op)).toEqual([OP.hello, 'MESSAGE_CREATE', 'RESUMED']);
    // Without the intent for it, nobody else's words.
    expect((await again.event('MESSAGE_CREATE')).d['content']).toBe('');
    again.leave();
    await expect.poll(() => discord.gateway.closed, { interval: 5 }).toContain(1000);
    const late = dial(discord);
    await late.say(OP.resume, { token: discord.token, session_id: d['session_id'], seq: s });
    await expect.poll(() => late.frames.at(-1), { interval: 5 }).toMatchObject({ op: OP.invalid, d: false });
    const stranger = dial(discord);
    await stranger.say(OP.resume, { token: discord.token, session_id: 'unknown', seq: 1 });
    await expect.poll(() => stranger.frames.at(-1), { interval: 5 }).toMatchObject({ op: OP.invalid, d: false });
    await stranger.identify();
    await stranger.event('READY');
    discord.gateway.invalidate();
    await expect.poll(() => stranger.frames.at(-1)?.op, { interval: 5 }).toBe(OP.invalid);
    expect(discord.gateway.sessions()).toBe(0);
  });

  it('tells each shard of its own guilds, and the first of what has none', async () => {
    const { discord, alex, guild } = await begin({ shards: 2, firstAnswerMs: 40 });
    const lines = [dial(discord), dial(discord)];
    for (const [index, line] of lines.entries()) await line.identify({ shard: [index, 2] });
    for (const line of lines) await line.event('READY');
    const home = Number((BigInt(guild.id) >> 22n) % 2n);
    await alex.command('nt2 list', {}, { in: alex.direct().id });
    discord.evict(guild);
    await lines[home]!.event('GUILD_DELETE');
    const heard = lines.map(({ frames }) => frames.flatMap(({ t }) => (t === 'INTERACTION_CREATE' || t === 'GUILD_DELETE' ? [t] : [])));
    expect(heard[home]).toContain('GUILD_DELETE');
    expect(heard[1 - home]).not.toContain('GUILD_DELETE');
    expect([heard[0]?.includes('INTERACTION_CREATE'), heard[1]?.includes('INTERACTION_CREATE')]).toEqual([true, false]);
  });

  it('complains about a client that dials another version', async () => {
    const { discord } = await begin();
    plant(/the gateway was dialled as/);
    await dial(discord, '?v=9&encoding=etf').identify();
    expect(discord.complaints()).toHaveLength(1);
  });
});
