// Who and what there is in a fake Slack at first: teams, people, channels, and where the app is installed.

import { install, type InstallOptions } from './api/oauth.ts';
import type { Channel, User } from './model/types.ts';
import type { World } from './model/world.ts';

export interface Cast {
  readonly enterprises?: readonly { readonly id: string; readonly name: string }[];
  readonly teams: readonly { readonly id: string; readonly name: string; readonly domain: string; readonly enterpriseId?: string }[];
  readonly users: readonly (Pick<User, 'id' | 'handle' | 'teamId'> & Partial<User>)[];
  /** By handle. */
  readonly groups?: Readonly<Record<string, string>>;
  /** `app`: the app's bot is a member. */
  readonly channels: readonly (Pick<Channel, 'id' | 'name' | 'kind' | 'teams'> & {
    readonly members: readonly string[];
    readonly app?: boolean;
    readonly archived?: boolean;
  })[];
  readonly installed: readonly InstallOptions[];
}

const BOT_SCOPES = ['commands', 'chat:write', 'im:write', 'users:read'];

/** One workspace with the app, another one that is a partner of it (Slack Connect). */
export const standardCast: Cast = {
  teams: [
    { id: 'T1ACME', name: 'Acme', domain: 'acme' },
    { id: 'T2PARTNER', name: 'Partner', domain: 'partner' },
  ],
  users: [
    { id: 'U1ALEX', handle: 'alex', teamId: 'T1ACME' },
    { id: 'U1CONTRACTOR', handle: 'contractor', teamId: 'T1ACME', guest: 'multi' },
    { id: 'U1SAM', handle: 'sam', teamId: 'T1ACME' },
    { id: 'U1TEMP', handle: 'temp', teamId: 'T1ACME', guest: 'single' },
    { id: 'U1GONE', handle: 'gone', teamId: 'T1ACME', deleted: true },
    { id: 'U1DEPLOYBOT', handle: 'deploybot', teamId: 'T1ACME', bot: true },
    { id: 'U2PAT', handle: 'pat', teamId: 'T2PARTNER' },
    { id: 'U2FAR', handle: 'far', teamId: 'T2PARTNER' },
  ],
  groups: { oncall: 'S1ONCALL' },
  channels: [
    { id: 'C1ENG', name: 'engineering', kind: 'public', teams: ['T1ACME'], members: ['U1ALEX', 'U1CONTRACTOR', 'U1SAM'], app: true },
    { id: 'C1RANDOM', name: 'random', kind: 'public', teams: ['T1ACME'], members: ['U1ALEX', 'U1SAM'] },
    { id: 'C1LEADS', name: 'leads', kind: 'private', teams: ['T1ACME'], members: ['U1ALEX', 'U1SAM'] },
    { id: 'C1OPS', name: 'ops', kind: 'private', teams: ['T1ACME'], members: ['U1ALEX', 'U1SAM', 'U1CONTRACTOR'], app: true },
    { id: 'C1OLD', name: 'old', kind: 'public', teams: ['T1ACME'], members: ['U1ALEX'], app: true, archived: true },
    { id: 'C1SHARED', name: 'acme-partner', kind: 'public', teams: ['T1ACME', 'T2PARTNER'], members: ['U1ALEX', 'U2PAT'], app: true },
    { id: 'D1ALEXSAM', name: 'directmessage', kind: 'im', teams: ['T1ACME'], members: ['U1ALEX', 'U1SAM'] },
    { id: 'G1THREE', name: 'mpdm-alex--sam--contractor-1', kind: 'mpim', teams: ['T1ACME'], members: ['U1ALEX', 'U1SAM', 'U1CONTRACTOR'] },
  ],
  installed: [{ team: 'T1ACME', scopes: BOT_SCOPES }],
};

/** An organisation of two workspaces with one installation for both. */
export const gridCast: Cast = {
  enterprises: [{ id: 'E1ORG', name: 'Org' }],
  teams: [
    { id: 'T8NORTH', name: 'North', domain: 'north', enterpriseId: 'E1ORG' },
    { id: 'T9SOUTH', name: 'South', domain: 'south', enterpriseId: 'E1ORG' },
  ],
  users: [
    { id: 'W8ANNA', handle: 'anna', teamId: 'T8NORTH' },
    { id: 'W9BEN', handle: 'ben', teamId: 'T9SOUTH' },
  ],
  channels: [{ id: 'C8NORTH', name: 'north', kind: 'public', teams: ['T8NORTH'], members: ['W8ANNA'], app: true }],
  installed: [{ enterprise: 'E1ORG', scopes: BOT_SCOPES }],
};

export function furnish(world: World, cast: Cast): void {
  for (const one of cast.enterprises ?? []) world.enterprises.set(one.id, one);
  for (const { enterpriseId = null, ...one } of cast.teams) world.teams.set(one.id, { ...one, enterpriseId });
  for (const one of cast.users) {
    world.users.set(one.id, { realName: one.handle, teams: [one.teamId], guest: 'no', bot: false, deleted: false, ...one });
  }
  for (const [handle, id] of Object.entries(cast.groups ?? {})) world.groups.set(handle, id);
  for (const one of cast.installed) install(world, one);
  for (const { members, app = false, archived = false, id, name, kind, teams } of cast.channels) {
    const bot = world.installationFor(teams[0] ?? '')?.botUserId;
    const all = new Set([...members, ...(app && bot !== undefined ? [bot] : [])]);
    world.channels.set(id, { id, name, kind, teams, members: all, archived, closed: 'no' });
  }
}
