// What `nt2 doctor` asks of Discord: whether it is set up as nt2 needs it, and what to do where it is not.

import { Routes } from 'discord.js';
import * as z from 'zod';

import type { Finding } from '../../../bot/port.ts';
import { en } from '../../../bot/messages/messages.ts';
import type { Clock } from '../../../core/ports/clock.ts';

import { firstMessage } from '../../../egress/first-message.ts';
import { proxyTrouble, describeRoute } from '../../../egress/proxy-report.ts';
import { areRegistered, commandsOf } from './commands.ts';
import { ROUTE, type DiscordConfig } from '../config.ts';
import { askGateway } from '../transport/gateway.ts';
import type { Rest } from '../rest-api.ts';
import { isSnowflake, snowflake } from '../snowflake.ts';

interface CheckDeps {
  readonly rest: Rest;
  readonly config: DiscordConfig;
  readonly clock: Clock;
}

const application = z.object({
  id: snowflake,
  verify_key: z.string(),
  interactions_endpoint_url: z.string().nullable(),
  flags: z.number().nullish(),
});
type Application = z.infer<typeof application>;

/** See channels, send messages, also in threads. */
const PERMISSIONS = String((1n << 10n) | (1n << 11n) | (1n << 38n));
const hello = z.object({ op: z.literal(10) });
const SKEW_S = 60;
const REACH_MS = 5_000;
const FEW = 100;

const ok = (says: string): Finding => ({ level: 'ok', message: `Discord: ${says}` });
const note = (says: string): Finding => ({ level: 'note', message: `Discord: ${says}` });
const fault = (says: string): Finding => ({ level: 'fault', message: `Discord: ${says}` });

/** `direct`: a person to write to, by the number that "Copy User ID" gives. Ids of other platforms are left to those. */
export async function check({ rest, config, clock }: CheckDeps, direct?: string): Promise<readonly Finding[]> {
  const asked = clock();
  const me = await rest.call('GET', '/applications/@me', { schema: application });
  if (!me.ok) {
    if (me.code === 401)
      return [fault('the token is not known. Reset it on the Bot page of the application, and give the new one as DISCORD_TOKEN.')];
    const trouble = proxyTrouble(me.proxy);
    if (trouble !== null) return [fault(trouble)];
    return [fault(`no answer at ${config.apiUrl} (${me.code}). Look at the network of this machine, and at DISCORD_API_URL.`)];
  }
  const { id } = me.value;
  return [
    ok(`the token works, for application ${id}.`),
    ...clockFinding(me.date, (asked + clock()) / 2),
    ...(config.publicKey === null ? [overGateway(me.value), ...(await sessions(rest, config))] : await overHttp(me.value, config)),
    ...readsMessages(me.value, config),
    await registered(rest, id, config),
    ...(direct !== undefined && isSnowflake(direct) ? [await writeTo(rest, direct)] : []),
    note(
      `install nt2 with https://discord.com/oauth2/authorize?client_id=${id}&scope=bot+applications.commands&permissions=${PERMISSIONS}`,
    ),
  ];
}

function clockFinding(date: number | null, now: number): Finding[] {
  const off = date === null ? 0 : Math.round((now - date) / 1000);
  if (Math.abs(off) <= SKEW_S) return [];
  return [fault(`this computer's clock is ${Math.abs(off)} s ${off > 0 ? 'ahead' : 'behind'}. Set it by NTP.`)];
}

/** `GATEWAY_MESSAGE_CONTENT`, in few guilds `_LIMITED`: the switch on the Bot page. */
const MESSAGE_CONTENT = (1 << 18) | (1 << 19);

function readsMessages({ flags }: Application, { watches = false, publicKey }: DiscordConfig): Finding[] {
  const isOn = ((flags ?? 0) & MESSAGE_CONTENT) !== 0;
  if (!watches) return isOn ? [note('Message Content Intent is on, and nt2 does not use it. Switch it off on the Bot page.')] : [];
  if (publicKey !== null) return [note('NT2_WATCH_PASTES does nothing over HTTP: Discord sends messages over the gateway alone.')];
  return [
    isOn
      ? ok('nt2 reads messages of servers, to tell who pastes a secret (NT2_WATCH_PASTES).')
      : fault('NT2_WATCH_PASTES is on, and Discord refuses it: switch Message Content Intent on, on the Bot page.'),
  ];
}

function overGateway({ interactions_endpoint_url: url }: Application): Finding {
  if (url === null || url === '') return ok('commands and presses come over the gateway.');
  return fault(
    'commands and presses go to an Interactions Endpoint URL. Clear it on the General Information page, or give DISCORD_PUBLIC_KEY.',
  );
}

async function overHttp({ verify_key: key, interactions_endpoint_url: url }: Application, config: DiscordConfig): Promise<Finding[]> {
  const wanted = `${config.publicUrl}${ROUTE}`;
  return [
    key === config.publicKey
      ? ok('DISCORD_PUBLIC_KEY is the key of the application.')
      : fault('DISCORD_PUBLIC_KEY is not the key of the application. Copy it again from the General Information page.'),
    url === wanted
      ? ok(`commands and presses come to ${wanted}.`)
      : fault(
          `commands and presses do not come to ${wanted}. With nt2 running, enter this as Interactions Endpoint URL on the General Information page.`,
        ),
    await reachable(wanted),
  ];
}

/** Only Discord can sign a PING, so this sends an unsigned one: nt2 must refuse it, and another server would not refuse it with 401. */
async function reachable(url: string): Promise<Finding> {
  try {
    const response = await fetch(url, { method: 'POST', body: '{}', redirect: 'manual', signal: AbortSignal.timeout(REACH_MS) });
    await response.body?.cancel();
    if (response.status === 401) return ok(`${url} answers here, and refuses what is not signed. Discord must be able to reach it too.`);
    return fault(`something else answers at ${url} (${response.status}). Lead this address to nt2.`);
  } catch {
    return fault(`${url} does not answer from here. Is \`nt2 serve\` running, and does NT2_PUBLIC_URL lead to it?`);
  }
}

async function sessions(rest: Rest, config: DiscordConfig): Promise<Finding[]> {
  const asked = await askGateway(rest);
  if (!asked.ok) return [fault(`Discord does not name its gateway (${asked.code}). Run the doctor again in a minute.`)];
  const { url, shards, session_start_limit: limit } = asked.value;
  const says = `${limit.remaining} sign-ins are left today, for ${shards} shard${shards === 1 ? '' : 's'}.`;
  return [
    limit.remaining < FEW ? fault(`${says} Something signs in again and again; find it before Discord takes the token away.`) : ok(says),
    await opens(url, config),
  ];
}

/** Discord speaks first, and this closes the socket before it signs in, so that it costs no sign-in. */
async function opens(url: string, { egress }: DiscordConfig): Promise<Finding> {
  const egressRoute = egress?.open() ?? null;
  const said = hello.safeParse(json(await firstMessage(`${url}?v=10&encoding=json`, egressRoute)));
  const word = egressRoute?.word();
  egressRoute?.cut();
  if (said.success) return ok(`a socket to the gateway opens ${describeRoute(word)}.`);
  const { host } = new URL(url);
  return fault(
    `no socket to the gateway opens: ${proxyTrouble(word) ?? `${host} does not answer from here as a gateway does. Look at a firewall, or set HTTPS_PROXY where only a proxy leads out.`}`,
  );
}

async function registered(rest: Rest, application: string, config: DiscordConfig): Promise<Finding> {
  const { guilds } = config;
  const there = await areRegistered(rest, { application, commands: commandsOf(en, config), guilds });
  if (!there.ok) {
    const where = guilds.length === 0 ? '' : ' Is nt2 in every server of DISCORD_GUILDS?';
    return fault(`the commands of the application cannot be read (${there.code}).${where}`);
  }
  return there.value
    ? ok('the commands are registered.')
    : note('the commands are not registered as they should be. The next start of nt2 does it.');
}

function json(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return null;
  }
}

const channel = z.object({ id: snowflake });

async function writeTo(rest: Rest, user: string): Promise<Finding> {
  const opened = await rest.call('POST', Routes.userChannels(), { body: { recipient_id: user }, schema: channel });
  const body = { content: 'nt2 doctor: direct messages arrive.', allowed_mentions: { parse: [] } };
  const sent = opened.ok ? await rest.call('POST', Routes.channelMessages(opened.value.id), { body, schema: channel }) : opened;
  if (sent.ok) return ok(`a direct message went to ${user}.`);
  return fault(
    `a direct message to ${user} was not taken (${sent.code}). nt2 and this person need a server in common, where they allow direct messages.`,
  );
}
