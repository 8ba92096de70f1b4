// What the Teams adapter must be given, and Microsoft's own addresses. Nothing here comes from the environment.
// See docs/decisions/teams-without-an-sdk.md.

import type { Person, PersonKey } from '../../core/share.ts';
import type { Egress } from '../../egress/egress.ts';
import { LIMITS } from './limits.ts';

export const PLATFORM = 'teams';
export const NAME = 'Microsoft Teams';
export const ROUTE = '/teams/messages';
export const CHANNEL = 'msteams';

/** Where a cloud of Microsoft's has what nt2 needs, with a slash at the end of addresses. */
export interface Cloud {
  readonly login: string;
  readonly scope: string;
  readonly keys: string;
  readonly issuer: string;
  /** Whom nt2 sends its token to. `*.` stands for any name below. */
  readonly hosts: readonly string[];
  /** Before Teams has said another. */
  readonly service: string;
}

const GOVERNMENT = {
  login: 'https://login.microsoftonline.us/',
  scope: 'https://api.botframework.us/.default',
  keys: 'https://login.botframework.azure.us/v1/.well-known/keys',
  issuer: 'https://api.botframework.us',
} as const;

export const CLOUDS = {
  public: {
    login: 'https://login.microsoftonline.com/',
    scope: 'https://api.botframework.com/.default',
    keys: 'https://login.botframework.com/v1/.well-known/keys',
    issuer: 'https://api.botframework.com',
    hosts: ['smba.trafficmanager.net', '*.botframework.com'],
    service: 'https://smba.trafficmanager.net/teams/',
  },
  gcch: {
    ...GOVERNMENT,
    hosts: ['smba.infra.gov.teams.microsoft.us', '*.botframework.us'],
    service: 'https://smba.infra.gov.teams.microsoft.us/teams/',
  },
  dod: {
    ...GOVERNMENT,
    hosts: ['smba.infra.dod.teams.microsoft.us', '*.botframework.us'],
    service: 'https://smba.infra.dod.teams.microsoft.us/teams/',
  },
} as const satisfies Record<string, Cloud>;

export interface TeamsConfig {
  readonly appId: string;
  readonly appSecret: string;
  /** The one tenant whose people nt2 answers. */
  readonly tenant: string;
  readonly cloud: Cloud;
  /** NT2_PUBLIC_URL, without a slash at its end. */
  readonly publicUrl: string;
  /** Null or absent: directly. */
  readonly egress?: Egress | null;
  readonly times: Times;
}

/** In ms. */
export const TIMES = {
  /** For an answer. Teams asks again after five seconds. */
  answer: 2_400,
  /** For what Teams says of a person, within an answer. */
  lookUp: 1_000,
  /** For one request to Microsoft. */
  call: 5_000,
};
export type Times = typeof TIMES;

export const ENTRA_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const KEY = /^teams:([0-9a-f-]{36}):([0-9a-f-]{36})$/;

export const tenantName = (tenant: string): string => `${PLATFORM}:${tenant}`;
/** `user`: an Entra id; behind a `?`, a name that is no person's. */
export const keyOf = (tenant: string, user: string): PersonKey => `${tenantName(tenant)}:${user}` as PersonKey;

/** The Entra id behind a key of this tenant; null for any other key. */
export function userOf(tenant: string, { key }: Pick<Person, 'key'>): string | null {
  const [, of = '', user = ''] = KEY.exec(key) ?? [];
  return of === tenant && ENTRA_ID.test(user) ? user : null;
}

/** `tenant/conversation` for a place, `tenant/conversation/activity` for a message. */
export const refOf = (tenant: string, ...ids: readonly string[]): string => [tenant, ...ids].join('/');

export function parseRef(tenant: string, ref: string): { readonly conversation: string; readonly activity: string } | null {
  const [of, conversation = '', activity = '', ...more] = ref.split('/');
  if (of !== tenant || conversation === '' || conversation.length > LIMITS.conversation || more.length > 0) return null;
  return { conversation, activity };
}
