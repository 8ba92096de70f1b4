// Discord's REST routes, as far as a chat bot calls them: who may ask, and what comes back.

import { INTENT } from '../gateway/frames.ts';
import { APP_ID, type Guild, type Kept, type Model } from '../model.ts';
import { CHANNEL, type Draft, FIRST, FLAG, type Json, type Message } from '../shapes.ts';
import type { Commands } from './commands.ts';
import type { Callback, Interactions, Live } from './interactions.ts';
import type { Messages } from './messages.ts';
import { channelShape, guildShape, memberShape, applicationShape } from './returned.ts';
import { refused } from './refused.ts';

export interface Request {
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** A body, or nothing: then 204 without a content type. */
type Answer = unknown;

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  /** Interaction tokens stand in the path: no bot token is asked for. */
  readonly open: boolean;
  readonly answer: (request: Request) => Answer;
}

export interface Rooms {
  readonly model: Model;
  readonly messages: Messages;
  readonly interactions: Interactions;
  readonly commands: Commands;
  readonly gateway: () => Json;
  readonly verifyKey: string;
  readonly settings: { readonly directOpens: number; readonly privileged: number };
}

export function createRoutes({ model, messages, interactions, commands, gateway, verifyKey, settings }: Rooms): Route[] {
  const route = (pattern: string, answer: Route['answer'], open = false): Route => {
    const [method = '', path = ''] = pattern.split(' ');
    return { method, path: new RegExp(`^${path.replaceAll('*', '([^/]+)')}$`), open, answer };
  };
  const ownApp = (id: string | undefined): void => {
    if (id !== APP_ID) throw refused('missingAccess');
  };
  const ownToken = ([app, token = '']: readonly string[]): string => {
    if (app !== APP_ID) throw refused('unknownWebhook');
    return token;
  };
  const opened: number[] = [];

  function openDirect(person: string): Json {
    const account = model.accounts.get(person);
    if (!account || account.user.id === model.me.id) throw refused('invalidRecipient');
    if (!model.directOf(person, false)) {
      const recent = opened.filter((at) => at > model.clock() - 600_000).length;
      if (recent >= settings.directOpens) throw refused('openingTooFast');
      opened.push(model.clock());
    }
    return channelShape(model, model.directOf(person)!);
  }

  function member(guild: Guild | undefined, id: string): Json {
    if (!guild) throw refused('unknownGuild');
    if (!guild.installed) throw refused('missingAccess');
    if (!model.accounts.has(id)) throw refused('unknownUser');
    if (!guild.members.has(id)) throw refused('unknownMember');
    return memberShape(model, guild, id);
  }

  function called({ interaction, first }: Live): Json {
    const message = first?.message ? model.standing(first.message) : null;
    const flags = message?.flags ?? 0;
    const told = message && { type: first?.type === FIRST.update ? FIRST.update : FIRST.message, message };
    return {
      interaction: {
        id: interaction.id,
        type: interaction.type,
        ...(message && {
          response_message_id: message.id,
          response_message_loading: (flags & FLAG.loading) !== 0,
          response_message_ephemeral: (flags & FLAG.ephemeral) !== 0,
        }),
      },
      ...(told && first?.type !== FIRST.deferred && first?.type !== FIRST.deferredUpdate && { resource: told }),
    };
  }

  /** Without the intent for it, an app reads nobody else's words in a guild. */
  function shown(kept: Kept): Message {
    const message = model.standing(kept);
    const readable = kept.channel.guild === null || message.author.id === model.me.id || (settings.privileged & INTENT.content) !== 0;
    return readable ? message : { ...message, content: '', embeds: [], components: [] };
  }

  const visible = (id: string) => {
    const channel = messages.channelFor(id);
    return channel.type === CHANNEL.dm || channel.guild?.installed ? channel : null;
  };

  return [
    route('GET /gateway/bot', () => gateway()),
    route('GET /users/@me', () => ({ ...model.me, mfa_enabled: true, locale: 'en-US', verified: true, email: null })),
    route('GET /applications/@me', () => applicationShape(model, verifyKey)),
    route('GET /oauth2/applications/@me', () => applicationShape(model, verifyKey)),
    route('POST /users/@me/channels', ({ body }) => openDirect(String((body as Json)['recipient_id']))),
    route('GET /users/*', ({ params: [id = ''] }) => {
      const account = model.accounts.get(id);
      if (!account) throw refused('unknownUser');
      return account.user;
    }),
    route('GET /guilds/*', ({ params: [id = ''] }) => {
      const guild = model.guilds.get(id);
      if (!guild?.installed) throw refused(guild ? 'missingAccess' : 'unknownGuild');
      return guildShape(model, guild);
    }),
    route('GET /guilds/*/members/*', ({ params: [guild = '', id = ''] }) => member(model.guilds.get(guild), id)),

    route('GET /applications/*/commands', ({ params: [app] }) => (ownApp(app), commands.list(null))),
    route('PUT /applications/*/commands', ({ params: [app], body }) => (ownApp(app), commands.overwrite((body ?? []) as Json[]))),
    route('GET /applications/*/guilds/*/commands', ({ params: [app, guild = ''] }) => (ownApp(app), commands.list(guild))),
    route('PUT /applications/*/guilds/*/commands', ({ params: [app, guild = ''], body }) => {
      ownApp(app);
      return commands.overwrite((body ?? []) as Json[], guild);
    }),

    route('GET /channels/*', ({ params: [id = ''] }) => {
      const channel = visible(id);
      if (!channel) throw refused('missingAccess');
      return channelShape(model, channel);
    }),
    route('PATCH /channels/*', ({ params: [id = ''], body }) => {
      const channel = messages.channelFor(id);
      // A person who may write in a thread may open it again; all else is for those who manage it, and nt2 manages nothing.
      const [only, ...more] = Object.entries(body as Json);
      if (!channel.parent || channel.locked || channel.bot !== 'posts') throw refused('missingPermissions');
      if (only?.[0] !== 'archived' || only[1] !== false || more.length > 0) throw refused('missingPermissions');
      channel.archived = false;
      return channelShape(model, channel);
    }),
    route('GET /channels/*/messages', ({ params: [id = ''], query }) => {
      const channel = messages.channelFor(id);
      const stored = [...model.messages.values()].filter((kept) => kept.channel === channel && kept.onlyFor === null && !kept.deleted);
      return stored
        .map(shown)
        .reverse()
        .slice(0, Number(query.get('limit') ?? 50));
    }),
    route('GET /channels/*/messages/*', ({ params: [channel = '', id = ''] }) => shown(messages.find(channel, id))),
    route('POST /channels/*/messages', ({ params: [channel = ''], body }) => messages.create(channel, body as Draft)),
    route('PATCH /channels/*/messages/*', ({ params: [channel = '', id = ''], body }) => messages.change(channel, id, body as Draft)),
    route('DELETE /channels/*/messages/*', ({ params: [channel = '', id = ''] }) => messages.delete(channel, id)),

    route(
      'POST /interactions/*/*/callback',
      ({ params: [id = '', token = ''], query, body }) => {
        const live = interactions.respond(id, token, body as Callback);
        return query.get('with_response') === 'true' ? called(live) : undefined;
      },
      true,
    ),
    route('POST /webhooks/*/*', ({ params, body }) => interactions.followUp(ownToken(params), body as Draft), true),
    route('GET /webhooks/*/*/messages/*', ({ params }) => interactions.read(ownToken(params), params[2] ?? ''), true),
    route(
      'PATCH /webhooks/*/*/messages/*',
      ({ params, body }) => interactions.edit(ownToken(params), params[2] ?? '', body as Draft),
      true,
    ),
    route('DELETE /webhooks/*/*/messages/*', ({ params }) => interactions.remove(ownToken(params), params[2] ?? ''), true),
  ];
}
