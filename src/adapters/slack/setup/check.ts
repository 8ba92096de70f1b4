// `nt2 doctor` for Slack: asks Slack and this server's own address whether everything is set up, and says where to click if not.

import { createHmac } from 'node:crypto';
import * as z from 'zod';

import type { Finding } from '../../../bot/port.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { firstMessage } from '../../../egress/first-message.ts';
import type { Egress } from '../../../egress/egress.ts';
import { proxyTrouble, describeRoute } from '../../../egress/proxy-report.ts';
import { PATHS, scopesFor, type SlackConfig } from '../config.ts';
import { createApi, type Api } from '../web-api.ts';
import type { Installations } from '../installations/installations.ts';
import type { DiagnosticsLog } from './diagnostics.ts';

interface CheckDeps {
  readonly config: SlackConfig;
  readonly clock: Clock;
  readonly installations: Pick<Installations, 'byTenant'>;
  readonly diagnostics: Pick<DiagnosticsLog, 'read'>;
}

const PAGES = 'https://api.slack.com/apps';
const REACH_MS = 5_000;
const SKEW = { note: 60_000, fault: 240_000 } as const;
const TAB = `the Messages tab is off: switch it on at ${PAGES} > App Home > Show Tabs`;

const ok = (says: string): Finding => ({ level: 'ok', message: `Slack: ${says}` });
const note = (says: string): Finding => ({ level: 'note', message: `Slack: ${says}` });
const fault = (says: string): Finding => ({ level: 'fault', message: `Slack: ${says}` });
const minutes = (ms: number): string => `${Math.round(ms / 60_000)} min`;

/** What an error of Slack asks the operator to do. */
const CURES: Readonly<Record<string, string>> = {
  unreachable: 'Slack does not answer from here. Look at the network, HTTPS_PROXY, SLACK_API_URL.',
  rate_limited: 'Slack asks to wait. Run the doctor again in a minute.',
  invalid_auth: `it is not known to Slack. Copy it again from ${PAGES}.`,
  not_authed: `it is not known to Slack. Copy it again from ${PAGES}.`,
  account_inactive: 'the app was removed from the workspace, or its account was. Install it again.',
  token_revoked: `it was revoked. Install the app again at ${PAGES} > Install App, and copy the new token.`,
  token_expired: 'it has expired: token rotation is on. Make the app anew from the manifest of `nt2 manifest`, with rotation off.',
  missing_scope: `a scope is missing. Paste the manifest of \`nt2 manifest\` at ${PAGES} > App Manifest, then install the app again.`,
  forbidden_team: 'the workspace of this app token does not allow it. Make the token in the workspace where nt2 is installed.',
  bad_client_secret: `SLACK_CLIENT_SECRET is not that of the app. Copy it again from ${PAGES} > Basic Information.`,
  invalid_client_id: `SLACK_CLIENT_ID is not known to Slack. Copy it again from ${PAGES} > Basic Information.`,
  messages_tab_disabled: `${TAB}.`,
  user_not_found: 'no member has this id. Take it from "Copy member ID" in the person\'s profile.',
  user_not_visible: 'nt2 cannot see this person, or they have hidden the app.',
  user_disabled: 'this account is deactivated.',
};
const cure = (error: string): string => CURES[error] ?? `Slack says ${error}.`;

/** `direct`: a member to write to, `U…`, or `T…:U…` where nt2 is in many workspaces. */
export async function check(deps: CheckDeps, direct?: string): Promise<readonly Finding[]> {
  const { config } = deps;
  let date: number | null = null;
  const egressRoute = config.egress?.open() ?? null;
  const api = createApi({
    apiUrl: config.apiUrl,
    egressRoute,
    async through(input, init) {
      const response = await (egressRoute?.fetch ?? fetch)(input, init);
      date = Date.parse(response.headers.get('date') ?? '') || date;
      return response;
    },
  });
  const found = [
    ...(config.botToken === null ? [] : await checkBotToken(api, config.botToken, scopesFor(config))),
    ...(config.client === null ? [] : await checkClient(api, config)),
    ...(config.appToken === null ? [] : await checkAppToken(api, config)),
  ];
  const trouble = proxyTrouble(egressRoute?.word());
  egressRoute?.cut();
  // The proxy failed each question; the tokens are not at fault.
  if (trouble !== null) found.splice(0, found.length, fault(trouble));
  found.push(...checkClock(date, deps.clock()));
  if (config.signingSecret !== null) found.push(...(await checkAddress(config, deps.clock)));
  found.push(...(await checkDiagnostics(deps)));
  // A number is a person on another platform.
  if (direct !== undefined && !/^\d+$/.test(direct)) found.push(await checkDirect(api, deps, direct));
  return found;
}

const identity = z.object({
  team: z.string().nullish(),
  response_metadata: z.object({ scopes: z.array(z.string()).nullish() }).nullish(),
});

async function checkBotToken(api: Api, token: string, wanted: readonly string[]): Promise<Finding[]> {
  const called = await api(token, 'auth.test');
  if (!called.ok) return [fault(`SLACK_BOT_TOKEN: ${cure(called.error)}`)];
  const { team, response_metadata: more } = identity.parse(called.data);
  const scopes = more?.scopes ?? [];
  const missing = wanted.filter((scope) => !scopes.includes(scope));
  const spare = scopes.filter((scope) => !wanted.includes(scope));
  return [
    ok(`the bot token works${team ? `, in ${team}` : ''}.`),
    ...(scopes.length > 0 && missing.length > 0
      ? [fault(`scopes are missing: ${missing.join(', ')}. ${CURES['missing_scope'] ?? ''}`)]
      : []),
    ...(spare.length > 0
      ? [note(`scopes that nt2 does not use: ${spare.join(', ')}. Take them out at ${PAGES} > OAuth & Permissions.`)]
      : []),
  ];
}

/** Sends a code that Slack never issued: Slack checks the client before it checks the code. */
async function checkClient(api: Api, { client, publicUrl }: SlackConfig): Promise<Finding[]> {
  const called = await api(null, 'oauth.v2.access', { client_id: client?.id, client_secret: client?.secret, code: 'nt2-doctor' });
  const error = called.ok ? 'invalid_code' : called.error;
  if (error !== 'invalid_code') return [fault(cure(error))];
  return [ok(`workspaces install nt2 at ${publicUrl}${PATHS.install}.`)];
}

async function checkAppToken(api: Api, { appToken, egress }: SlackConfig): Promise<Finding[]> {
  const called = await api(appToken, 'apps.connections.open');
  if (called.ok) return [ok('the app token opens sockets.'), await opens(called.data, egress)];
  if (called.error === 'missing_scope')
    return [
      fault(`SLACK_APP_TOKEN lacks the scope connections:write. Make one that has it at ${PAGES} > Basic Information > App-Level Tokens.`),
    ];
  return [fault(`SLACK_APP_TOKEN: ${cure(called.error)}`)];
}

const opened = z.object({ url: z.url({ protocol: /^wss?$/ }) });
const frame = z.object({
  type: z.string(),
  reason: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .nullish(),
});

/** Closes the socket as soon as Slack has said hello: it sends no event before that. */
async function opens(data: unknown, outbound: Egress | null): Promise<Finding> {
  const address = opened.safeParse(data);
  if (!address.success) return fault('Slack gives no address for a socket. Run the doctor again in a minute.');
  const egressRoute = outbound?.open() ?? null;
  const said = frame.safeParse(json(await firstMessage(address.data.url, egressRoute)));
  const word = egressRoute?.word();
  egressRoute?.cut();
  if (said.success && said.data.type === 'hello') return ok(`a socket opens ${describeRoute(word)}.`);
  if (said.success) return fault(`Slack ended a socket at once, and says ${said.data.reason ?? said.data.type}.`);
  const { host } = new URL(address.data.url);
  return fault(
    `no socket opens: ${proxyTrouble(word) ?? `${host} does not answer from here as Slack does. Look at a firewall, or set HTTPS_PROXY where only a proxy leads out.`}`,
  );
}

function json(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

function checkClock(date: number | null, now: number): Finding[] {
  const skew = date === null ? 0 : Math.abs(now - date);
  if (skew > SKEW.fault)
    return [fault(`this computer's clock is ${minutes(skew)} away from Slack's, so signed requests are refused. Set it by NTP.`)];
  return skew > SKEW.note ? [note(`this computer's clock is ${minutes(skew)} away from Slack's. Set it by NTP.`)] : [];
}

/** Sends a request as Slack would, to this server's own address. */
async function checkAddress({ publicUrl, signingSecret }: SlackConfig, clock: Clock): Promise<Finding[]> {
  const url = publicUrl + PATHS.events;
  const challenge = 'nt2-doctor';
  const body = JSON.stringify({ type: 'url_verification', challenge });
  const at = String(Math.floor(clock() / 1_000));
  const signature = `v0=${createHmac('sha256', signingSecret ?? '')
    .update(`v0:${at}:${body}`)
    .digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-slack-request-timestamp': at, 'x-slack-signature': signature };
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal: AbortSignal.timeout(REACH_MS) });
    if (response.status === 401)
      return [fault(`${url} answers with another signing secret: another server, or one that was not started again since.`)];
    const text = await response.text();
    if (response.ok && text === JSON.stringify({ challenge })) return [ok(`${url} answers. Slack must be able to reach it too.`)];
    return [fault(`something else answers at ${url} (${response.status}). Lead this address to nt2.`)];
  } catch {
    return [fault(`${url} does not answer from here. Is \`nt2 serve\` running, and does NT2_PUBLIC_URL lead to it?`)];
  }
}

async function checkDiagnostics({ config, diagnostics, clock }: CheckDeps): Promise<Finding[]> {
  const { goodAt, refused, tabOffAt } = await diagnostics.read();
  const found: Finding[] = [];
  if (tabOffAt !== null) found.push(fault(`${TAB} (seen ${minutes(clock() - tabOffAt)} ago).`));
  if (config.signingSecret === null) return found;
  if (refused > 0 && goodAt === null)
    found.push(
      fault(`no request had the right signature. Compare SLACK_SIGNING_SECRET with ${PAGES} > Basic Information > Signing Secret.`),
    );
  else if (refused > 0)
    found.push(note(`${refused} requests with a wrong signature since the last good one, ${minutes(clock() - (goodAt ?? 0))} ago.`));
  else if (goodAt === null) found.push(note('no request has come yet. Type /nt2 help in Slack, then look again.'));
  else found.push(ok(`the last request came ${minutes(clock() - goodAt)} ago.`));
  return found;
}

async function checkDirect(api: Api, { config, installations }: CheckDeps, direct: string): Promise<Finding> {
  const [, tenant, user = ''] = /^(?:([TE][A-Z0-9]+):)?([UW][A-Z0-9]+)$/.exec(direct) ?? [];
  if (user === '') return fault('--dm takes a member id such as U0123ABC. Take it from "Copy member ID" in a profile.');
  const team = tenant === undefined ? null : await installations.byTenant(tenant).catch(() => null);
  const token = config.botToken ?? team?.token ?? null;
  if (token === null) return fault('--dm needs the workspace too, as T0123ABC:U0123ABC, and nt2 must be installed there.');
  const opened = await api(token, 'conversations.open', { users: user });
  if (!opened.ok) return fault(`a direct message to ${user}: ${cure(opened.error)}`);
  const { channel } = z.object({ channel: z.object({ id: z.string() }) }).parse(opened.data);
  const sent = await api(token, 'chat.postMessage', { channel: channel.id, text: 'nt2 doctor: direct messages arrive.', mrkdwn: false });
  return sent.ok ? ok(`a direct message went to ${user}.`) : fault(`a direct message to ${user}: ${cure(sent.error)}`);
}
