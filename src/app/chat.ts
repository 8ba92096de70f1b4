// Starts the chat platforms, one bot per adapter, and the background loops that expire shares and send queued messages.

import { setTimeout } from 'node:timers/promises';
import { platformOf, type Adapter } from '../bot/port.ts';
import type { Config } from '../config/settings.ts';
import type { Bonds } from '../core/bonds.ts';
import { NO_DIRECTORY, type Directory } from '../core/ports/directory.ts';
import type { MessageSender } from '../core/ports/message-sender.ts';
import type { OnceStore, TokenStore } from '../core/ports/once-store.ts';
import type { RateLimitStore } from '../core/ports/rate-limit-store.ts';
import type { TenantTags } from '../core/ports/tenant-tags.ts';
import { Fault } from '../core/refusal.ts';
import { createDeviceCodes } from '../core/device-codes.ts';
import type { Machines } from '../core/machines.ts';
import { createSignInTokens } from '../core/sign-in-tokens.ts';
import type { Logger } from '../logging/logger.ts';
import { tenantOf, type PersonKey } from '../core/share.ts';
import type { Envelopes } from '../core/envelopes/envelopes.ts';
import type { Offboardings } from '../core/offboarding/offboarding.ts';
import type { Rotations } from '../core/rotations/rotations.ts';
import type { Shares } from '../core/shares.ts';
import { isBrowser } from '../core/terminal-device.ts';
import { createOutboxDispatcher, type OutboxDispatcherDeps } from '../jobs/outbox-dispatcher.ts';
import { createPollLoop } from '../jobs/poll-loop.ts';
import { createEnvelopeWatcher } from '../jobs/envelope-watcher.ts';
import { createOffboardingWatcher } from '../jobs/offboarding-watcher.ts';
import { createRotationWatcher, type RotationWatcherDeps } from '../jobs/rotation-watcher.ts';
import { createSweeper, type SweeperDeps } from '../jobs/sweeper.ts';
import type { EnvelopeSender } from '../bot/envelope-sender.ts';
import type { RotationSender } from '../bot/rotation-sender.ts';
import { createAskQuiet } from '../core/shares/quiet-hours.ts';
import { deriveKeys } from '../crypto/keys/root.ts';
import { createServerCrypto } from '../server/server-crypto.ts';
import { random } from './runtime.ts';

const DAY_MS = 86_400_000;
const SWEEP_MS = 1_000;
const DISPATCH_MS = 1_000;
const LOOK_MS = 60_000;
/** People who ask in an emergency wait for it. */
const GLASS_MS = 3_000;
const ROTATION_MS = 5_000;
/** A platform that hangs keeps the messages of the others waiting for no longer than this. */
const PATIENCE_MS = 250;

export interface ChatDeps extends Pick<SweeperDeps, 'findUnrecoverable' | 'clock'> {
  readonly store: SweeperDeps['store'] &
    OutboxDispatcherDeps['store'] &
    TokenStore &
    OnceStore &
    RateLimitStore &
    RotationWatcherDeps['store'];
  readonly shares: Shares;
  readonly bonds: Pick<Bonds, 'list'>;
  readonly machines: Machines;
  readonly rotations: Rotations;
  readonly offboardings: Offboardings;
  readonly envelopes: Envelopes;
  readonly endpointIds: () => Promise<readonly string[]>;
  /** Of this process. */
  readonly owner: string;
  readonly retentionMs: number;
  readonly tenantTags: TenantTags;
  readonly adapters: readonly Adapter[];
  readonly log: Logger;
}

export interface Chat {
  /** There may be messages to send: look now, not at the next round. */
  readonly wake: () => void;
  /** For how long the oldest message has waited, in ms: for a platform that is here, and for one that is not. */
  readonly oldestPendingMs: () => number;
  readonly oldestUnclaimedMs: () => number;
  readonly stop: () => Promise<void>;
}

/** Bot, messages and cards are loaded only when there is a platform. */
export async function startChat(config: Config, parts: ChatDeps): Promise<Chat> {
  const { store, shares, bonds, machines, rotations, offboardings, envelopes, clock, tenantTags, adapters, log } = parts;
  const isKnown = async (person: PersonKey): Promise<boolean> => (await bonds.list(person)).some(isBrowser);
  const publicUrl = config.NT2_PUBLIC_URL.origin;
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  const none: MessageSender = { send: () => Promise.resolve({ ok: false, reason: 'elsewhere' }) };
  const sender =
    adapters.length === 0
      ? none
      : (await import('../bot/outbox-sender.ts')).createOutboxSender({
          adapters: byPlatform,
          publicUrl,
          isKnown,
          blocked: (person) => shares.blocked(tenantOf(person), person),
          waitsLongest: shares.waitsLongest,
          find: store.load,
        });
  const askQuiet = createAskQuiet({
    hours: config.NT2_QUIET_HOURS,
    usualZone: config.NT2_TIME_ZONE,
    platformFor: (person) => byPlatform.get(platformOf(person)),
    clock,
  });
  const sweeper = createPollLoop(createSweeper({ ...parts, askQuiet }), SWEEP_MS, logFailure(log, 'sweep.failed'));
  const roundTimeout = () => setTimeout(PATIENCE_MS, undefined, { ref: false });
  const outbox = createOutboxDispatcher({ store, shares, clock, sender: heardByRotations(sender, rotations), roundTimeout, repeat: every });
  const asker = await rotationSender(adapters, { adapters: byPlatform, publicUrl });
  const watcher = createPollLoop(
    createRotationWatcher({ ...parts, askQuiet, sender: asker }),
    ROTATION_MS,
    logFailure(log, 'rotation.failed'),
  );
  const { remind } = asker;
  const leavers = createPollLoop(
    createOffboardingWatcher({ offboardings, remind, clock, askQuiet }),
    LOOK_MS,
    logFailure(log, 'offboarding.failed'),
  );
  const glass = createPollLoop(
    createEnvelopeWatcher({ ...parts, sender: await envelopeSender(byPlatform) }),
    GLASS_MS,
    logFailure(log, 'envelope.failed'),
  );
  // Without a platform here, it only checks whether the instances that have one take the messages.
  const dispatchMs = adapters.length === 0 ? LOOK_MS : DISPATCH_MS;
  const dispatcher = createPollLoop(() => outbox.dispatch(), dispatchMs, logFailure(log, 'drain.failed'));
  const wake = (): void => (adapters.length === 0 ? undefined : dispatcher.wake());

  if (adapters.length > 0) {
    const [{ createBot }, { generatePassphrase, passphraseStrength }] = await Promise.all([
      import('../bot/bot.ts'),
      import('../crypto/passphrase/wordlist.ts'),
    ]);
    // As a second lock, whatever is there: see docs/protocol/modes.md.
    const goodPassphrase = (typed: string, isSecondLock: boolean): boolean => {
      const { ok, reason } = passphraseStrength(typed);
      return isSecondLock ? reason !== 'empty' : ok;
    };
    const tokens = createSignInTokens({ store, clock, random, tenantTags });
    const serverCrypto = createServerCrypto(deriveKeys(config.NT2_SECRET));
    const deviceCodes = createDeviceCodes({
      store,
      clock,
      random,
      tenantTags,
      mac: (text) => serverCrypto.mac('login', text),
      takesTerminals: config.NT2_TERMINALS,
    });
    for (const adapter of adapters) {
      const bot = createBot({
        shares,
        tokens,
        deviceCodes,
        machines,
        rotations,
        offboardings,
        envelopes,
        isKnown,
        clock,
        markOnce: (tenant, key) => store.markOnce(tenantTags.tagOf(tenant), key, clock() + DAY_MS),
        publicUrl,
        modalEntry: config.NT2_MODAL_ENTRY,
        passphrase: { generate: generatePassphrase, good: goodPassphrase },
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
  dispatcher.wake();
  watcher.wake();
  leavers.wake();
  glass.wake();
  return {
    wake,
    oldestPendingMs: outbox.oldestPendingMs,
    oldestUnclaimedMs: outbox.oldestUnclaimedMs,
    stop: async () => {
      // An adapter that cannot be stopped keeps neither the others nor the store open.
      await Promise.allSettled(adapters.map((adapter) => adapter.stop()));
      await Promise.all([sweeper.stop(), dispatcher.stop(), watcher.stop(), leavers.stop(), glass.stop()]);
      await outbox.stop();
    },
  };
}

/** What a share tells the rotation of its value is told here; the rest is for chat. */
function heardByRotations(sender: MessageSender, rotations: Pick<Rotations, 'heard'>): MessageSender {
  return {
    send: async (share, message) => {
      if (message.kind !== 'rotation') return sender.send(share, message);
      await rotations.heard(share);
      return { ok: true, ref: '' };
    },
  };
}

async function rotationSender(
  adapters: readonly Adapter[],
  parts: { readonly adapters: ReadonlyMap<string, Adapter>; readonly publicUrl: string },
): Promise<RotationSender> {
  if (adapters.length > 0) return (await import('../bot/rotation-sender.ts')).createRotationSender(parts);
  const elsewhere = async () => ({ ok: false, reason: 'elsewhere' }) as const;
  return { ask: elsewhere, close: elsewhere, remind: elsewhere };
}

async function envelopeSender(adapters: ReadonlyMap<string, Adapter>): Promise<EnvelopeSender> {
  if (adapters.size > 0) return (await import('../bot/envelope-sender.ts')).createEnvelopeSender(adapters);
  const elsewhere = async () => ({ ok: false, reason: 'elsewhere' }) as const;
  return { tell: elsewhere, sealAgain: elsewhere };
}

/** Who people are, on the platforms of this process. */
export async function openDirectory(adapters: readonly Adapter[]): Promise<Directory> {
  return adapters.length === 0 ? NO_DIRECTORY : (await import('../bot/directory.ts')).createDirectory(adapters);
}

function every(ms: number, work: () => Promise<unknown>): () => void {
  // A failed try is followed by another, well before the lease ends.
  const timer = setInterval(() => void work().catch(() => undefined), ms);
  return () => clearInterval(timer);
}

export function logFailure(log: Logger, event: string): (error: unknown) => void {
  return (error) => log({ level: 'error', event, code: error instanceof Fault ? error.code : 'server.fault' });
}
