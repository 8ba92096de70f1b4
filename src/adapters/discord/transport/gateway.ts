// One shard's connection to Discord's gateway, by way of discord.js. It takes interactions, and messages only where the operator has switched
// that on. It limits its sign-ins: after a thousand in a day Discord revokes the bot's token.

import { Client, Events, GatewayIntentBits } from 'discord.js';
import * as z from 'zod';

import type { Clock } from '../../../core/ports/clock.ts';
import type { RateLimit } from '../../../core/ports/rate-limit-store.ts';
import type { Store } from '../../../core/ports/store.ts';
import type { DiscordConfig } from '../config.ts';
import { restOptions, type Reply, type Rest } from '../rest-api.ts';

export interface Shard {
  readonly application: string;
  readonly id: number;
  readonly of: number;
}

export interface GatewayDeps {
  readonly config: DiscordConfig;
  readonly rest: Rest;
  readonly clock: Clock;
  readonly consume: Store['consume'];
  readonly log: (event: string, facts: Readonly<Record<string, string>>) => void;
  readonly take: (raw: unknown) => void;
  /** Messages of guilds. Null: nt2 does not read them, and Discord sends none. */
  readonly takeMessage: ((raw: unknown) => void) | null;
}

export type GatewayState = 'ready' | 'connecting' | 'refused';

export interface Connection {
  readonly state: () => GatewayState;
  readonly close: () => Promise<void>;
}

const gatewayBot = z.object({
  url: z.url({ protocol: /^wss?$/ }),
  shards: z.number().int().min(1).max(1_000),
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number(), max_concurrency: z.number().int().min(1) }),
});
export type GatewayInfo = z.infer<typeof gatewayBot>;
export const askGateway = (rest: Rest): Promise<Reply<GatewayInfo>> => rest.call('GET', '/gateway/bot', { schema: gatewayBot });

const MINUTE = 60_000;
/** It sleeps for at most this many retry intervals before it asks again. */
const LOOK_AGAIN = 6;
/** Sign-ins that are kept for the operator who looks into it. */
const RESERVE = 50;
/** For all processes together: a crash loop slows down long before it has used up the day's sign-ins. */
const identifyBudget = ({ application, id }: Shard, concurrency: number): readonly RateLimit[] => [
  { bucket: `discord:identify:now:${application}:${id % concurrency}`, max: 1, windowMs: 5_000 },
  { bucket: `discord:identify:short:${application}:${id}`, max: 10, windowMs: 10 * MINUTE },
  { bucket: `discord:identify:hour:${application}:${id}`, max: 30, windowMs: 60 * MINUTE },
  { bucket: `discord:identify:day:${application}`, max: 500, windowMs: 24 * 60 * MINUTE },
];

export function connect({ config, rest, clock, consume, log, take, takeMessage }: GatewayDeps, shard: Shard): Connection {
  let state: GatewayState = 'connecting';
  const egressRoute = config.egress?.open() ?? null;
  const facts = { type: `shard ${shard.id}` };

  /** Resolves when it may sign in. Never rejects but on an abort: the library signs in after any other failure. */
  async function waitForIdentify(_id: number, signal: AbortSignal): Promise<void> {
    for (;;) {
      const wait = await identifyWait().catch(() => config.times.retry);
      if (wait === 0) return;
      log('discord.identify_waits', { ...facts, code: `${Math.round(wait)} ms` });
      await sleep(Math.min(wait, LOOK_AGAIN * config.times.retry), signal);
    }
  }

  async function identifyWait(): Promise<number> {
    const asked = await askGateway(rest);
    if (!asked.ok) return asked.retryAfterMs ?? config.times.retry;
    const { remaining, reset_after: resetAfter, max_concurrency: concurrency } = asked.value.session_start_limit;
    if (remaining <= RESERVE) return Math.min(Math.max(resetAfter, config.times.retry), 10 * MINUTE);
    const spent = await consume(identifyBudget(shard, concurrency), clock());
    return spent.ok ? 0 : Math.max(spent.retryAfterMs, 1);
  }

  const client = new Client({
    // Interactions need no intent, and nt2 wants nothing else unless it is told to.
    intents: takeMessage === null ? [] : [GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
    shards: [shard.id],
    shardCount: shard.of,
    rest: restOptions(config, egressRoute),
    allowedMentions: { parse: [] },
    ws: { buildIdentifyThrottler: () => ({ waitForIdentify }) },
  });
  // nt2 sees the raw event before the library does. The library crashes on an event that lacks a field it expects, so it gets an
  // unknown type and ignores the event.
  client.ws.on('INTERACTION_CREATE' as never, (raw: Record<string, unknown>) => {
    const copy = { ...raw };
    raw['type'] = 0;
    take(copy);
  });
  if (takeMessage !== null)
    client.ws.on('MESSAGE_CREATE' as never, (raw: Record<string, unknown>) => {
      const copy = { ...raw };
      // The library keeps messages: it gets one of no channel that it knows, and without a text.
      Object.assign(raw, { channel_id: '0', content: '', embeds: [], attachments: [] });
      takeMessage(copy);
    });
  client.on(Events.Error, () => log('discord.client_error', facts));
  client.on(Events.ShardError, () => log('discord.socket_error', facts));
  client.on(Events.ShardReady, () => {
    state = 'ready';
    log('discord.ready', facts);
  });
  client.on(Events.ShardResume, () => {
    state = 'ready';
    log('discord.resumed', facts);
  });
  client.on(Events.ShardReconnecting, () => {
    state = 'connecting';
  });
  client.on(Events.ShardDisconnect, ({ code }) => {
    state = 'refused';
    log('discord.refused', { ...facts, code: String(code) });
  });
  client.login(config.token).catch(() => {
    state = 'refused';
    log('discord.no_login', facts);
  });

  return {
    state: () => state,
    close: () => client.destroy().finally(() => egressRoute?.cut()),
  };
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(new Error('aborted'));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
}
