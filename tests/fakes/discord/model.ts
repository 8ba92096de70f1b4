// The world that the fake Discord keeps: people, guilds, channels, messages with their older versions, and what pinged whom.

import type { Command, Message, User } from './shapes.ts';
import { CHANNEL, FLAG } from './shapes.ts';

const EPOCH = 1_420_070_400_000n;
export const APP_ID = '900000000000000001';
export const BOT_ID = '900000000000000002';
const ALL_PERMISSIONS = '2251799813685247';

export interface Account {
  readonly user: User;
  /** Refuses direct messages from people and bots of shared guilds. */
  closed: boolean;
  /** Has put the app on their own account. */
  installed: boolean;
  deleted: boolean;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  /** Whether the app's bot is a member. */
  installed: boolean;
  /** Apps from a person's account answer here only for that person's eyes. */
  readonly quiet: boolean;
  readonly members: Map<string, { nick: string | null; roles: string[] }>;
  readonly roles: Map<string, { readonly id: string; readonly name: string; readonly mentionable: boolean }>;
}

export interface Channel {
  readonly id: string;
  readonly type: number;
  readonly name: string;
  readonly guild: Guild | null;
  readonly parent: Channel | null;
  /** Direct messages and groups: who is in it, the bot left out. */
  readonly recipients: readonly string[];
  bot: 'posts' | 'no access' | 'no permission';
  archived: boolean;
  locked: boolean;
}

export interface Kept {
  readonly channel: Channel;
  /** Older versions first; the last is what stands there. */
  readonly versions: Message[];
  /** An ephemeral message is on one person's screen only, and never stored. */
  readonly onlyFor: string | null;
  deleted: boolean;
  /** An ephemeral message after its reader has reloaded. */
  offScreen: boolean;
}

export interface Ping {
  readonly kind: 'user' | 'role' | 'everyone';
  readonly id: string;
  readonly channel: string;
  readonly message: string;
}

interface NewGuild {
  readonly name?: string;
  readonly installed?: boolean;
  readonly quiet?: boolean;
  readonly members?: readonly User[];
}

export type Model = ReturnType<typeof createModel>;

const makeUser = (id: string, name: string, bot: boolean): User => ({
  id,
  username: name,
  global_name: bot ? null : name,
  discriminator: '0',
  avatar: null,
  bot,
  public_flags: 0,
  flags: 0,
  primary_guild: null,
});

export function createModel({ clock }: { clock: () => number }) {
  let lastId = 0n;
  const accounts = new Map<string, Account>();
  const guilds = new Map<string, Guild>();
  const channels = new Map<string, Channel>();
  const messages = new Map<string, Kept>();
  const pings: Ping[] = [];
  const previews: { readonly url: string; readonly message: string }[] = [];
  const commands = { global: [] as Command[], guild: new Map<string, Command[]>() };
  const me = makeUser(BOT_ID, 'nt2', true);
  accounts.set(BOT_ID, { user: me, closed: true, installed: false, deleted: false });

  /** A snowflake: the time, and a count where the clock stands still. */
  function newId(): string {
    const now = (BigInt(clock()) - EPOCH) << 22n;
    lastId = now > lastId ? now : lastId + 1n;
    return String(lastId);
  }

  function addChannel(made: Pick<Channel, 'type'> & Partial<Channel>): Channel {
    const channel: Channel = {
      id: newId(),
      name: 'general',
      guild: null,
      parent: null,
      recipients: [],
      bot: 'posts',
      archived: false,
      locked: false,
      ...made,
    };
    channels.set(channel.id, channel);
    return channel;
  }

  const found = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) throw new Error(`the fake Discord has no ${what}`);
    return value;
  };

  return {
    me,
    newId,
    clock,
    accounts,
    guilds,
    channels,
    messages,
    pings,
    previews,
    commands,
    permissions: ALL_PERMISSIONS,
    time: () => new Date(clock()).toISOString().replace('Z', '000+00:00'),
    account: (id: string) => found(accounts.get(id), `user ${id}`),
    channel: (id: string) => found(channels.get(id), `channel ${id}`),
    standing: (kept: Kept): Message => found(kept.versions.at(-1), 'message in a version'),

    addUser({ name, id = newId(), bot = false }: { name: string; id?: string; bot?: boolean }): User {
      const user = makeUser(id, name, bot);
      accounts.set(id, { user, closed: false, installed: false, deleted: false });
      return user;
    },
    addGuild({ name = 'guild', installed = true, quiet = false, members = [] }: NewGuild): Guild {
      const id = newId();
      const guild: Guild = { id, name, installed, quiet, members: new Map(), roles: new Map() };
      guild.roles.set(id, { id, name: '@everyone', mentionable: false });
      for (const { id: member } of members) guild.members.set(member, { nick: null, roles: [] });
      if (installed) guild.members.set(BOT_ID, { nick: null, roles: [] });
      guilds.set(id, guild);
      return guild;
    },
    addRole(guild: Guild, { name, mentionable = true }: { name: string; mentionable?: boolean }): string {
      const id = newId();
      guild.roles.set(id, { id, name, mentionable });
      return id;
    },
    addTextChannel: (guild: Guild, more: Partial<Pick<Channel, 'name' | 'bot'>> = {}) =>
      addChannel({ type: CHANNEL.text, guild, bot: guild.installed ? 'posts' : 'no access', ...more }),
    addThread: (
      parent: Channel,
      more: Partial<Pick<Channel, 'name' | 'archived' | 'locked' | 'bot'>> & { members?: readonly string[] } = {},
    ) =>
      addChannel({
        name: 'thread',
        bot: parent.bot,
        ...more,
        type: more.members ? CHANNEL.privateThread : CHANNEL.publicThread,
        guild: parent.guild,
        parent,
        recipients: more.members ?? [],
      }),
    addGroup: (people: readonly string[]) => addChannel({ type: CHANNEL.group, recipients: people, bot: 'no access' }),
    /** The one channel between the bot and a person; made when someone opens it first. */
    directOf(person: string, open = true): Channel | null {
      const known = [...channels.values()].find(({ type, recipients }) => type === CHANNEL.dm && recipients[0] === person);
      return known ?? (open ? addChannel({ type: CHANNEL.dm, name: '', recipients: [person] }) : null);
    },
    /** Whether a person can read a channel. */
    reads(person: string, channel: Channel): boolean {
      if (channel.type === CHANNEL.privateThread) return channel.recipients.includes(person);
      return channel.guild ? channel.guild.members.has(person) : channel.recipients.includes(person);
    },
    /** Whether the bot may write to a person at all: a guild in common, or the app on the person's account. */
    shares: (person: string): boolean =>
      accounts.get(person)?.installed === true || [...guilds.values()].some(({ installed, members }) => installed && members.has(person)),
    /** What stands on a person's screen in a channel, oldest first. */
    seenBy(person: string, channel: Channel): Message[] {
      if (!this.reads(person, channel)) return [];
      return [...messages.values()]
        .filter((kept) => kept.channel === channel && !kept.deleted && !kept.offScreen && (kept.onlyFor ?? person) === person)
        .map((kept) => this.standing(kept));
    },
    isEphemeral: (message: Pick<Message, 'flags'>) => (message.flags & FLAG.ephemeral) !== 0,
  };
}
