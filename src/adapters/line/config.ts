// What nt2 must be given for LINE, and the names that LINE and nt2 know each other by.

import type { EgressRoute } from '../../egress/egress.ts';
import type { PersonKey } from '../../core/share.ts';
import { LIMITS } from './limits.ts';

export const PLATFORM = 'line';
export const PATHS = { webhook: '/line/webhook', go: '/line/go', callback: '/line/callback' } as const;

export interface LineConfig {
  readonly publicUrl: string;
  readonly channelSecret: string;
  readonly channelToken: string;
  readonly loginId: string;
  readonly loginSecret: string;
  /** Whose members may use nt2; null: anyone who adds the account. */
  readonly groups: readonly string[] | null;
  /** With a slash at its end. */
  readonly apiUrl: string;
  /** Where people sign in, with a slash at its end. */
  readonly loginUrl: string;
  readonly workMs: number;
  readonly egress: { readonly open: () => EgressRoute } | null;
}

export const DEFAULTS = { loginUrl: 'https://access.line.me/', workMs: LIMITS.workMs } as const;

export const USER = /^U[0-9a-f]{32}$/;
export const GROUP = /^C[0-9a-f]{32}$/;

/** The login channel: people have one user id in all channels of its provider. */
export const lineTenant = ({ loginId }: Pick<LineConfig, 'loginId'>): string => `${PLATFORM}:${loginId}`;
export const keyOf = (config: Pick<LineConfig, 'loginId'>, user: string): PersonKey => `${lineTenant(config)}:${user}` as PersonKey;

/** The user id of a person of this tenant; null: it is none. */
export function userOf(config: Pick<LineConfig, 'loginId'>, key: PersonKey): string | null {
  const tenant = `${lineTenant(config)}:`;
  const user = key.startsWith(tenant) ? key.slice(tenant.length) : '';
  return USER.test(user) ? user : null;
}
