// Discord's harness: the adapter behind an honest fake, over the gateway or over signed HTTP, and people who press and type there.

import { expect } from 'vitest';

import { createDiscord } from '../../src/adapters/discord/adapter.ts';
import { keyOf, TIMES, type Tenant, type Times } from '../../src/adapters/discord/config.ts';
import { en } from '../../src/bot/messages/messages.ts';
import { type Discord, openDiscord } from '../fakes/discord/discord.ts';
import type { Guild } from '../fakes/discord/model.ts';
import type { Act } from '../fakes/discord/people/delivery.ts';
import { buttonsOf, fieldsOf, textOf } from '../fakes/discord/reading.ts';
import { FLAG, type Message, type Modal } from '../fakes/discord/shapes.ts';
import { openStore } from '../store/open.ts';
import type { Chat, ChatOptions, OpenChat, Role, Seen, SeenButton, SeenCard, SeenForm } from './chat.ts';

export type Transport = 'gateway' | 'http';

export interface DiscordChat extends Chat {
  readonly discord: Discord;
  readonly people: Readonly<Record<Role, string>>;
  readonly places: { readonly home: Guild; readonly guild: string; readonly channel: string; readonly thread: string };
  /** May be changed while it runs. */
  readonly times: Times;
  /** Where the commands shall stand; read at each start. */
  readonly guilds: string[];
  /** Everything that the adapter has logged. */
  readonly lines: string[];
  /** Waits until the adapter takes interactions. */
  ready(): Promise<void>;
  seen(act: Act): Promise<Seen>;
}

export const discordOver =
  (transport: Transport): OpenChat =>
  (options) =>
    openDiscordChat(transport, options);

export async function openDiscordChat(transport: Transport, { publicUrl, clock }: ChatOptions): Promise<DiscordChat> {
  const discord = await openDiscord({ clock, firstAnswerMs: 30_000 });
  const users = {
    sender: discord.user({ name: 'Alex' }),
    recipient: discord.user({ name: 'Contractor' }),
    other: discord.user({ name: 'Sam' }),
    bot: discord.user({ name: 'Deploybot', bot: true }),
  };
  const guild = discord.guild({ name: 'Acme', members: Object.values(users) });
  const channel = discord.channel(guild, { name: 'engineering' });
  const thread = discord.thread(channel, { name: 'checkout' });
  const role = discord.role(guild, { name: 'ops' });
  const tenant: Tenant = { kind: 'guild', id: guild.id };
  const store = await openStore({ kind: 'sqlite', file: ':memory:' }, { clock });
  const logged: string[] = [];
  const guilds: string[] = [];
  const times = { ...TIMES, firstAnswer: 30_000, submission: 30_000, retry: 50 };
  const adapter = createDiscord({
    config: {
      token: discord.token,
      publicKey: transport === 'http' ? discord.publicKey : null,
      apiUrl: `${discord.api}/`,
      publicUrl,
      guilds,
      times,
    },
    clock,
    leases: store,
    consume: store.consume,
    log: (event, facts) => logged.push(JSON.stringify({ event, ...facts })),
  });
  const [route] = adapter.routes;
  if (route) discord.deliverBy(route);

  const people = { sender: users.sender.id, recipient: users.recipient.id, other: users.other.id };
  const person = (who: Role) => discord.person(people[who]);
  const acts = new Map<string, Act>();
  const standsOn = new Map<SeenButton, { readonly message: Message; readonly customId: string }>();
  const forms = new Map<string, Modal>();

  async function ready(): Promise<void> {
    await expect.poll(() => adapter.health().state, { interval: 5, timeout: 10_000 }).toBe('ready');
  }

  function cardSeen(message: Message, where: SeenCard['where']): SeenCard {
    const [title = '', ...lines] = textOf(message)
      .split('\n')
      .map((line) => readMarkdown(line, discord));
    const buttons = buttonsOf(message).map(({ label, customId, url }): SeenButton => {
      const [letter = '', , ref = ''] = (customId ?? '').split(':');
      const button = { label, url, press: customId === null ? null : { action: letter, ref } };
      if (customId !== null) standsOn.set(button, { message, customId });
      return button;
    });
    return { id: where === 'private' ? '' : message.id, where, title: title.replace(/^### /, ''), text: lines.join('\n'), buttons };
  }

  async function seen(act: Act): Promise<Seen> {
    if (act.modal) {
      const id = String(forms.size + 1);
      forms.set(id, act.modal);
      return { kind: 'form', form: formSeen(id, act.modal) };
    }
    const loading = (): boolean => ((act.message()?.flags ?? 0) & FLAG.loading) !== 0;
    await expect.poll(loading, { interval: 5, timeout: 10_000 }).toBe(false);
    const message = act.message();
    if (!message) return { kind: 'nothing' };
    if ((message.flags & FLAG.ephemeral) === 0) throw new Error('an answer that everybody sees');
    const card = cardSeen(message, 'private');
    return card.title === en.answers.late.title ? { kind: 'late' } : { kind: 'private', card };
  }

  async function act(press: string | undefined, begin: () => Promise<Act>): Promise<Seen> {
    await ready();
    const before = press === undefined ? undefined : acts.get(press);
    if (before) {
      const said = (): number => discord.calls.filter(({ path, status }) => path.endsWith('/callback') && status === 204).length;
      const count = said();
      const status = await discord.again(before);
      return status === 200 || said() > count ? seen(before) : { kind: 'nothing' };
    }
    const done = await begin();
    if (press !== undefined) acts.set(press, done);
    return seen(done);
  }

  function typed(as: Role, text: string, where: 'channel' | 'thread') {
    const [verb = '', ...words] = text.split(' ');
    // Whom Discord knows is picked; what it does not know can only stand in the text.
    const picked = words
      .flatMap((word) => /^<@(\d+)>$/.exec(word)?.[1] ?? [])
      .filter((id) => Object.values(users).some((user) => user.id === id));
    const label = words.filter((word) => !picked.includes(word.replace(/^<@|>$/g, ''))).join(' ');
    const named = Object.fromEntries(picked.map((id, n) => [n === 0 ? 'user' : `user${n + 1}`, id]));
    const about = { share: 'label', link: 'label', request: 'label', receipt: 'share', login: 'code' }[verb];
    const options = { ...named, ...(about !== undefined && label !== '' && { [about]: label }) };
    return (): Promise<Act> => person(as).command(`nt2 ${verb}`, options, { in: where === 'thread' ? thread.id : channel.id });
  }

  return {
    adapter,
    discord,
    people,
    times,
    guilds,
    places: { home: guild, guild: guild.id, channel: channel.id, thread: thread.id },
    lines: logged,
    ready,
    seen,
    keys: { sender: keyOf(tenant, people.sender), recipient: keyOf(tenant, people.recipient), other: keyOf(tenant, people.other) },
    mention: (who) =>
      ({ ...people, bot: users.bot.id, group: `&${role}`, unknown: '999999999999999999' })[who].replace(/^/, '<@').concat('>'),
    command(as, text, { press, where = 'channel' } = {}) {
      return act(press, typed(as, text, where));
    },
    async shortcut(as, what) {
      await ready();
      const message = person('other').says('Can somebody send me the key?', { in: thread.id });
      return act(undefined, () => person(as).onMessage(what === 'asks' ? en.request.menu.onMessage : en.menu.onMessage, message));
    },
    async pasted(as, by, text) {
      await ready();
      const message = person(by).says(text, { in: thread.id });
      return act(undefined, () => person(as).onMessage(en.rescue.menu, message));
    },
    async submit(as, form, values, { press } = {}) {
      const modal = forms.get(form.id);
      if (!modal) throw new Error('no such form');
      const { fields } = fieldsOf(modal);
      const mine = Object.entries(values).filter(([id]) => id in fields);
      const filled = mine.map(([id, value]) => [
        id,
        typeof value === 'string' ? value : value.map((handle) => handle.replace(/^<@|>$/g, '')),
      ]);
      // What has no field of its own is picked among the options, where it is offered.
      const offered = fields['options']?.options ?? [];
      const picked = Object.entries(values).flatMap(([id, value]) => offered.find((option) => option === `${id}:${String(value)}`) ?? []);
      const all = { ...Object.fromEntries(filled), ...(picked.length > 0 && { options: picked }) };
      return act(press, () => person(as).submit(modal, all));
    },
    async press(as, button, { press } = {}) {
      const on = standsOn.get(button);
      const where =
        on &&
        person(as)
          .sees()
          .some(({ id }) => id === on.message.id);
      if (where) return act(press, () => person(as).press(on.message, on.customId));
      // They do not see it, or it stands nowhere: the worst case is that someone gets hold of such a button.
      const [, short = ''] = (on?.customId ?? [...standsOn.values()][0]?.customId ?? '').split(':');
      const customId = on?.customId ?? `o:${short}:${button.press?.ref ?? ''}`;
      const message = await stray(discord, channel.id, customId);
      const seenThere = await act(press, () => person(as).press(message, customId));
      discord.deleteMessage(message.id);
      return seenThere;
    },
    async cards(as) {
      const stored = person(as)
        .sees()
        .filter(({ flags, author }) => (flags & FLAG.ephemeral) === 0 && author.id === discord.botId);
      stored.sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
      const kind = (id: string): SeenCard['where'] => (id === channel.id ? 'channel' : id === thread.id ? 'thread' : 'dm');
      return stored.map((message) => cardSeen(message, kind(message.channel_id)));
    },
    answerWithin(ms) {
      times.firstAnswer = ms;
      times.submission = ms;
    },
    async closeDirect(who, closed) {
      person(who).close(closed);
    },
    async remove({ id }) {
      discord.deleteMessage(id);
    },
    async forge() {
      if (!route) throw new Error('there is no door');
      const body = { id: '1', application_id: discord.appId, type: 2, token: 't', version: 1, guild_id: guild.id };
      const tries = [
        { signature: 'other key' },
        { signature: 'broken' },
        { signature: 'none' },
        { age: 301 },
        { age: -301 },
        { appended: ' ' },
      ] as const;
      const statuses = await Promise.all(tries.map(async (forged) => (await discord.request(route, body, forged)).status));
      return statuses.every((status) => status === statuses[0]) ? (statuses[0] ?? 0) : 0;
    },
    refuseForm() {
      discord.fail('POST /interactions/*/*/callback', { kind: 'status', status: 400, code: 50_035 });
      return '50035';
    },
    logged: () => logged,
    kept: async () => discord.stored(),
    async close() {
      await adapter.stop();
      const complaints = discord.complaints();
      await discord.close();
      await store.close();
      expect(complaints).toEqual([]);
    },
  };
}

function formSeen(id: string, modal: Modal): SeenForm {
  const { text, fields } = fieldsOf(modal);
  const initial = (value: string | boolean | readonly string[], type: number): string | readonly string[] =>
    typeof value === 'boolean' ? '' : type === 3 ? String(value) : value;
  return {
    id,
    title: modal.title,
    intro: text.replaceAll(/\\(.)/g, '$1'),
    folded: null,
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, { initial: initial(field.initial, field.type), options: field.options }]),
    ),
  };
}

const MARKDOWN = /\\([^0-9A-Za-z\s])|<@(\d+)>|<t:(\d+):f>|\*\*|\[((?:\\.|[^\]\\])*)\]\(<([^>]*)>\)/g;

/** A line as a reader sees it. */
function readMarkdown(line: string, discord: Discord): string {
  return line.replaceAll(MARKDOWN, (all, sign?: string, user?: string, time?: string, text?: string, url?: string) => {
    if (sign !== undefined) return sign;
    if (user !== undefined) return `@${discord.person(user).user.global_name}`;
    if (time !== undefined) return new Date(Number(time) * 1000).toISOString();
    return all === '**' ? '' : `${readMarkdown(text ?? '', discord)} (${url})`;
  });
}

/** A message of the bot with one button, as if it had come there by some mistake. */
async function stray({ api, token }: Discord, channel: string, customId: string): Promise<Message> {
  const components = [{ type: 1, components: [{ type: 2, style: 2, label: 'stray', custom_id: customId }] }];
  const headers = {
    authorization: `Bot ${token}`,
    'content-type': 'application/json',
    'user-agent': 'DiscordBot (https://nt2.example, 0)',
  };
  const body = JSON.stringify({ content: 'stray', components });
  const response = await fetch(`${api}/v10/channels/${channel}/messages`, { method: 'POST', headers, body });
  return (await response.json()) as Message;
}
