// Installing: the consent page as a function, codes that work once for ten minutes, oauth.v2.access; and apps.connections.open.

import { createHash } from 'node:crypto';

import type { Installation } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { type Args, invalid, type Method, refuse, type Result } from './answer.ts';

const CODE_MS = 10 * 60_000;

export interface Consent {
  readonly as: string;
  /** A workspace, or with `enterprise` all workspaces of an organisation. */
  readonly team?: string;
  readonly enterprise?: string;
  /** What they answer; a no sends them back with `error=access_denied`. */
  readonly allow?: boolean;
  /** Optional scopes that they untick. */
  readonly without?: readonly string[];
}

interface Code extends Consent {
  readonly scopes: readonly string[];
  readonly redirectUri: string | null;
  readonly at: number;
  used: boolean;
}

export interface InstallOptions {
  readonly team?: string;
  readonly enterprise?: string;
  readonly scopes: readonly string[];
}

/** Puts the app into a team or an organisation. A second time the token is the same and the scopes are joined, as Slack does it. */
export function install(world: World, { team, enterprise, scopes }: InstallOptions): Installation {
  const teamId = enterprise === undefined ? (team ?? '') : null;
  const enterpriseId = enterprise ?? world.teams.get(team ?? '')?.enterpriseId ?? null;
  const before = world.installations.find((one) => one.teamId === teamId && one.enterpriseId === enterpriseId && one.status === 'active');
  if (before) {
    before.scopes = [...new Set([...before.scopes, ...scopes])];
    return before;
  }
  const home = teamId ?? [...world.teams.values()].find((one) => one.enterpriseId === enterpriseId)?.id ?? '';
  const earlier = world.installations.find((one) => one.teamId === teamId && one.enterpriseId === enterpriseId);
  const botUserId = earlier?.botUserId ?? world.id('U0B');
  const number = world.count();
  const teams =
    teamId === null ? [...world.teams.values()].filter((one) => one.enterpriseId === enterpriseId).map((one) => one.id) : [home];
  const bot = {
    id: botUserId,
    handle: world.app.name,
    realName: world.app.name,
    teamId: home,
    teams,
    guest: 'no',
    bot: true,
    deleted: false,
  } as const;
  world.users.set(botUserId, { ...bot });
  const made: Installation = {
    token: `xoxb-fake-${createHash('sha256')
      .update(`${teamId ?? enterpriseId ?? ''}/${String(number)}`)
      .digest('hex')
      .slice(0, 24)}`,
    teamId,
    enterpriseId,
    botUserId,
    botId: earlier?.botId ?? world.id('B0'),
    scopes: [...scopes],
    status: 'active',
  };
  world.installations.push(made);
  return made;
}

export function createOauth(world: World) {
  const codes = new Map<string, Code>();
  const tickets = new Set<string>();

  /** What stands at /oauth/v2/authorize: null when the page would offer the consent, else the error that it shows. */
  function authorizeError(address: string): string | null {
    const asked = new URL(address).searchParams;
    if (asked.get('client_id') !== world.app.clientId) return 'invalid_client_id';
    if ((asked.get('scope') ?? '') === '' && (asked.get('user_scope') ?? '') === '') return 'no_scopes';
    const redirect = asked.get('redirect_uri');
    if (redirect !== null && !world.app.redirectUrls.some((known) => redirect.startsWith(known))) return 'bad_redirect_uri';
    return null;
  }

  /** A person reads the page and answers: where Slack sends their browser. Throws when the page shows an error instead. */
  function consent(address: string, given: Consent): string {
    const error = authorizeError(address);
    if (error !== null) throw new Error(`the consent page says ${error}`);
    const asked = new URL(address).searchParams;
    const redirectUri = asked.get('redirect_uri');
    const back = new URL(redirectUri ?? world.app.redirectUrls[0] ?? '');
    if (given.allow === false) back.searchParams.set('error', 'access_denied');
    else {
      const code = `${String(world.count())}.${createHash('sha256').update(String(world.count())).digest('hex')}`;
      const scopes = (asked.get('scope') ?? '').split(',').filter((scope) => scope !== '' && !given.without?.includes(scope));
      codes.set(code, { ...given, scopes, redirectUri, at: world.clock(), used: false });
      back.searchParams.set('code', code);
    }
    back.searchParams.set('state', asked.get('state') ?? '');
    return back.href;
  }

  function access(args: Args): Result {
    if (args.client_id !== world.app.clientId) return refuse('invalid_client_id');
    if (args.client_secret !== world.app.clientSecret) return refuse('bad_client_secret');
    if (args.grant_type !== undefined && args.grant_type !== 'authorization_code') return refuse('invalid_grant_type');
    const code = codes.get(args.code ?? '');
    if (!code || code.used || world.clock() - code.at > CODE_MS) return refuse('invalid_code');
    if ((args.redirect_uri ?? null) !== code.redirectUri) return refuse('bad_redirect_uri');
    code.used = true;
    const { team, enterprise, scopes } = code;
    const made = install(world, { ...(team !== undefined && { team }), ...(enterprise !== undefined && { enterprise }), scopes });
    const home = made.teamId === null ? undefined : world.teams.get(made.teamId);
    const org = made.enterpriseId === null ? undefined : world.enterprises.get(made.enterpriseId);
    return {
      ok: true,
      app_id: world.app.id,
      authed_user: { id: code.as },
      scope: made.scopes.join(','),
      token_type: 'bot',
      access_token: made.token,
      bot_user_id: made.botUserId,
      team: home ? { id: home.id, name: home.name } : null,
      enterprise: org ? { id: org.id, name: org.name } : null,
      is_enterprise_install: made.teamId === null,
    };
  }

  function connect(): Result {
    if (world.base.sockets === null) {
      world.complaints.push('apps.connections.open without a socket server: start it with serve()');
      return refuse('internal_error');
    }
    const ticket = `t${String(world.count())}`;
    tickets.add(ticket);
    return { ok: true, url: `${world.base.sockets}/link/?ticket=${ticket}&app_id=${world.app.id}` };
  }

  const methods: Record<string, Method> = {
    'oauth.v2.access': { token: 'none', run: (args) => (args.code === undefined ? invalid('code') : access(args)) },
    'apps.connections.open': { token: 'app', run: connect },
  };
  return { methods, consent, authorizeError, takeTicket: (ticket: string | null): boolean => tickets.delete(ticket ?? '') };
}
