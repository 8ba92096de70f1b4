// Joins the chat platforms: starts their adapters with a bot each, and the rounds in which what is due is ended and what is to be said is said.

import { setTimeout } from 'node:timers/promises';
import type { Adapter } from '../bot/port.ts';
import type { Config } from '../config/settings.ts';
import { createKeeper, type MessageSender, type KeeperDeps } from '../core/keeper.ts';
import type { TenantTags } from '../core/ports/tenant-tags.ts';
import type { OnceStore, TokenStore } from '../core/ports/once-store.ts';
import { Fault } from '../core/refusal.ts';
import { createSignInTokens } from '../core/sign-in-tokens.ts';
import type { Logger } from '../logging/logger.ts';
import { createPollLoop } from '../jobs/poll-loop.ts';
import { random } from './runtime.ts';

const DAY_MS = 86_400_000;
const SWEEP_MS = 1_000;
const DRAIN_MS = 1_000;
const LOOK_MS = 60_000;
/** The others' messages do not wait longer for a platform that hangs. */
const PATIENCE_MS = 250;

export interface ChatDeps extends Pick<KeeperDeps, 'shares' | 'findUnrecoverable' | 'clock'> {
  readonly store: KeeperDeps['store'] & TokenStore & OnceStore;
  readonly tenantTags: TenantTags;
  readonly adapters: readonly Adapter[];
  readonly log: Logger;
}

export interface Chat {
  /** There may be something to say: look now, not at the next round. */
  readonly wake: () => void;
  /** For how long the oldest message has waited, in ms: of a platform that is here, and of one that is not. */
  readonly oldestPendingMs: () => number;
  readonly oldestUnclaimedMs: () => number;
  readonly stop: () => Promise<void>;
}

/** Starts the adapters and the keeper's rounds. Bot, words and cards are loaded only when there is a platform. */
export async function startChat(config: Config, parts: ChatDeps): Promise<Chat> {
  const { store, shares, clock, tenantTags, adapters, log } = parts;
  const publicUrl = config.NT2_PUBLIC_URL.origin;
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  const none: MessageSender = { send: () => Promise.resolve({ ok: false, reason: 'elsewhere' }) };
  const sender =
    adapters.length === 0 ? none : (await import('../bot/outbox-sender.ts')).createOutboxSender({ adapters: byPlatform, publicUrl });
  const keeper = createKeeper({ ...parts, sender, roundTimeout: () => setTimeout(PATIENCE_MS, undefined, { ref: false }), repeat: every });
  const sweeper = createPollLoop(() => keeper.sweep(), SWEEP_MS, logFailure(log, 'sweep.failed'));
  // Without a platform it only looks whether those who have one take what waits.
  const drainer = createPollLoop(() => keeper.drain(), adapters.length === 0 ? LOOK_MS : DRAIN_MS, logFailure(log, 'drain.failed'));
  const wake = (): void => (adapters.length === 0 ? undefined : drainer.wake());

  if (adapters.length > 0) {
    const [{ createBot }, { generatePassphrase, passphraseStrength }] = await Promise.all([
      import('../bot/bot.ts'),
      import('../crypto/passphrase/wordlist.ts'),
    ]);
    const tokens = createSignInTokens({ store, clock, random, tenantTags });
    for (const adapter of adapters) {
      const bot = createBot({
        shares,
        tokens,
        clock,
        markOnce: (tenant, key) => store.markOnce(tenantTags.tagOf(tenant), key, clock() + DAY_MS),
        publicUrl,
        modalEntry: config.NT2_MODAL_ENTRY,
        passphrase: { generate: generatePassphrase, good: (typed) => passphraseStrength(typed).ok },
        platform: adapter,
        log: (event, facts) => log({ level: 'info', event, ...facts }),
      });
      await adapter.start({
        ...bot,
        handle: async (inbound, deadline) => {
          const answer = await bot.handle(inbound, deadline);
          wake();
          return answer;
        },
      });
    }
  }
  sweeper.wake();
  drainer.wake();
  return {
    wake,
    oldestPendingMs: keeper.oldestPendingMs,
    oldestUnclaimedMs: keeper.oldestUnclaimedMs,
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

export function logFailure(log: Logger, event: string): (error: unknown) => void {
  return (error) => log({ level: 'error', event, code: error instanceof Fault ? error.code : 'server.fault' });
}
