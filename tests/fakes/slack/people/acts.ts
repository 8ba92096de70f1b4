// What a person does, written as the payload that Slack sends for it. Nothing is delivered here.

import type { Act, Block, Channel, User, View } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { newTrigger } from '../model/views.ts';

type Json = Readonly<Record<string, unknown>>;
const FORM = 'application/x-www-form-urlencoded';

export interface Scene {
  readonly user: User;
  /** The workspace in which it happens. */
  readonly team: string;
  readonly channel?: Channel | null;
  readonly threadTs?: string | null;
  readonly view?: View | null;
  readonly original?: { readonly ts: string; readonly ephemeral: boolean } | null;
}

export function createActs(world: World) {
  const { app } = world;

  const install = (team: string) => world.installationFor(team);
  const isOrg = (team: string): boolean => install(team)?.teamId === null;
  const enterprise = (team: string) => world.enterprises.get(world.teams.get(team)?.enterpriseId ?? '') ?? null;
  const channelName = ({ kind, name }: Channel): string =>
    ({ public: name, private: 'privategroup', im: 'directmessage', mpim: name })[kind];

  /** An address that takes five answers within half an hour. */
  function hook(
    kind: 'commands' | 'actions',
    act: string,
    { user, team, channel, threadTs = null, original = null }: Scene,
  ): string | null {
    if (!channel) return null;
    const id = `/${kind}/${team}/${String(world.count())}/${Buffer.from(`${act}:${String(world.count())}`).toString('hex')}`;
    world.hooks.set(id, { id, act, user: user.id, team, channel: channel.id, threadTs, original, at: world.clock(), uses: 0 });
    return world.base.hooks + id;
  }

  const person = ({ user }: Scene): Json => ({ id: user.id, username: user.handle, name: user.handle, team_id: user.teamId });

  function teamOf(type: string, { team, user }: Scene): Json | null {
    // What Bolt's own sources say of it: with an organisation's installation Slack names no team, and a view that someone from Slack
    // Connect sends names their team, with the app's in `app_installed_team_id`. Their presses on messages are taken to name the app's.
    if (isOrg(team)) return null;
    const named = type.startsWith('view_') && world.relation(user, team) === 'stranger' ? user.teamId : team;
    const org = enterprise(named);
    return { id: named, domain: world.teams.get(named)?.domain ?? '', ...(org && { enterprise_id: org.id, enterprise_name: org.name }) };
  }

  function interactive(
    type: string,
    scene: Scene,
    { withTrigger = true, withHook = false, ...more }: Json & { withTrigger?: boolean; withHook?: boolean },
  ): Act {
    const id = world.id('act');
    const triggerId = withTrigger
      ? newTrigger(world, { user: scene.user.id, team: scene.team, act: id, viewId: scene.view?.id ?? null })
      : null;
    const responseUrl = withHook ? hook('actions', id, scene) : null;
    const payload = {
      type,
      user: person(scene),
      api_app_id: app.id,
      token: app.verificationToken,
      team: teamOf(type, scene),
      enterprise: enterprise(scene.team),
      is_enterprise_install: isOrg(scene.team),
      ...(triggerId !== null && { trigger_id: triggerId }),
      ...(responseUrl !== null && { response_url: responseUrl }),
      ...more,
    };
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
    return { ...base(scene), id, kind: 'interactive', type, contentType: FORM, body, payload, triggerId, responseUrl };
  }

  const base = ({ user, channel, threadTs, view }: Scene) => ({
    user: user.id,
    channel: channel?.id ?? null,
    threadTs: threadTs ?? null,
    viewId: view?.id ?? null,
  });

  function command(scene: Scene & { readonly channel: Channel }, name: string, text: string): Act {
    const id = world.id('act');
    const { user, team, channel } = scene;
    const triggerId = newTrigger(world, { user: user.id, team, act: id });
    const responseUrl = hook('commands', id, scene);
    const org = enterprise(team);
    const payload: Record<string, string> = {
      token: app.verificationToken,
      team_id: team,
      team_domain: world.teams.get(team)?.domain ?? '',
      ...(org && { enterprise_id: org.id, enterprise_name: org.name }),
      channel_id: channel.id,
      channel_name: channelName(channel),
      user_id: user.id,
      user_name: user.handle,
      command: name,
      text,
      api_app_id: app.id,
      is_enterprise_install: String(isOrg(team)),
      response_url: responseUrl ?? '',
      trigger_id: triggerId,
    };
    const body = new URLSearchParams(payload).toString();
    return { ...base(scene), id, kind: 'command', type: 'slash_commands', contentType: FORM, body, payload, triggerId, responseUrl };
  }

  /** `team`: an event may come for a team without naming a person. */
  function event(
    team: string,
    inner: Json & { readonly type: string },
    { user = null, channel = null }: { user?: string | null; channel?: string | null } = {},
  ): Act {
    const id = world.id('act');
    const who = install(team);
    const payload = {
      token: app.verificationToken,
      team_id: team,
      ...(enterprise(team) && { enterprise_id: enterprise(team)?.id }),
      context_team_id: team,
      context_enterprise_id: enterprise(team)?.id ?? null,
      api_app_id: app.id,
      event: { ...inner, event_ts: world.ts() },
      type: 'event_callback',
      event_id: world.id('Ev'),
      event_time: Math.floor(world.clock() / 1000),
      authorizations: [
        {
          enterprise_id: enterprise(team)?.id ?? null,
          team_id: isOrg(team) ? null : team,
          user_id: who?.botUserId ?? '',
          is_bot: true,
          is_enterprise_install: isOrg(team),
        },
      ],
      is_ext_shared_channel: false,
    };
    return raw(id, inner.type, payload, { user, channel });
  }

  /** What Slack sends without an inner event: url_verification, app_rate_limited. */
  const notice = (payload: Json & { readonly type: string }): Act => raw(world.id('act'), payload.type, payload);

  function raw(id: string, type: string, payload: Json, who: { user?: string | null; channel?: string | null } = {}): Act {
    const { user = null, channel = null } = who;
    const rest = { threadTs: null, triggerId: null, responseUrl: null, viewId: null };
    return { ...rest, id, kind: 'event', type, user, channel, contentType: 'application/json', body: JSON.stringify(payload), payload };
  }

  const stamp = (): string => world.ts();
  const action = (block: Block, element: Block, held: Json): Json => ({
    ...held,
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    ...(element.type === 'button' && { text: element.text, ...(element.value !== undefined && { value: element.value }) }),
    action_ts: stamp(),
  });

  return { interactive, command, event, notice, channelName, stamp, action };
}
