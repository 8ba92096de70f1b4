// nt2 on Discord: puts the gateway or the signed HTTP route, the bot and the REST client together.

import { randomUUID } from 'node:crypto';
import * as z from 'zod';

import type { Adapter, AdapterRoute, Bot } from '../../bot/port.ts';
import { en } from '../../bot/messages/messages.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { LeaseStore } from '../../core/ports/lease-store.ts';
import type { Store } from '../../core/ports/store.ts';
import { proxyCode } from '../../egress/proxy-report.ts';
import { check } from './setup/check.ts';
import { createOutbound } from './outbound.ts';
import { renderTold } from './render.ts';
import { commandsOf, register } from './setup/commands.ts';
import { FIELDS, NAME, PLATFORM, refOf, ROUTE, type DiscordConfig } from './config.ts';
import { askGateway } from './transport/gateway.ts';
import { runShardLeader, type ShardLeader } from './transport/shard-leader.ts';
import { createReceive } from './transport/receive.ts';
import { createRespond } from './transport/respond.ts';
import { createRest } from './transport/rest.ts';
import { createVerify } from './verify.ts';

const STOP_MS = 2_000;

export interface DiscordDeps {
  readonly config: DiscordConfig;
  readonly clock: Clock;
  readonly leases: LeaseStore;
  readonly consume: Store['consume'];
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

const application = z.object({ id: z.string().regex(/^\d{1,20}$/) });
/** A private answer may hold a link that signs somebody in. */
const HEADERS = { 'Cache-Control': 'no-store' };
type Health = ReturnType<Adapter['health']>;

export function createDiscord(deps: DiscordDeps): Adapter {
  const { config, clock, log } = deps;
  const rest = createRest(config);
  const { outbound, opened, rememberInteraction } = createOutbound({ rest, clock, log });
  const respond = createRespond({ rest, log, refused: () => bot && renderTold(bot.unshown.shape) });
  let bot: Bot | null = null;
  let shards: ShardLeader[] = [];
  let begun: 'no' | 'yes' | 'stopped' = 'no';
  let retry: ReturnType<typeof setTimeout> | undefined;
  let beginning: Promise<void> | null = null;
  /** Answers that are on their way; stopping waits for them. */
  const running = new Set<Promise<unknown>>();
  const receive = createReceive({ bot: () => bot, times: config.times, opened, rememberInteraction, log });

  function track(work: Promise<unknown>): void {
    const done: Promise<unknown> = work.catch(() => log('discord.failed', {})).finally(() => running.delete(done));
    running.add(done);
  }

  /** An interaction from the gateway. */
  function take(raw: unknown): void {
    const received = receive(raw);
    if (received) track(received.answered.then((answered) => respond.all(received.address, answered)));
  }

  /** What needs Discord to answer: tried until it does, so that a start does not hang on it. */
  async function begin(): Promise<void> {
    const again = (why: string, retryAfterMs: number = config.times.retry): void => {
      log('discord.not_begun', { code: why });
      if (begun === 'no') retry = setTimeout(tryToBegin, Math.max(retryAfterMs, config.times.retry));
    };
    const me = await rest.call('GET', '/applications/@me', { schema: application });
    if (!me.ok) return again(proxyCode(me.proxy) ?? String(me.code), me.retryAfterMs);
    const commands = await register(rest, { application: me.value.id, commands: commandsOf(en), guilds: config.guilds });
    if (!commands.ok) return again(proxyCode(commands.proxy) ?? String(commands.code), commands.retryAfterMs);
    log('discord.commands', { type: commands.value });
    const gateway = config.publicKey === null ? await askGateway(rest) : null;
    if (gateway !== null && !gateway.ok) return again(proxyCode(gateway.proxy) ?? String(gateway.code), gateway.retryAfterMs);
    if (begun !== 'no') return;
    begun = 'yes';
    const of = gateway?.value.shards ?? 0;
    const owner = randomUUID();
    shards = Array.from({ length: of }, (_, id) => runShardLeader({ ...deps, rest, take, owner }, { application: me.value.id, id, of }));
  }

  function tryToBegin(): void {
    beginning = begin().catch(() => log('discord.failed', {}));
  }

  const routes: AdapterRoute[] = [];
  if (config.publicKey !== null) {
    const verify = createVerify(config.publicKey, clock);
    routes.push({
      method: 'POST',
      path: ROUTE,
      async handle(request) {
        const verified = await verify(request);
        if (!verified.ok) return new Response(null, { status: verified.status });
        const received = receive(json(verified.body));
        if (received === null) return new Response(null, { status: 400 });
        const answered = await received.answered;
        track(respond.final(received.address, answered));
        return answered.first === null ? new Response(null, { status: 202 }) : Response.json(answered.first, { headers: HEADERS });
      },
    });
  }

  function health(): Health {
    if (begun !== 'yes')
      return { state: bot === null ? 'down' : 'connecting', detail: bot === null ? 'not started' : 'Discord has not answered yet' };
    const states = shards.map((shard) => shard.state());
    const count = (state: string): number => states.filter((known) => known === state).length;
    const detail =
      config.publicKey === null ? `${count('ready')} of ${states.length} shards here, ${count('standby')} on standby` : 'over HTTP';
    if (count('refused') > 0) return { state: 'down', detail };
    return { state: count('connecting') > 0 ? 'connecting' : 'ready', detail };
  }

  return {
    platform: PLATFORM,
    name: NAME,
    capabilities: { fields: FIELDS, rejectForms: false },
    channel: (guild, id) =>
      /^\d{1,20} \d{1,20}$/.test(`${guild} ${id}`) ? { ref: refOf({ kind: 'guild', id: guild }, id), name: id } : null,
    outbound,
    routes,
    async start(given) {
      bot = given;
      begun = 'no';
      tryToBegin();
    },
    async stop() {
      begun = 'stopped';
      clearTimeout(retry);
      // What Discord is still asked at that moment ends by itself, and begins nothing any more.
      await Promise.race([beginning, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
      await Promise.all(shards.map((shard) => shard.stop()));
      await Promise.race([Promise.all(running), new Promise((resolve) => setTimeout(resolve, config.times.call).unref())]);
      bot = null;
      rest.close();
    },
    check: ({ direct } = {}) => check({ rest, config, clock }, direct),
    health,
  };
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
