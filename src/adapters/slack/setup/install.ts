// Installs nt2 into a workspace or an organisation by OAuth: to Slack and back, tied together by a state in a cookie of this browser.
// The server keeps nothing for a visitor who only looks, and changes nothing without the cookie, its state and a code from Slack.

import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';

import type { AdapterRoute } from '../../../bot/port.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { isAllowedWorkspace, PATHS, scopesFor, type SlackConfig } from '../config.ts';
import type { Api } from '../web-api.ts';
import type { Installations } from '../installations/installations.ts';
import { textOf, type DrawPage, type Notice } from './install-page.ts';

interface InstallDeps {
  readonly config: SlackConfig;
  readonly client: { readonly id: string; readonly secret: string };
  readonly api: Api;
  readonly installations: Pick<Installations, 'save'>;
  readonly clock: Clock;
  /** As many random bytes, as text for an address. */
  readonly random: (bytes: number) => string;
  readonly drawPage: DrawPage;
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

/** How an installation ended. `open`: an address of ours in Slack. */
interface Ending {
  readonly notice: Notice;
  readonly status: number;
  readonly open?: string;
}

const STATE_S = 600;

const granted = z.object({
  access_token: z.string().min(1),
  token_type: z.literal('bot'),
  bot_user_id: z.string(),
  app_id: z.string(),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  is_enterprise_install: z.boolean().nullish(),
});

export function installRoutes({ config, client, api, installations, clock, random, drawPage, log }: InstallDeps): AdapterRoute[] {
  const redirectUri = config.publicUrl + PATHS.installed;
  const isSecure = config.publicUrl.startsWith('https:');
  // Browsers take the prefix only on https. It keeps neighbouring hosts from planting a state.
  const cookie = isSecure ? '__Host-nt2-slack' : 'nt2-slack';
  const setCookie = (value: string, seconds: number): string =>
    `${cookie}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;

  async function exchange(code: string): Promise<Ending> {
    const called = await api(null, 'oauth.v2.access', {
      client_id: client.id,
      client_secret: client.secret,
      code,
      redirect_uri: redirectUri,
    });
    const read = called.ok ? granted.safeParse(called.data) : null;
    if (!read?.success) {
      log('slack.not_installed', { code: called.ok ? 'unreadable' : called.error });
      return { notice: 'failed', status: 502 };
    }
    const { access_token: token, bot_user_id: botUser, app_id: app, is_enterprise_install: isOrg } = read.data;
    const enterprise = read.data.enterprise?.id ?? null;
    const team = isOrg === true ? null : (read.data.team?.id ?? null);
    if (team === null && enterprise === null) return { notice: 'failed', status: 502 };
    if (!isAllowedWorkspace(config, [team, enterprise])) {
      // Otherwise the app would stay in that workspace without ever answering.
      await api(token, 'auth.revoke');
      log('slack.not_installed', { code: 'not_named' });
      return { notice: 'stranger', status: 403 };
    }
    await installations.save({ token, team, enterprise, botUser, at: clock() });
    log('slack.installed', {});
    const open = new URL('/app_redirect', config.apiUrl);
    open.search = new URLSearchParams({ app, ...(team !== null && { team }) }).toString();
    return { notice: 'installed', status: 200, open: open.href };
  }

  async function end(request: Request): Promise<Ending> {
    const given = new URL(request.url).searchParams;
    const kept = cookieOf(request.headers.get('cookie') ?? '', cookie);
    if (kept === null || !isSame(kept, given.get('state') ?? '')) return { notice: 'stale', status: 400 };
    const code = given.get('code');
    return code === null || given.has('error') ? { notice: 'declined', status: 200 } : exchange(code);
  }

  return [
    {
      method: 'GET',
      path: PATHS.install,
      async handle() {
        const state = random(32);
        const to = new URL('/oauth/v2/authorize', config.apiUrl);
        to.search = new URLSearchParams({
          client_id: client.id,
          scope: scopesFor(config).join(','),
          redirect_uri: redirectUri,
          state,
        }).toString();
        const headers = {
          Location: to.href,
          'Set-Cookie': setCookie(state, STATE_S),
          'Cache-Control': 'no-store',
          'Referrer-Policy': 'no-referrer',
        };
        return new Response(null, { status: 302, headers });
      },
    },
    {
      method: 'GET',
      path: PATHS.installed,
      async handle(request) {
        // A HEAD comes from a link scanner, which must not use up the code.
        if (request.method !== 'GET') return new Response(null, { status: 405, headers: { Allow: 'GET' } });
        const { notice, status, open } = await end(request);
        const response = drawPage(request, textOf(notice, open), status);
        response.headers.set('Set-Cookie', setCookie('', 0));
        return response;
      },
    },
  ];
}

function cookieOf(header: string, name: string): string | null {
  const found = header.split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  const value = found?.slice(name.length + 1) ?? '';
  return value === '' ? null : value;
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const isSame = (a: string, b: string): boolean => timingSafeEqual(hashOf(a), hashOf(b));
