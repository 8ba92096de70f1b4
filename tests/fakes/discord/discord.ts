// An honest Discord on loopback, for tests: REST and gateway on one port, people who type and press, and a judge who reads every call.
// It answers as Discord does, with its codes, and tells everything that it kept or saw. `complaints()` must be empty when a test ends.

import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { createGateway, type Gateway } from './gateway/gateway.ts';
import { INTENT } from './gateway/frames.ts';
import { type Judge, openJudge } from './judge.ts';
import { APP_ID, BOT_ID, createModel, type Channel, type Guild, type Kept } from './model.ts';
import { createDelivery, type Act } from './people/delivery.ts';
import { createPeople } from './people/person.ts';
import { createSigner, type Endpoint, type Forged } from './people/signed.ts';
import { createCommands } from './rest/commands.ts';
import { createFaults } from './rest/faults.ts';
import { createInteractions } from './rest/interactions.ts';
import { createMessages } from './rest/messages.ts';
import { guildEvent } from './rest/returned.ts';
import { createRoutes } from './rest/routes.ts';
import { createRest } from './rest/server.ts';
import { CHANNEL, type Json } from './shapes.ts';

export interface DiscordOptions {
  /** Discord's wall clock: ids, times, signatures, lifetimes of tokens. The three seconds are real ones. */
  readonly clock?: () => number;
  readonly token?: string;
  readonly shards?: number;
  readonly heartbeatMs?: number;
  readonly firstAnswerMs?: number;
  /** Privileged intents that the app's owner has switched on. */
  readonly privileged?: number;
  readonly judge?: Judge;
}

export type Discord = Awaited<ReturnType<typeof openDiscord>>;

let told = false;

export async function openDiscord(options: DiscordOptions = {}) {
  const { clock: given = Date.now, token = 'fake-bot-token', judge = openJudge() } = options;
  const settings = { firstAnswerMs: 3000, directOpens: Infinity, shards: 1, heartbeatMs: 41_250, privileged: 0, ...options };
  let ahead = 0;
  const clock = (): number => given() + ahead;
  const steady = (): number => performance.now() - judge.spent();
  const complaints: string[] = [];
  const complain = (text: string): void => void complaints.push(text);
  if (judge.absent !== null && !told) console.warn(judge.absent);
  told ||= judge.absent !== null;

  const model = createModel({ clock });
  const signer = createSigner({ clock });
  const faults = createFaults();
  let current: string | null = token;

  let url = '';
  const messages = createMessages(model, (event, kept) => tell(event, kept));
  const interactions = createInteractions({ model, messages, settings, steady });
  const commands = createCommands(model);
  const starts = (): Json => ({ ...gateway.starts, reset_after: 86_400_000, max_concurrency: 1 });
  const routes = createRoutes({
    model,
    messages,
    interactions,
    commands,
    settings,
    gateway: () => ({ url: `${url}${gateway.path}`, shards: settings.shards, session_start_limit: starts() }),
    verifyKey: signer.publicKey,
  });
  const authorization = (): string | null => current && `Bot ${current}`;
  const { server, calls } = createRest({ routes, judge, complain, nextFault: faults.next, authorization, clock });
  const gateway: Gateway = createGateway({ server, complain, settings, token: () => current, resetToken: () => (current = null), hello });

  function hello([index, count]: readonly [number, number], intents: number) {
    const guilds = [...model.guilds.values()].filter(
      ({ id, installed }) => installed && Number((BigInt(id) >> 22n) % BigInt(count)) === index,
    );
    return {
      ready: {
        v: 10,
        user: model.me,
        guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
        private_channels: [],
        resume_gateway_url: `${url}${gateway.path}-again`,
        application: { id: APP_ID, flags: 0 },
      },
      events: (intents & INTENT.guilds) === 0 ? [] : guilds.map((guild): [string, Json] => ['GUILD_CREATE', guildEvent(model, guild)]),
    };
  }

  /** Message events, for apps that ask for them: without the content unless it is their own, direct, or granted. */
  function tell(event: string, { channel, versions }: Kept): void {
    const message = versions.at(-1);
    if (!message || channel.bot === 'no access') return;
    const guild = channel.guild?.id ?? null;
    const intent = channel.type === CHANNEL.dm ? INTENT.directMessages : INTENT.guildMessages;
    const where = { id: message.id, channel_id: channel.id, ...(guild !== null && { guild_id: guild }) };
    const bare = { ...message, ...where, content: '', embeds: [], components: [] };
    const whole = guild === null || message.author.id === BOT_ID ? { ...message, ...where } : null;
    const granted = (intents: number): boolean => (intents & INTENT.content) !== 0;
    const hears = (intents: number): boolean => (intents & intent) !== 0;
    if (event === 'MESSAGE_DELETE') return gateway.dispatch(event, where, { guild, only: hears });
    gateway.dispatch(event, whole ?? bare, { guild, only: (intents) => hears(intents) && (whole !== null || !granted(intents)) });
    if (!whole) gateway.dispatch(event, { ...message, ...where }, { guild, only: (intents) => hears(intents) && granted(intents) });
  }

  const delivery = createDelivery({ model, gateway, signer, judge, interactions, calls, complain, settings, steady });
  const people = createPeople({ model, messages, interactions, delivery, steady });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const ours = () => [...model.messages.values()].filter(({ versions }) => versions[0]?.author.id === BOT_ID);
  const { port } = server.address() as AddressInfo;
  url = `ws://127.0.0.1:${port}`;

  return {
    /** What `DISCORD_API_URL` says. */
    api: `http://127.0.0.1:${port}/api`,
    token,
    publicKey: signer.publicKey,
    appId: APP_ID,
    botId: BOT_ID,
    /** `firstAnswerMs` and `directOpens` (new conversations in ten minutes) may change while it runs. */
    settings,
    user: model.addUser,
    guild: model.addGuild,
    role: model.addRole,
    channel: model.addTextChannel,
    thread: model.addThread,
    group: model.addGroup,
    person: people.person,
    join: (guild: Guild, user: string): void => void guild.members.set(user, { nick: null, roles: [] }),
    leave: (guild: Guild, user: string): void => void guild.members.delete(user),
    deleteUser(id: string): void {
      model.account(id).deleted = true;
      for (const guild of model.guilds.values()) guild.members.delete(id);
    },
    /** The bot is thrown out of a guild. */
    evict(guild: Guild): void {
      guild.installed = false;
      guild.members.delete(BOT_ID);
      for (const channel of model.channels.values()) if (channel.guild === guild) channel.bot = 'no access';
      gateway.dispatch('GUILD_DELETE', { id: guild.id }, { guild: guild.id, only: (intents) => (intents & INTENT.guilds) !== 0 });
    },
    /** A moderator, or the author, deletes a message. */
    deleteMessage(id: string): void {
      const kept = model.messages.get(id);
      if (!kept) throw new Error(`there is no message ${id}`);
      messages.remove(kept);
    },
    channelOf(id: string): Channel {
      const channel = model.channels.get(id);
      if (!channel) throw new Error(`there is no channel ${id}`);
      return channel;
    },
    /** What stands in a place for everybody: no ephemeral message. */
    standing: (channel: Pick<Channel, 'id'>) =>
      [...model.messages.values()]
        .filter((kept) => kept.channel.id === channel.id && !kept.deleted && kept.onlyFor === null)
        .map(model.standing),

    /** Where interactions go from now on: the gateway, or an endpoint (an address, or a handler of requests). */
    deliverBy: (way: 'gateway' | Endpoint): void => void (delivery.by.endpoint = way === 'gateway' ? null : way),
    /** Members of the payload that are left out from now on. */
    leaveOut: (...members: readonly string[]): void => members.forEach((member) => delivery.without.add(member)),
    /** The same interaction once more; the status of the answer to a signed request, else null. */
    again: (act: Act) => delivery.again(act),
    /** A request to an endpoint, signed as told. */
    request: (endpoint: Endpoint, body: unknown, forged?: Forged) => signer.post(endpoint, body, forged),
    /** What Discord does when an endpoint is entered in its portal: a ping, and a wrong signature that must be refused. */
    async checkEndpoint(endpoint: Endpoint): Promise<{ pong: boolean; refusesForgery: boolean }> {
      const ping = { id: model.newId(), application_id: APP_ID, type: 1, token: 'ping', version: 1 };
      const answer = await signer.post(endpoint, ping);
      const pong = answer.status === 200 && ((await answer.json()) as Json)['type'] === 1;
      const forged = await signer.post(endpoint, ping, { signature: 'other key' });
      return { pong, refusesForgery: forged.status === 401 };
    },

    gateway,
    commands,
    fail: faults.plan,
    healed: faults.clear,
    calls,
    pings: model.pings,
    previews: model.previews,
    /** Answers that count towards Discord's ban of an address: ten thousand in ten minutes. */
    invalid: () => calls.filter(({ status }) => status === 401 || status === 403 || status === 429).length,
    complaints: (): readonly string[] => complaints,
    judged: judge.absent === null,
    /** Lets Discord's clock run ahead. */
    forward: (ms: number): void => void (ahead += ms),

    /** Everything of the app's that Discord keeps or ever saw: messages with older versions, call bodies, modals. Not what people sent. */
    kept: (): string =>
      JSON.stringify([
        ours().map(({ versions }) => versions),
        calls.map(({ method, path, body }) => [method, path, body]),
        delivery.bodies,
        interactions.modals.map(({ modal }) => modal),
      ]),
    /** Only what stands stored of the app's messages: no ephemeral message, no modal, nothing deleted. */
    stored: (): string =>
      JSON.stringify(
        ours()
          .filter((kept) => !kept.deleted && kept.onlyFor === null)
          .map(model.standing),
      ),

    async close(): Promise<void> {
      await gateway.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
