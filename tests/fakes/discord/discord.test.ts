// The fake of Discord itself: it answers as Discord does, a real discord.js talks to it, and its judge finds what does not fit.

import { Client, GatewayIntentBits, MessageFlags } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';

import { type Discord, type DiscordOptions, openDiscord } from './discord.ts';
import { openJudge } from './judge.ts';
import { buttonsOf, fieldsOf, textOf } from './reading.ts';
import { FLAG, type Json, type Message } from './shapes.ts';

const open: (() => Promise<unknown>)[] = [];
/** Complaints that a test planted on purpose; all others fail it. */
let planted: RegExp | null = null;
/** discord.js puts this into every reply of its own making; Discord's interface has it for plain messages alone. */
const HABIT = /callback: \/data\/enforce_nonce is no member/;
let discord: Discord;

afterEach(async () => {
  const left = discord.complaints().filter((text) => !planted?.test(text));
  planted = null;
  for (const close of open.splice(0)) await close();
  expect(left).toEqual([]);
});

const COMMAND = {
  name: 'nt2',
  description: 'Hand over a secret',
  integration_types: [0, 1],
  contexts: [0, 1, 2],
  options: [
    {
      type: 1,
      name: 'share',
      description: 'Share a secret',
      options: [
        { type: 6, name: 'to', description: 'Who gets it', required: true },
        { type: 3, name: 'label', description: 'What it is', max_length: 80 },
        { type: 3, name: 'expires', description: 'How long', choices: [{ name: 'a day', value: '1d' }] },
      ],
    },
    { type: 1, name: 'list', description: 'What waits' },
  ],
};
const MENU = { name: 'Share a secret here', type: 3 };
const PERSON_MENU = { name: 'Share a secret', type: 2, integration_types: [0, 1] };

const MODAL = {
  custom_id: 'form:share',
  title: 'Share a secret',
  components: [
    { type: 10, content: 'Only they can open it.' },
    { type: 18, label: 'To', component: { type: 5, custom_id: 'people', max_values: 5 } },
    { type: 18, label: 'What', component: { type: 4, custom_id: 'label', style: 1, max_length: 80, value: 'key' } },
    {
      type: 18,
      label: 'How long',
      component: {
        type: 3,
        custom_id: 'expires',
        options: [
          { label: 'A day', value: '1d', default: true },
          { label: 'A week', value: '7d' },
        ],
      },
    },
  ],
};
const BUTTON = { type: 1, components: [{ type: 2, style: 1, label: 'Accept', custom_id: 'accept:1' }] };

/** A guild with two members, the commands registered, and a plain caller of the REST interface. */
async function begin(options: DiscordOptions = {}) {
  discord = await openDiscord({ firstAnswerMs: 300, ...options });
  open.push(discord.close);
  const alex = discord.user({ name: 'alex' });
  const kim = discord.user({ name: 'kim' });
  const guild = discord.guild({ members: [alex, kim] });
  const channel = discord.channel(guild);
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${discord.api}/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${discord.token}`,
        'user-agent': 'DiscordBot (https://nt2.test, 1)',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? null : JSON.parse(text)) as Json & Message & { code: number },
    };
  };
  await call('PUT', `/applications/${discord.appId}/commands`, [COMMAND, MENU, PERSON_MENU]);
  return { alex: discord.person(alex.id), kim: discord.person(kim.id), guild, channel, call };
}

/** An app behind signed requests: it answers every interaction as told. */
function answering(answer: (interaction: Json) => unknown): void {
  discord.deliverBy({ handle: async (request) => Response.json(await answer((await request.json()) as Json)) });
}

async function login(more: { ready?: boolean } = {}): Promise<Client> {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.api, retries: 0 } });
  client.on('error', () => undefined);
  open.unshift(() => client.destroy());
  planted = HABIT;
  await client.login(discord.token);
  if (more.ready !== false) await expect.poll(() => client.isReady()).toBe(true);
  return client;
}

describe('the fake Discord', () => {
  it('a real discord.js logs in, opens a modal at a command, takes its submission, and hears that direct messages are closed', async () => {
    const { alex, kim, channel } = await begin({ firstAnswerMs: 2000 });
    const client = await login();
    client.on('interactionCreate', (interaction) => {
      if (interaction.isChatInputCommand()) void interaction.showModal(MODAL);
      else if (interaction.isModalSubmit())
        void interaction.reply({ content: interaction.fields.getTextInputValue('label'), flags: MessageFlags.Ephemeral });
    });
    const asked = await alex.command('nt2 share', { to: kim.id, label: 'key' }, { in: channel.id });
    expect(asked).toMatchObject({ failed: false, first: { type: 9 } });
    expect(fieldsOf(asked.modal!).fields).toMatchObject({
      label: { initial: 'key', label: 'What' },
      expires: { initial: ['1d'], options: ['1d', '7d'] },
    });
    const sent = await alex.submit(asked.modal!, { label: 'Stripe key', people: [kim.id] });
    expect(sent.message()).toMatchObject({ content: 'Stripe key', flags: 64 });
    expect(alex.sees(channel.id).map(textOf)).toEqual(['Stripe key']);
    expect(kim.sees(channel.id)).toEqual([]);
    expect(discord.stored()).not.toContain('Stripe key');

    kim.close();
    await expect((await client.users.createDM(kim.id)).send('hello')).rejects.toMatchObject({ code: 50_007, status: 403 });
    expect(discord.invalid()).toBe(1);
  });

  it('a session that lost its connection resumes and hears what it missed, without a new start', async () => {
    const { alex, channel } = await begin({ firstAnswerMs: 2000 });
    const client = await login();
    client.on('interactionCreate', (interaction) => interaction.isRepliable() && void interaction.reply('here'));
    discord.gateway.drop();
    const act = await alex.command('nt2 list', {}, { in: channel.id });
    expect(act).toMatchObject({ failed: false });
    expect(discord.gateway.heard).toMatchObject({ identify: 1, resume: 1 });
    expect(discord.gateway.starts.remaining).toBe(999);
    expect(textOf(act.message()!)).toBe('here');
  });

  it('every session of the shard hears an interaction, and the second answer is refused with 40060', async () => {
    const { alex, channel } = await begin({ firstAnswerMs: 2000 });
    const codes: unknown[] = [];
    for (const client of [await login(), await login()]) {
      client.on('interactionCreate', (interaction) => {
        if (interaction.isRepliable()) interaction.reply('mine').catch((error: { code: number }) => codes.push(error.code));
      });
    }
    await alex.command('nt2 list', {}, { in: channel.id });
    await expect.poll(() => codes).toEqual([40_060]);
    expect(discord.standing(channel)).toHaveLength(1);
  });
});

describe('the fake Discord over signed requests', () => {
  it('a first response is the answer to the request; a second one, or one after the deadline, is not taken', async () => {
    const { alex, channel } = await begin();
    answering(() => ({ type: 4, data: { content: 'for you', flags: 64, components: [BUTTON] } }));
    const act = await alex.command('nt2 list', {}, { in: channel.id });
    expect(act).toMatchObject({ failed: false, status: 200, first: { type: 4 } });
    await discord.again(act);
    expect(alex.sees(channel.id).map(textOf)).toEqual(['for you']);
    answering(() => ({ type: 7, data: { content: 'pressed', components: [] } }));
    await alex.press(act.message()!, 'Accept');
    expect(alex.sees(channel.id).map(textOf)).toEqual(['pressed']);
    alex.reload();
    expect(alex.sees(channel.id)).toEqual([]);
    answering(() => new Promise(() => undefined));
    expect(await alex.command('nt2 list', {}, { in: channel.id })).toMatchObject({ failed: true, first: null });
  });
});

describe.skipIf(openJudge().absent !== null)(
  `the judge of calls to Discord${openJudge().absent === null ? '' : ` (${openJudge().absent})`}`,
  () => {
    it('takes a whole card, an edit, a direct message and a deletion without a word', async () => {
      const { kim, channel, call } = await begin();
      const card = {
        flags: FLAG.componentsV2,
        allowed_mentions: { parse: [], users: [kim.id] },
        nonce: 'n-1',
        enforce_nonce: true,
        components: [{ type: 17, accent_color: 255, components: [{ type: 10, content: `for <@${kim.id}>` }, { type: 14 }, BUTTON] }],
      };
      const posted = await call('POST', `/channels/${channel.id}/messages`, card);
      expect(posted.status).toBe(200);
      expect((await call('POST', `/channels/${channel.id}/messages`, card)).body.id).toBe(posted.body.id);
      expect(buttonsOf(posted.body)).toMatchObject([{ label: 'Accept', customId: 'accept:1' }]);
      expect(discord.pings).toMatchObject([{ kind: 'user', id: kim.id }]);
      expect(
        (await call('PATCH', `/channels/${channel.id}/messages/${posted.body.id}`, { components: [{ type: 10, content: 'over' }] })).status,
      ).toBe(200);
      expect(discord.standing(channel).map(textOf)).toEqual(['over']);
      expect(discord.kept()).toContain('Accept');
      const removed = await call('DELETE', `/channels/${channel.id}/messages/${posted.body.id}`);
      expect([removed.status, removed.headers.get('content-type')]).toEqual([204, null]);
      expect((await call('DELETE', `/channels/${channel.id}/messages/${posted.body.id}`)).body.code).toBe(10_008);
    });

    it.each([
      ['a member that Discord does not know', { content: 'a', colour: 1 }, /\/colour is no member/, 200],
      [
        'a member unknown deep inside',
        { content: 'a', components: [{ ...BUTTON, tone: 'go' }] },
        /\/components\/0\/tone is no member/,
        200,
      ],
      ['a value of the wrong kind', { content: 7 }, /\/content: /, 400],
      [
        'a label of 81 characters',
        { components: [{ type: 1, components: [{ ...BUTTON.components[0], label: 'x'.repeat(81) }] }] },
        /label/,
        400,
      ],
      [
        'a custom_id of 101 characters',
        { components: [{ type: 1, components: [{ ...BUTTON.components[0], custom_id: 'x'.repeat(101) }] }] },
        /custom_id/,
        400,
      ],
      ['content of 2001 characters', { content: 'x'.repeat(2001) }, /content/, 400],
      ['components v2 without their flag', { components: [{ type: 10, content: 'a' }] }, /without flag 32768/, 400],
      ['components v2 beside content', { flags: 32_768, content: 'a', components: [{ type: 10, content: 'a' }] }, /beside content/, 400],
      ['a custom_id twice', { components: [BUTTON, BUTTON] }, /stands twice/, 400],
      ['an ephemeral message out of nothing', { content: 'a', flags: 64 }, /flag that only answers/, 400],
      [
        'text displays of 4001 characters',
        { flags: 32_768, components: ['x'.repeat(4000), 'y'].map((content) => ({ type: 10, content })) },
        /4001/,
        400,
      ],
      ['mentions parsed and listed', { content: 'a', allowed_mentions: { parse: ['users'], users: ['1'] } }, /allowed_mentions/, 400],
    ])('complains about %s', async (_, body, complaint, status) => {
      const { channel, call } = await begin();
      planted = complaint;
      expect((await call('POST', `/channels/${channel.id}/messages`, body)).status).toBe(status);
      expect(discord.complaints()).toContainEqual(expect.stringMatching(complaint));
    });

    it('complains about routes, parameters and headers that Discord does not know', async () => {
      const { channel, call } = await begin();
      planted = /./;
      await call('POST', `/channels/${channel.id}/messages?when=now`, { content: 'a' });
      await call('POST', '/channels/general/messages', { content: 'a' });
      await call('POST', '/secrets', {});
      await call('GET', '/users/@me', undefined, { 'user-agent': 'curl' });
      await call('POST', `/channels/${channel.id}/messages`);
      for (const told of [/\?when is no parameter/, /channel_id in the path/, /no such route/, /user agent/, /without a body/]) {
        expect(discord.complaints()).toContainEqual(expect.stringMatching(told));
      }
    });
  },
);
