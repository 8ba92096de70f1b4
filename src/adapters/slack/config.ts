// What the Slack adapter is given, and the names that nt2 and Slack know each other by. The manifest uses the same names.
// See docs/decisions/workspaces-are-named.md.

import type { ActionName } from '../../bot/actions.ts';
import type { FormPress } from '../../bot/port.ts';
import type { PersonKey } from '../../core/share.ts';
import type { Egress } from '../../egress/egress.ts';

export const PLATFORM = 'slack';
export const COMMAND = '/nt2';
/** Entries in Slack's menus: on a message, and everywhere. */
export const SHORTCUTS = {
  thread: 'share_in_thread',
  global: 'share',
  ask: 'request',
  askThread: 'request_in_thread',
  pasted: 'pasted',
} as const;
/** What nt2 may do in a workspace: take commands, write, open direct messages, and see who is a guest. */
export const SCOPES = ['commands', 'chat:write', 'im:write', 'users:read'] as const;
/** What it takes to read messages, where the operator wants that (`NT2_WATCH_PASTES`): of channels, private ones, and conversations of a few. */
export const WATCH = {
  scopes: ['channels:history', 'groups:history', 'mpim:history'],
  events: ['message.channels', 'message.groups', 'message.mpim'],
} as const;
export const scopesFor = ({ watches = false }: { readonly watches?: boolean | undefined }): readonly string[] =>
  watches ? [...SCOPES, ...WATCH.scopes] : SCOPES;
export const EVENTS = ['app_home_opened', 'app_uninstalled', 'tokens_revoked'] as const;
export const PATHS = { events: '/slack/events', install: '/slack/install', installed: '/slack/oauth_redirect' } as const;

/** Which of nt2's cards and forms a payload comes from. */
export const CALLBACK_IDS = {
  card: 'nt2_card',
  share: 'nt2_share',
  secret: 'nt2_secret',
  request: 'nt2_request',
  decline: 'nt2_decline',
  pasted: 'nt2_pasted',
  refuse: 'nt2_refuse',
} as const;

export interface SlackConfig {
  /** NT2_PUBLIC_URL without a slash at its end. */
  readonly publicUrl: string;
  /** One workspace. */
  readonly botToken: string | null;
  /** Socket Mode. */
  readonly appToken: string | null;
  /** HTTP. */
  readonly signingSecret: string | null;
  /** Many workspaces. */
  readonly client: { readonly id: string; readonly secret: string } | null;
  /** Workspaces and organisations that may have an installation; null: any. */
  readonly workspaces: readonly string[] | null;
  /** Ends with a slash. */
  readonly apiUrl: string;
  /** Reads messages, to tell who pastes a secret. Absent: no. */
  readonly watches?: boolean;
  /** Null: directly. */
  readonly egress: Egress | null;
  /** Sockets in Socket Mode that this process opens. */
  readonly sockets: number;
  /** How long the first answer may take, in ms. Slack gives three seconds, the way there and back included. */
  readonly answerWithinMs: number;
  /** How long a look-up of an installation or of a person may take, in ms. */
  readonly lookUpWithinMs: number;
  /** Sockets, in ms: the waits between attempts to connect, the wait after a refusal, and for how long a replaced socket is still read. */
  readonly redial: { readonly [name in keyof typeof DEFAULTS.redial]: number };
}

export const DEFAULTS = {
  workspaces: null,
  egress: null,
  sockets: 2,
  answerWithinMs: 2_400,
  lookUpWithinMs: 1_000,
  redial: { least: 500, most: 30_000, refused: 60_000, drain: 10_000 },
} as const;

/** The operator has named this workspace or its organisation, or has named none. */
export const isAllowedWorkspace = ({ workspaces }: Pick<SlackConfig, 'workspaces'>, ids: readonly (string | null)[]): boolean =>
  workspaces === null || workspaces.some((named) => ids.includes(named));

/** The name under which the bot knows a tenant. */
export const tenantName = (tenant: string): string => `${PLATFORM}:${tenant}`;

/** `tenant` is a workspace (T…), or for an installation of a whole organisation that one (E…). */
export const keyOf = (tenant: string, user: string): PersonKey => `${PLATFORM}:${tenant}:${user}` as PersonKey;

/** The person behind a key; null when the key is not that of a Slack user. */
export function personIn(key: PersonKey): { readonly tenant: string; readonly user: string } | null {
  const [, tenant, user] = /^slack:([TE][A-Z0-9]+):([UW][A-Z0-9]+)$/.exec(key) ?? [];
  return tenant === undefined || user === undefined ? null : { tenant, user };
}

/** Of a place `tenant/channel` or `tenant/channel/thread`; of a message `tenant/channel/ts`. */
export const refOf = (tenant: string, channel: string, ts?: string | null): string =>
  [tenant, channel, ...(ts === undefined || ts === null ? [] : [ts])].join('/');

export function parseRef(ref: string): { readonly tenant: string; readonly channel: string; readonly ts: string | null } | null {
  const [, tenant, channel, ts = null] = /^([TE][A-Z0-9]+)\/([CDG][A-Z0-9]+)(?:\/(\d+\.\d+))?$/.exec(ref) ?? [];
  return tenant === undefined || channel === undefined ? null : { tenant, channel, ts };
}

const ACTION_ID = /^nt2:([a-z-]+):\d+$/;
/** Unique among the buttons of a card. `link` for those that lead to a page: Slack sends these too, and they mean nothing here. */
export const actionId = (name: ActionName | FormPress, n: number): string => `nt2:${name}:${n}`;
/** The action's name; undefined for an id that is not one of nt2's. */
export const parseActionId = (id: string): string | undefined => ACTION_ID.exec(id)?.[1];
