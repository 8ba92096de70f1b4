// What `nt2 doctor` asks of Discord: whether it is set up as nt2 needs it, and what to do where it is not.

import type { Finding } from '../../bot/port.ts';
import { en } from '../../bot/words.ts';
import type { Clock } from '../../core/ports.ts';
import * as z from 'zod';

import { areRegistered, commandsOf } from './commands.ts';
import { ROUTE, type DiscordConfig } from './config.ts';
import { askGateway } from './gateway.ts';
import type { Rest } from './rest.ts';

interface CheckWorld {
  readonly rest: Rest;
  readonly config: DiscordConfig;
  readonly clock: Clock;
}

const application = z.object({
  id: z.string().regex(/^\d{1,20}$/),
  name: z.string(),
  verify_key: z.string(),
  interactions_endpoint_url: z.string().nullable(),
});
type Application = z.infer<typeof application>;

/** See channels, send messages, also in threads. */
const PERMISSIONS = String((1n << 10n) | (1n << 11n) | (1n << 38n));
const SKEW_MS = 5_000;
const FEW = 100;

const ok = (says: string): Finding => ({ level: 'ok', says });
const note = (says: string): Finding => ({ level: 'note', says });
const fault = (says: string): Finding => ({ level: 'fault', says });

export function createCheck({ rest, config, clock }: CheckWorld): () => Promise<readonly Finding[]> {
  return async () => {
    const asked = clock();
    const me = await rest.call('GET', '/applications/@me', { schema: application });
    if (!me.ok) {
      if (me.code === 401)
        return [fault('Discord does not know DISCORD_TOKEN: reset the token on the Bot page of the application, and give the new one.')];
      return [fault(`Discord does not answer at ${config.apiUrl} (${me.code}): look at the network of this machine.`)];
    }
    return [
      ok(`Discord takes the token: application ${me.value.id}.`),
      clockFinding(me.date, (asked + clock()) / 2),
      ...(config.publicKey === null ? gatewayMode(me.value) : await httpMode(me.value, config)),
      ...(config.publicKey === null ? [await sessions(rest)] : []),
      await registered(rest, me.value.id),
      note(`Discord: install nt2 with ${installLink(me.value.id)}`),
    ];
  };
}

const installLink = (id: string): string =>
  `https://discord.com/oauth2/authorize?client_id=${id}&scope=bot+applications.commands&permissions=${PERMISSIONS}`;

function clockFinding(date: number | null, now: number): Finding {
  if (date === null) return note('Discord gave no time to compare the clock with.');
  const off = Math.round((now - date) / 1000);
  if (Math.abs(now - date) <= SKEW_MS) return ok('Discord and this machine agree on the time.');
  return fault(`The clock of this machine is ${Math.abs(off)} s ${off > 0 ? 'ahead of' : 'behind'} Discord's: set it by NTP.`);
}

function gatewayMode({ interactions_endpoint_url: url }: Application): Finding[] {
  if (url === null || url === '') return [ok('Discord sends over the gateway.')];
  return [
    fault(
      'Discord sends to an Interactions Endpoint URL and not over the gateway: clear it on the General Information page, or give DISCORD_PUBLIC_KEY.',
    ),
  ];
}

async function httpMode(
  { verify_key: key, interactions_endpoint_url: url }: Application,
  { publicKey, publicUrl }: DiscordConfig,
): Promise<Finding[]> {
  const wanted = `${publicUrl}${ROUTE}`;
  return [
    key === publicKey
      ? ok('DISCORD_PUBLIC_KEY is the key of this application.')
      : fault('DISCORD_PUBLIC_KEY is not the key of this application: copy it from the General Information page.'),
    url === wanted
      ? ok(`Discord sends to ${wanted}.`)
      : fault(
          `Discord does not send to ${wanted}: start nt2, then set this as the Interactions Endpoint URL on the General Information page.`,
        ),
    await reachable(wanted),
  ];
}

/** Only Discord can sign a PING; an unsigned request must be refused, and only nt2 refuses it so. */
async function reachable(url: string): Promise<Finding> {
  try {
    const response = await fetch(url, { method: 'POST', body: '{}', redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    if (response.status === 401) return ok(`${url} answers from this machine, and refuses what Discord has not signed.`);
    return fault(
      `${url} answers ${response.status} to an unsigned request, and not 401: something else answers there, or a proxy takes it.`,
    );
  } catch {
    return note(`${url} does not answer from this machine: fine when nt2 is not running, or when only others reach it by that name.`);
  }
}

async function sessions(rest: Rest): Promise<Finding> {
  const asked = await askGateway(rest);
  if (!asked.ok) return fault(`Discord does not say where its gateway is (${asked.code}).`);
  const { shards, session_start_limit: limit } = asked.value;
  const says = `Discord: ${limit.remaining} sign-ins are left today, for ${shards} shard${shards === 1 ? '' : 's'}.`;
  return limit.remaining < FEW
    ? fault(`${says} Something signs in again and again: stop it before Discord takes the token away.`)
    : ok(says);
}

async function registered(rest: Rest, id: string): Promise<Finding> {
  const there = await areRegistered(rest, id, commandsOf(en));
  if (!there.ok) return fault(`Discord does not show the commands of this application (${there.code}).`);
  return there.value
    ? ok('The commands stand in Discord as they should.')
    : note('The commands stand differently in Discord: the next start writes them.');
}
