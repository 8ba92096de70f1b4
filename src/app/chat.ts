// Joins the chat platforms: starts their adapters with a bot each, and the rounds in which what is due is ended and what is to be said is said.

import { setTimeout } from 'node:timers/promises';
import type { Adapter } from '../bot/port.ts';
import type { Config } from '../config.ts';
import { createKeeper, type Courier, type KeeperWorld } from '../core/keeper.ts';
import type { Ids } from '../core/ports.ts';
import { Fault } from '../core/refusal.ts';
import { createTokens } from '../core/tokens.ts';
import type { Log } from '../server/http/log.ts';
import { createRounds } from '../server/rounds.ts';
import { random } from './runtime.ts';

const DAY_MS = 86_400_000;
const SWEEP_MS = 1_000;
const DRAIN_MS = 1_000;
const LOOK_MS = 60_000;
/** The others' messages do not wait longer for a platform that hangs. */
const PATIENCE_MS = 250;

export interface ChatParts extends Pick<KeeperWorld, 'store' | 'shares' | 'lost' | 'clock'> {
  readonly ids: Ids;
  readonly adapters: readonly Adapter[];
  readonly log: Log;
}

export interface Chat {
  /** There may be something to say: look now, not at the next round. */
  readonly nudge: () => void;
  /** For how long the oldest message has waited, in ms: of a platform that is here, and of one that is not. */
  readonly waitsMs: () => number;
  readonly untakenMs: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts the adapters and the keeper's rounds. Bot, words and cards are loaded only when there is a platform. */
export async function joinChat(config: Config, parts: ChatParts): Promise<Chat> {
  const { store, shares, clock, ids, adapters, log } = parts;
  const publicUrl = config.NT2_PUBLIC_URL.origin;
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  const none: Courier = { send: () => Promise.resolve({ ok: false, why: 'elsewhere' }) };
  const courier = adapters.length === 0 ? none : (await import('../bot/courier.ts')).createCourier({ adapters: byPlatform, publicUrl });
  const keeper = createKeeper({ ...parts, courier, patience: () => setTimeout(PATIENCE_MS, undefined, { ref: false }), every });
  const sweeper = createRounds(() => keeper.sweep(), SWEEP_MS, complain(log, 'sweep.failed'));
  // Without a platform it only looks whether those who have one take what waits.
  const drainer = createRounds(() => keeper.drain(), adapters.length === 0 ? LOOK_MS : DRAIN_MS, complain(log, 'drain.failed'));
  const nudge = (): void => (adapters.length === 0 ? undefined : drainer.nudge());

  if (adapters.length > 0) {
    const [{ createBot }, { generateWords, wordsStrength }] = await Promise.all([
      import('../bot/bot.ts'),
      import('../crypto/words/wordlist.ts'),
    ]);
    const tokens = createTokens({ store, clock, random, ids });
    for (const adapter of adapters) {
      const bot = createBot({
        shares,
        tokens,
        clock,
        first: (tenant, key) => store.first(ids.tagOf(tenant), key, clock() + DAY_MS),
        publicUrl,
        modalEntry: config.NT2_MODAL_ENTRY,
        secretWords: { generate: generateWords, good: (typed) => wordsStrength(typed).ok },
        platform: adapter,
        log: (event, facts) => log({ level: 'info', event, ...facts }),
      });
      await adapter.start({
        ...bot,
        handle: async (inbound, deadline) => {
          const answer = await bot.handle(inbound, deadline);
          nudge();
          return answer;
        },
      });
    }
  }
  sweeper.nudge();
  drainer.nudge();
  return {
    nudge,
    waitsMs: keeper.waitsMs,
    untakenMs: keeper.untakenMs,
    stop: async () => {
      // One that cannot be stopped leaves neither the others nor the store open.
      await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
      await Promise.all([sweeper.stop(), drainer.stop()]);
      await keeper.stop();
    },
  };
}

function every(ms: number, work: () => Promise<unknown>): () => void {
  // One that fails is followed by another, well before the lease is over.
  const timer = setInterval(() => void work().catch(() => undefined), ms);
  return () => clearInterval(timer);
}

export function complain(log: Log, event: string): (error: unknown) => void {
  return (error) => log({ level: 'error', event, code: error instanceof Fault ? error.code : 'server.fault' });
}
