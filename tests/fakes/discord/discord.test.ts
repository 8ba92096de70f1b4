// The fake of Discord itself: a real discord.js talks to it, and it answers, refuses, forgets and breaks as Discord does.

import { Client, GatewayIntentBits, MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';

import { fieldsOf, textOf } from './reading.ts';
import { atEnd, begin, BUTTON, MODAL, plant } from './stage.ts';
import type { Discord } from './discord.ts';

/** discord.js puts these into every reply of its own making; Discord's interface has them for plain messages alone. */
const HABIT = /callback: \/data\/(?:enforce_nonce|tts) is no member/;

async function login(discord: Discord): Promise<Client> {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.api, retries: 0 } });
  client.on('error', () => undefined);
  plant(HABIT);
  atEnd(() => client.destroy());
  await client.login(discord.token);
  await expect.poll(() => client.isReady(), { interval: 5 }).toBe(true);
  return client;
}

describe('discord.js on the fake Discord', () => {
  it('logs in, opens a modal at a command, takes its submission and a press, and hears that direct messages are closed', async () => {
    const { discord, alex, kim, channel } = await begin();
    const client = await login(discord);
    client.on('interactionCreate', (interaction) => {
      if (interaction.isChatInputCommand()) void interaction.showModal(MODAL);
      else if (interaction.isModalSubmit())
        void interaction.reply({
          content: interaction.fields.getTextInputValue('label'),
          components: [BUTTON],
          flags: MessageFlags.Ephemeral,
        });
      else if (interaction.isButton()) void interaction.update({ content: interaction.customId, components: [] });
    });
    const asked = await alex.command('nt2 share', { to: kim.id, label: 'key' }, { in: channel.id });
    expect(asked).toMatchObject({ failed: false, first: { type: 9 } });
    const { fields, text } = fieldsOf(asked.modal!);
    expect(text).toBe('Only they can open it.');
    expect(fields).toMatchObject({ label: { initial: 'key', label: 'What' }, expires: { initial: ['1d'], options: ['1d', '7d'] } });
    const sent = await alex.submit(asked.modal!, { label: 'Stripe key', people: [kim.id] });
    expect(sent.message()).toMatchObject({ content: 'Stripe key', flags: 64 });
    expect(sent.interaction.data).toMatchObject({ resolved: { users: { [kim.id]: { username: 'kim' } }, members: { [kim.id]: {} } } });
    expect(alex.sees(channel.id).map(textOf)).toEqual(['Stripe key']);
    expect(kim.sees(channel.id)).toEqual([]);
    await alex.press(sent.message()!, 'Accept');
    expect(alex.sees(channel.id).map(textOf)).toEqual(['accept:1']);
    expect(discord.stored()).not.toMatch(/Stripe key|accept:1/);
    expect(discord.standing(channel)).toEqual([]);

    kim.close();
    await expect((await client.users.createDM(kim.id)).send('hello')).rejects.toMatchObject({ code: 50_007, status: 403 });
    expect(discord.invalid()).toBe(1);
  });

  it('resumes a session that lost its connection and hears what it missed, without a new start', async () => {
    const { discord, alex, channel } = await begin();
    const client = await login(discord);
    client.on('interactionCreate', (interaction) => interaction.isRepliable() && void interaction.reply('here'));
    discord.gateway.drop();
    const act = await alex.command('nt2 list', {}, { in: channel.id });
    expect(textOf(act.message()!)).toBe('here');
    discord.gateway.askToReconnect();
    await expect.poll(() => discord.gateway.heard.resume, { interval: 5 }).toBe(2);
    expect(discord.gateway.heard.identify).toBe(1);
    expect(discord.gateway.starts.remaining).toBe(999);
  });

  it('hears an interaction in every session of the shard, and the second answer is refused with 40060', async () => {
    const { discord, alex, channel } = await begin();
    const codes: unknown[] = [];
    for (const client of [await login(discord), await login(discord)]) {
      client.on('interactionCreate', (interaction) => {
        if (interaction.isRepliable()) interaction.reply('mine').catch((error: { code: number }) => codes.push(error.code));
      });
    }
    await alex.command('nt2 list', {}, { in: channel.id });
    await expect.poll(() => codes, { interval: 5 }).toEqual([40_060]);
    expect(discord.standing(channel)).toHaveLength(1);
  });

  it('leaves a connection whose heartbeats nobody answers, and resumes', async () => {
    const { discord } = await begin({ heartbeatMs: 40 });
    await login(discord);
    discord.gateway.becomeZombie();
    await expect.poll(() => discord.gateway.heard.resume, { interval: 5 }).toBeGreaterThan(0);
    discord.gateway.becomeZombie(false);
  });
});

describe('interactions of the fake Discord', () => {
  const CALLBACK = (interaction: { id: string; token: string }): string => `/interactions/${interaction.id}/${interaction.token}/callback`;

  it('take the answer to a signed request as the first response; not a second one, and not one after the deadline', async () => {
    const { discord, alex, channel, call, answering } = await begin({ firstAnswerMs: 150 });
    answering(() => ({ type: 4, data: { content: 'for you', flags: 64, components: [BUTTON] } }));
    const act = await alex.command('nt2 list', {}, { in: channel.id });
    expect(act).toMatchObject({ failed: false, status: 200, first: { type: 4 } });
    await discord.again(act);
    expect((await call('POST', CALLBACK(act.interaction), { type: 5 })).code).toBe(40_060);
    expect(alex.sees(channel.id).map(textOf)).toEqual(['for you']);
    answering(() => ({ type: 7, data: { content: 'pressed', components: [] } }));
    await alex.press(act.message()!, 'Accept');
    expect(alex.sees(channel.id).map(textOf)).toEqual(['pressed']);
    alex.reload();
    expect(alex.sees(channel.id)).toEqual([]);
    answering(() => new Promise(() => undefined));
    const late = await alex.command('nt2 list', {}, { in: channel.id });
    expect(late).toMatchObject({ failed: true, first: null });
    expect((await call('POST', CALLBACK(late.interaction), { type: 4, data: { content: 'late' } })).code).toBe(10_062);
    expect((await call('POST', `/webhooks/${discord.appId}/${late.interaction.token}`, { content: 'late' })).code).toBe(10_015);
  });

  it('can be edited and followed up by their token for fifteen minutes', async () => {
    const { discord, alex, channel, call, answering } = await begin();
    answering(() => ({ type: 5, data: { flags: 64 } }));
    const { interaction, message } = await alex.command('nt2 list', {}, { in: channel.id });
    const hook = `/webhooks/${discord.appId}/${interaction.token}`;
    expect(message()).toMatchObject({ content: '', flags: 64 | 128 });
    expect((await call('PATCH', `${hook}/messages/%40original`, { content: 'now', flags: 4 })).body).toMatchObject({
      content: 'now',
      flags: 64 | 4,
    });
    expect((await call('GET', `${hook}/messages/@original`)).body.content).toBe('now');
    const more = await call('POST', hook, { content: 'more' });
    expect(alex.sees(channel.id).map(textOf)).toEqual(['now', 'more']);
    expect((await call('DELETE', `${hook}/messages/${more.body.id}`)).status).toBe(204);
    expect((await call('PATCH', `/webhooks/${discord.botId}/${interaction.token}/messages/@original`, { content: 'b' })).code).toBe(10_015);
    discord.forward(15 * 60_000 + 1);
    expect(await call('PATCH', `${hook}/messages/@original`, { content: 'later' })).toMatchObject({ status: 401, code: 50_027 });
  });

  it('reach by their token only what they answered with, and an ephemeral message by nothing else', async () => {
    const { discord, alex, guild, channel, call, answering } = await begin();
    answering(() => ({ type: 4, data: { content: 'mine', flags: 64 } }));
    const act = await alex.command('nt2 list', {}, { in: channel.id });
    const other = await alex.command('nt2 list', {}, { in: discord.channel(guild).id });
    const plain = await call('POST', `/channels/${channel.id}/messages`, { content: 'plain' });
    const edit = async (path: string) => (await call('PATCH', path, { content: 'taken over' })).code;
    const hook = `/webhooks/${discord.appId}/${act.interaction.token}/messages`;
    expect(await edit(`${hook}/${plain.body.id}`)).toBe(10_008);
    expect(await edit(`${hook}/${other.message()!.id}`)).toBe(10_008);
    expect(await edit(`/channels/${channel.id}/messages/${act.message()!.id}`)).toBe(10_008);
    const crossed = { ...act.interaction, id: other.interaction.id };
    expect((await call('POST', CALLBACK(crossed), { type: 6 })).code).toBe(10_062);
  });

  it('come of a button that stands there and is on, and cannot update a message that is gone meanwhile', async () => {
    const { discord, alex, channel, call, answering } = await begin({ firstAnswerMs: 150 });
    const off = { ...BUTTON.components[0], label: 'Off', custom_id: 'off', disabled: true };
    const components = [{ type: 1, components: [...BUTTON.components, off] }];
    const { body } = await call('POST', `/channels/${channel.id}/messages`, { content: 'card', components });
    await expect(alex.press(body, 'Off')).rejects.toThrow('leads elsewhere or is off');
    await expect(alex.press(body, 'Decline')).rejects.toThrow('no button');
    answering(() => {
      discord.deleteMessage(body.id);
      return { type: 7, data: { content: 'over' } };
    });
    expect(await alex.press(body, 'Accept')).toMatchObject({ failed: true });
    await expect(alex.press(body, 'Accept')).rejects.toThrow('does not see');
  });

  it('open a modal only as the first response, and never in answer to a modal', async () => {
    const { discord, alex, channel, answering } = await begin({ firstAnswerMs: 150 });
    answering(() => ({ type: 9, data: MODAL }));
    const { modal } = await alex.command('nt2 list', {}, { in: channel.id });
    expect(alex.modal()).toBe(modal);
    await expect(alex.submit(modal!, {})).rejects.toThrow('"people" is required');
    await expect(alex.submit(modal!, { people: [alex.id], label: 'x'.repeat(81) })).rejects.toThrow('0 to 80');
    await expect(alex.submit(modal!, { people: [alex.id], expires: ['1y'] })).rejects.toThrow('no choice');
    plant(/a modal cannot answer a modal/);
    expect(await alex.submit(modal!, { people: [alex.id] })).toMatchObject({ failed: true });
    expect(discord.complaints()).toHaveLength(1);
  });

  it('come only of what the app has registered, and as it has registered it', async () => {
    const { discord, alex, kim, channel, answering } = await begin();
    answering(({ data }) => ({ type: 4, data: { content: JSON.stringify(data).slice(0, 1900), flags: 64 } }));
    for (const [path, values] of [
      ['nt2', {}],
      ['nt2 open', {}],
      ['vault', {}],
      ['nt2 share', {}],
      ['nt2 share', { to: '77' }],
      ['nt2 share', { to: kim.id, expires: '2d' }],
      ['nt2 share', { to: kim.id, label: 'x'.repeat(81) }],
      ['nt2 list', { all: true }],
    ] as const) {
      await expect(alex.command(path, values, { in: channel.id })).rejects.toThrow();
    }
    expect((await alex.onUser('Share a secret', kim.id)).interaction.data).toMatchObject({ type: 2, target_id: kim.id });
    const said = kim.says('can you send the key?');
    const menu = await alex.onMessage('Share a secret here', said);
    expect(menu.interaction.data).toMatchObject({ type: 3, resolved: { messages: { [said.id]: { content: 'can you send the key?' } } } });
    await expect(alex.onUser('Share a secret', kim.id, { in: alex.direct().id })).rejects.toThrow('not offered here');
    discord.leaveOut('authorizing_integration_owners', 'member', 'entitlements');
    let seen: object = {};
    answering((interaction) => ((seen = interaction), { type: 5 }));
    await alex.command('nt2 list');
    expect(seen).not.toHaveProperty('member');
  });

  it('reach an app on someone’s account where the app itself is not: in groups, and with five follow-ups', async () => {
    const { discord, alex, kim, call, answering } = await begin();
    const group = discord.group([alex.id, kim.id]);
    await expect(alex.command('nt2 list', {}, { in: group.id })).rejects.toThrow('not offered here');
    alex.install();
    answering(() => ({ type: 4, data: { content: 'hello' } }));
    const act = await alex.command('nt2 list', {}, { in: group.id });
    expect(act.interaction).toMatchObject({ context: 2, authorizing_integration_owners: { 1: alex.id } });
    expect(act.interaction.authorizing_integration_owners).not.toHaveProperty('0');
    expect(kim.sees(group.id).map(textOf)).toEqual(['hello']);
    const codes: (number | null | undefined)[] = [];
    for (const content of ['1', '2', '3', '4', '5', '6'])
      codes.push((await call('POST', `/webhooks/${discord.appId}/${act.interaction.token}`, { content })).code);
    expect(codes.slice(4)).toEqual([undefined, 40_094]);
    const elsewhere = discord.channel(discord.guild({ installed: false, quiet: true, members: [alex.user, kim.user] }));
    const quietly = await alex.command('nt2 list', {}, { in: elsewhere.id });
    expect(quietly.message()).toMatchObject({ content: 'hello', flags: 64 });
    expect(quietly.interaction.authorizing_integration_owners).toEqual({ 1: alex.id });
    expect(kim.sees(elsewhere.id)).toEqual([]);
    expect((await call('POST', `/channels/${group.id}/messages`, { content: 'me too' })).code).toBe(50_001);
    expect((await alex.command('nt2 list', {}, { in: alex.direct().id })).interaction).toMatchObject({ context: 1, user: { id: alex.id } });
  });

  it('carry a signature that says when, and a reader who looks tells forged ones apart', async () => {
    const { discord } = await begin();
    const seen: (string | null)[] = [];
    const key = await crypto.subtle.importKey('raw', Buffer.from(discord.publicKey, 'hex'), 'Ed25519', false, ['verify']);
    const handle = async (request: Request): Promise<Response> => {
      const at = request.headers.get('x-signature-timestamp') ?? '';
      const signature = Buffer.from(request.headers.get('x-signature-ed25519') ?? '', 'hex');
      seen.push(at);
      const good = await crypto.subtle.verify('Ed25519', key, signature, Buffer.from(at + (await request.text())));
      return good ? Response.json({ type: 1 }) : new Response(null, { status: 401 });
    };
    expect(await discord.checkEndpoint({ handle })).toEqual({ pong: true, refusesForgery: true });
    const tries = [{ appended: ' ' }, { signature: 'broken' }, { signature: 'none' }, { age: 600 }] as const;
    const statuses = [];
    for (const forged of tries) statuses.push((await discord.request({ handle }, { type: 1 }, forged)).status);
    expect(statuses).toEqual([401, 401, 401, 200]);
    expect(Number(seen[0]) - Number(seen.at(-1))).toBeGreaterThanOrEqual(599);
  });
});
