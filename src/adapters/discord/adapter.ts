// nt2 on Discord: over the gateway, or over signed HTTP. Puts the other files together; an interaction goes its way without coming back.
// See docs/decisions/discord-one-path.md.

import { randomUUID } from 'node:crypto';
import * as z from 'zod';

import type { Adapter } from '../../bot/port.ts';
import { en } from '../../bot/messages/messages.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { LeaseStore } from '../../core/ports/lease-store.ts';
import type { Siblings } from '../../core/ports/siblings.ts';
import type { Store } from '../../core/ports/store.ts';
import { proxyCode } from '../../egress/proxy-report.ts';
import { check } from './setup/check.ts';
import { LIMITS } from './limits.ts';
import { findContact } from './find-contact.ts';
import { findHandle } from './find-handle.ts';
import { createOutbound } from './outbound.ts';
import { createRequestHandler } from './request.ts';
import { createRest } from './rest-api.ts';
import { commandsOf, register } from './setup/commands.ts';
import { NAME, PLATFORM, refOf, type DiscordConfig } from './config.ts';
import { askGateway } from './transport/gateway.ts';
import { createHttpReceiver } from './transport/http-receiver.ts';
import { runShardLeader, type ShardLeader } from './transport/shard-leader.ts';
import { createWatch } from './watch.ts';
import { createVerify } from './verify.ts';
import { isSnowflake, snowflake } from './snowflake.ts';

const STOP_MS = 2_000;

export interface DiscordDeps {
  readonly config: DiscordConfig;
  readonly clock: Clock;
  readonly leases: LeaseStore;
  readonly siblings?: Siblings;
  readonly consume: Store['consume'];
  /** Fixed words and codes only. */
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
}

const application = z.object({ id: snowflake });
type Health = ReturnType<Adapter['health']>;

export function createDiscord(deps: DiscordDeps): Adapter {
  const { config, clock, log } = deps;
  const rest = createRest(config);
  const { outbound, onDirect, rememberInteraction } = createOutbound({ rest, clock, log, siblings: deps.siblings });
  const requests = createRequestHandler({ rest, times: config.times, onDirect, rememberInteraction, log });
  const routes =
    config.publicKey === null
      ? []
      : [createHttpReceiver({ verify: createVerify(config.publicKey, clock), handleRequest: requests.handle })];
  const watch = config.watches === true ? createWatch({ outbound }) : null;
  const takeMessage = watch && ((raw: unknown) => requests.watch(watch, raw));
  let started = false;
  let shards: ShardLeader[] = [];
  let begun: 'no' | 'yes' | 'stopped' = 'no';
  let retry: ReturnType<typeof setTimeout> | undefined;
  let beginning: Promise<void> | null = null;

  /** Does everything that needs Discord to answer. It is retried until Discord does, so that a start does not hang on it. */
  async function begin(): Promise<void> {
    const again = (why: string, retryAfterMs: number = config.times.retry): void => {
      log('discord.not_begun', { code: why });
      if (begun === 'no') retry = setTimeout(tryToBegin, Math.max(retryAfterMs, config.times.retry));
    };
    const me = await rest.call('GET', '/applications/@me', { schema: application });
    if (!me.ok) return again(proxyCode(me.proxy) ?? String(me.code), me.retryAfterMs);
    const commands = await register(rest, { application: me.value.id, commands: commandsOf(en, config), guilds: config.guilds });
    if (!commands.ok) return again(proxyCode(commands.proxy) ?? String(commands.code), commands.retryAfterMs);
    log('discord.commands', { type: commands.value });
    const gateway = config.publicKey === null ? await askGateway(rest) : null;
    if (gateway !== null && !gateway.ok) return again(proxyCode(gateway.proxy) ?? String(gateway.code), gateway.retryAfterMs);
    if (begun !== 'no') return;
    begun = 'yes';
    const of = gateway?.value.shards ?? 0;
    const owner = randomUUID();
    shards = Array.from({ length: of }, (_, id) =>
      runShardLeader({ ...deps, rest, take: requests.take, takeMessage, owner }, { application: me.value.id, id, of }),
    );
  }

  function tryToBegin(): void {
    beginning = begin().catch(() => log('discord.failed', {}));
  }

  function health(): Health {
    if (begun !== 'yes')
      return { state: started ? 'connecting' : 'down', detail: started ? 'Discord has not answered yet' : 'not started' };
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
    capabilities: { fields: LIMITS.fields, rejectForms: false, redrawForms: false },
    channel: (guild, id) => (isSnowflake(guild) && isSnowflake(id) ? { ref: refOf({ kind: 'guild', id: guild }, id), name: id } : null),
    outbound,
    routes,
    async start(bot) {
      started = true;
      requests.start(bot);
      begun = 'no';
      tryToBegin();
    },
    async stop() {
      begun = 'stopped';
      clearTimeout(retry);
      // A question to Discord that is still open ends by itself, and begins nothing.
      await Promise.race([beginning, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())]);
      await Promise.all(shards.map((shard) => shard.stop()));
      await requests.stop();
      started = false;
      rest.close();
    },
    findContact: (person) => findContact(rest, person),
    findHandle: (handle, tenant) => findHandle({ rest, guilds: config.guilds }, handle, tenant),
    check: ({ direct } = {}) => check({ rest, config, clock }, direct),
    health,
  };
}
