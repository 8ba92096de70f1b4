// What Discord sends an app when someone does something: who, where, by whose installation, and with whom looked up.

import { APP_ID, type Account, type Channel, type Model } from '../model.ts';
import { channelShape, memberShape, roleShape } from '../rest/returned.ts';
import { CHANNEL, type Interaction, type Json, type Message } from '../shapes.ts';

export interface Origin {
  readonly owners: Readonly<Record<string, string>>;
  readonly context: number;
  /** From an account's installation, in a place where the app itself is not. */
  readonly limited: boolean;
}

/** By whose installation the app is there; null where it is not. */
export function originOf(model: Model, account: Account, channel: Channel): Origin | null {
  const mine = account.installed ? { 1: account.user.id } : {};
  if (channel.guild) {
    const owners = { ...(channel.guild.installed && { 0: channel.guild.id }), ...mine };
    return Object.keys(owners).length === 0 ? null : { owners, context: 0, limited: !channel.guild.installed };
  }
  if (channel.type === CHANNEL.dm) {
    const shared = [...model.guilds.values()].some(({ installed, members }) => installed && members.has(account.user.id));
    return { owners: { ...(shared && { 0: '0' }), ...mine }, context: 1, limited: false };
  }
  return account.installed ? { owners: mine, context: 2, limited: true } : null;
}

/** What an app answered stays alive for everybody who sees it, by the installation that it came from. */
export function originOfMessage(message: Message | null, { guild }: Channel): Origin | null {
  const metadata = message && (message as Message & Json)['interaction_metadata'];
  if (!metadata) return null;
  return {
    owners: (metadata as { authorizing_integration_owners: Origin['owners'] }).authorizing_integration_owners,
    context: guild ? 0 : 2,
    limited: true,
  };
}

export function makeInteraction({
  model,
  account,
  channel,
  origin,
  ...rest
}: {
  model: Model;
  account: Account;
  channel: Channel;
  origin: Origin;
  type: number;
  data: Json;
  token: string;
  message?: Message;
}): Interaction {
  const { guild } = channel;
  const { user } = account;
  const interaction: Interaction & Json = {
    ...rest,
    id: model.newId(),
    application_id: APP_ID,
    version: 1,
    channel_id: channel.id,
    channel: channelShape(model, channel),
    ...(guild
      ? {
          guild_id: guild.id,
          guild: { id: guild.id, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: memberShape(model, guild, user.id, 'interaction'),
        }
      : { user }),
    app_permissions: model.permissions,
    locale: 'en-US',
    entitlements: [],
    entitlement_sku_ids: [],
    attachment_size_limit: 10_485_760,
    authorizing_integration_owners: origin.owners,
    context: origin.context,
  };
  return interaction;
}

/** What an interaction names, looked up: people as users and, if they are of this guild, as members; roles; channels. */
export function resolveNamed(model: Model, channel: Channel, ids: readonly string[]): Json {
  const { guild } = channel;
  const table = (known: (id: string) => boolean, shape: (id: string) => unknown): Json | undefined => {
    const found = ids.filter(known);
    return found.length > 0 ? Object.fromEntries(found.map((id) => [id, shape(id)])) : undefined;
  };
  const tables = {
    users: table(
      (id) => model.accounts.has(id),
      (id) => model.account(id).user,
    ),
    members:
      guild &&
      table(
        (id) => guild.members.has(id),
        (id) => memberShape(model, guild, id, 'resolved'),
      ),
    roles:
      guild &&
      table(
        (id) => guild.roles.has(id),
        (id) => roleShape(guild.roles.get(id)!, model.permissions),
      ),
    channels: table(
      (id) => model.channels.has(id),
      (id) => ({ ...channelShape(model, model.channel(id)), permissions: model.permissions }),
    ),
  };
  return Object.fromEntries(Object.entries(tables).filter(([, found]) => found));
}
