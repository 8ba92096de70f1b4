// users.info, conversations.open, conversations.info, team.info, bots.info, auth.test, auth.revoke: who and what the app may see.

import type { Channel, Installation, User } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { type Args, isTrue, type Method, refuse, type Result } from './answer.ts';

/** Where a token looks from: its own team, or the one that the call names. */
const homeOf = (world: World, who: Installation, args: Args): string => args.team_id ?? who.teamId ?? world.teamsOf(who)[0] ?? '';

/** The direct conversation of the app with these people, or the documented reason why there is none. */
export function directWith(
  world: World,
  people: readonly string[],
  who: Installation,
  team = who.teamId ?? '',
): Channel | { error: string } {
  for (const id of people) {
    const user = world.users.get(id);
    if (!user) return { error: 'user_not_found' };
    const relation = world.relation(user, team);
    const reached =
      relation === 'own' ||
      (relation === 'enterprise' && who.teamId === null) ||
      world.teamsOf(who).some((own) => user.teams.includes(own));
    // Whether an app can open a conversation with someone from Slack Connect is not settled: the unfriendly answer.
    if (!reached) return { error: 'user_not_visible' };
    if (user.deleted) return { error: 'user_disabled' };
    if (user.bot) return { error: 'invalid_user_combination' };
  }
  const channel = world.direct(team || (world.users.get(people[0] ?? '')?.teamId ?? ''), [...people, who.botUserId]);
  return channel === null || channel.closed === 'hidden' ? { error: 'user_not_visible' } : channel;
}

export function peopleMethods(world: World): Record<string, Method> {
  function userInfo(args: Args, who: Installation): Result {
    const user = world.users.get(args.user ?? '');
    if (!user) return refuse('user_not_found');
    const relations = world.teamsOf(who).map((team) => world.relation(user, team));
    const relation = (['own', 'enterprise', 'stranger'] as const).find((one) => relations.includes(one));
    return relation === undefined ? refuse('user_not_visible') : { ok: true, user: describe(user, relation) };
  }

  function describe(user: User, relation: 'own' | 'enterprise' | 'stranger'): Record<string, unknown> {
    const enterpriseId = world.teams.get(user.teamId)?.enterpriseId ?? null;
    const common = {
      id: user.id,
      team_id: user.teamId,
      name: user.handle,
      deleted: user.deleted,
      updated: 1_700_000_000,
      is_bot: user.bot,
      is_app_user: false,
      profile: { real_name: user.realName, display_name: user.handle, team: user.teamId },
      ...(enterpriseId !== null && {
        enterprise_user: {
          id: user.id,
          enterprise_id: enterpriseId,
          enterprise_name: world.enterprises.get(enterpriseId)?.name ?? '',
          is_admin: false,
          is_owner: false,
          teams: user.teams,
        },
      }),
    };
    // Of someone deactivated, and of someone from elsewhere, Slack leaves out the members of a full account.
    if (user.deleted) return common;
    if (relation === 'stranger') return { ...common, real_name: user.realName, is_stranger: true };
    return {
      ...common,
      real_name: user.realName,
      tz: 'Europe/Berlin',
      tz_offset: 3600,
      is_admin: false,
      is_owner: false,
      is_primary_owner: false,
      is_restricted: user.guest !== 'no',
      is_ultra_restricted: user.guest === 'single',
    };
  }

  function open(args: Args, who: Installation): Result {
    const people = (args.users ?? '').split(',').filter((id) => id !== '');
    const needed = people.length > 1 ? 'mpim:write' : 'im:write';
    if (!who.scopes.includes(needed)) return refuse('missing_scope', { needed, provided: who.scopes.join(',') });
    const known = args.channel === undefined ? null : world.channels.get(args.channel);
    if (args.channel !== undefined && !known?.members.has(who.botUserId)) return refuse('channel_not_found');
    if (known && known.kind !== 'im' && known.kind !== 'mpim') return refuse('method_not_supported_for_channel_type');
    if (!known && people.length === 0) return refuse('users_list_not_supplied');
    if (people.length > 8) return refuse('too_many_users');
    const already = known ?? world.direct('', [...people, who.botUserId], false);
    const channel = known ?? directWith(world, people, who, homeOf(world, who, args));
    if ('error' in channel) return refuse(channel.error);
    const full = isTrue(args.return_im) ? { created: 1_700_000_000, is_im: channel.kind === 'im', user: people[0], is_open: true } : {};
    return { ok: true, ...(already !== null && { no_op: true, already_open: true }), channel: { id: channel.id, ...full } };
  }

  function info(args: Args, who: Installation): Result {
    const channel = world.channels.get(args.channel ?? '');
    if (!channel || !channel.teams.some((team) => world.teamsOf(who).includes(team))) return refuse('channel_not_found');
    const member = channel.members.has(who.botUserId);
    if (!member && channel.kind !== 'public') return refuse('channel_not_found');
    const needed = { public: 'channels:read', private: 'groups:read', im: 'im:read', mpim: 'mpim:read' }[channel.kind];
    if (!who.scopes.includes(needed)) return refuse('missing_scope', { needed, provided: who.scopes.join(',') });
    const direct = channel.kind === 'im';
    return {
      ok: true,
      channel: {
        id: channel.id,
        ...(!direct && { name: channel.name, is_member: member }),
        ...(direct && { user: [...channel.members].find((one) => one !== who.botUserId) }),
        is_channel: channel.kind === 'public',
        is_group: channel.kind === 'private',
        is_im: direct,
        is_mpim: channel.kind === 'mpim',
        is_private: channel.kind !== 'public',
        is_archived: channel.archived,
        is_ext_shared: channel.teams.length > 1,
        created: 1_700_000_000,
        context_team_id: channel.teams[0],
        shared_team_ids: channel.teams,
      },
    };
  }

  function test(args: Args, who: Installation): Result {
    const team = world.teams.get(homeOf(world, who, args));
    return {
      ok: true,
      url: `https://${team?.domain ?? 'org'}.slack.com/`,
      team: team?.name ?? '',
      user: world.users.get(who.botUserId)?.handle ?? '',
      team_id: who.teamId ?? who.enterpriseId,
      user_id: who.botUserId,
      bot_id: who.botId,
      is_enterprise_install: who.teamId === null,
      ...(who.enterpriseId !== null && { enterprise_id: who.enterpriseId }),
    };
  }

  function revoke(args: Args, who: Installation): Result {
    if (!isTrue(args.test)) who.status = 'revoked';
    return { ok: true, revoked: !isTrue(args.test) };
  }

  function teamInfo(args: Args, who: Installation): Result {
    const team = world.teams.get(args.team ?? homeOf(world, who, args));
    if (!team || !world.teamsOf(who).includes(team.id)) return refuse('team_not_found');
    const org =
      team.enterpriseId === null
        ? {}
        : { enterprise_id: team.enterpriseId, enterprise_name: world.enterprises.get(team.enterpriseId)?.name };
    return { ok: true, team: { id: team.id, name: team.name, domain: team.domain, email_domain: '', icon: {}, ...org } };
  }

  function botInfo(args: Args, who: Installation): Result {
    if (args.bot !== who.botId) return refuse('bot_not_found');
    return {
      ok: true,
      bot: { id: who.botId, deleted: false, name: world.app.name, updated: 1_700_000_000, app_id: world.app.id, user_id: who.botUserId },
    };
  }

  return {
    'users.info': { scopes: ['users:read'], run: userInfo },
    'conversations.open': { scopes: ['channels:manage', 'groups:write', 'im:write', 'mpim:write'], run: open },
    'conversations.info': { scopes: ['channels:read', 'groups:read', 'im:read', 'mpim:read'], run: info },
    'team.info': { scopes: ['team:read'], run: teamInfo },
    'bots.info': { scopes: ['users:read'], run: botInfo },
    'auth.test': { run: test },
    'auth.revoke': { run: revoke },
  };
}
