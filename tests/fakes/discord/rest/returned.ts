// Guilds, channels, members and the app as Discord returns them.

import { APP_ID, type Channel, type Guild, type Model } from '../model.ts';
import { CHANNEL, type Json } from '../shapes.ts';

const JOINED = '2026-01-01T00:00:00.000000+00:00';

export function channelShape(model: Model, channel: Channel): Json {
  const common = { id: channel.id, type: channel.type, flags: 0, last_message_id: null };
  const recipients = channel.recipients.map((id) => model.account(id).user);
  if (channel.type === CHANNEL.dm) return { ...common, recipients };
  if (channel.type === CHANNEL.group) return { ...common, recipients, name: null, icon: null, owner_id: channel.recipients[0] };
  const placed = { ...common, guild_id: channel.guild?.id, name: channel.name, parent_id: channel.parent?.id ?? null };
  if (!channel.parent) return { ...placed, position: 0, permission_overwrites: [], nsfw: false, topic: null, rate_limit_per_user: 0 };
  const { archived, locked } = channel;
  return {
    ...placed,
    owner_id: model.me.id,
    thread_metadata: { archived, locked, archive_timestamp: JOINED, auto_archive_duration: 1440 },
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
  };
}

/** A member; `of` says whether with the user inside, as in REST, or beside it, as in interactions. */
export function memberShape(model: Model, guild: Guild, id: string, of: 'rest' | 'resolved' | 'interaction' = 'rest'): Json {
  const { nick = null, roles = [] } = guild.members.get(id) ?? {};
  const own = {
    avatar: null,
    banner: null,
    communication_disabled_until: null,
    flags: 0,
    pending: false,
    premium_since: null,
    joined_at: JOINED,
    nick,
    roles,
  };
  if (of === 'resolved') return { ...own, permissions: model.permissions };
  const whole = { ...own, user: model.account(id).user, mute: false, deaf: false };
  return of === 'rest' ? whole : { ...whole, permissions: model.permissions };
}

export const roleShape = ({ id, name, mentionable }: { id: string; name: string; mentionable: boolean }, permissions: string): Json => ({
  id,
  name,
  mentionable,
  permissions,
  position: 0,
  color: 0,
  hoist: false,
  managed: false,
  icon: null,
  unicode_emoji: null,
  flags: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
});

export function guildShape(model: Model, guild: Guild): Json {
  const roles = [...guild.roles.values()].map((role) => roleShape(role, model.permissions));
  const none = ['icon', 'description', 'home_header', 'splash', 'discovery_splash', 'banner', 'application_id', 'afk_channel_id'];
  const more = ['system_channel_id', 'widget_channel_id', 'max_presences', 'vanity_url_code', 'rules_channel_id'];
  const last = ['safety_alerts_channel_id', 'public_updates_channel_id', 'hub_type', 'latest_onboarding_question_id', 'incidents_data'];
  return {
    ...Object.fromEntries([...none, ...more, ...last].map((name) => [name, null])),
    id: guild.id,
    name: guild.name,
    features: [],
    owner_id: model.me.id,
    region: 'us-east',
    afk_timeout: 300,
    roles,
    system_channel_flags: 0,
    widget_enabled: false,
    verification_level: 0,
    default_message_notifications: 0,
    mfa_level: 0,
    explicit_content_filter: 0,
    max_members: 500_000,
    max_stage_video_channel_users: 50,
    max_video_channel_users: 25,
    premium_tier: 0,
    premium_subscription_count: 0,
    preferred_locale: 'en-US',
    nsfw: false,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    emojis: [],
    stickers: [],
  };
}

/** A guild as the gateway announces it. */
export function guildEvent(model: Model, guild: Guild): Json {
  const channels = [...model.channels.values()].filter((channel) => channel.guild === guild);
  return {
    ...guildShape(model, guild),
    joined_at: JOINED,
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    members: [memberShape(model, guild, model.me.id)],
    channels: channels.filter(({ parent }) => parent === null).map((channel) => channelShape(model, channel)),
    threads: channels.filter(({ parent }) => parent !== null).map((channel) => channelShape(model, channel)),
  };
}

export const applicationShape = (model: Model, verifyKey: string): Json => ({
  id: APP_ID,
  name: 'nt2',
  icon: null,
  description: '',
  type: null,
  bot: model.me,
  verify_key: verifyKey,
  flags: 0,
  flags_new: '0',
  bot_public: true,
  bot_require_code_grant: false,
  redirect_uris: [],
  interactions_endpoint_url: null,
  role_connections_verification_url: null,
  owner: model.me,
  approximate_guild_count: model.guilds.size,
  approximate_user_install_count: 0,
  approximate_user_authorization_count: 0,
  explicit_content_filter: 0,
  team: null,
  eligible_oauth2_scopes: [],
});
