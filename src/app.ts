// The composition root: makes the parts and wires them. No rule of the product is here.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Adapter } from './bot/port.ts';
import type { Config } from './config/settings.ts';
import { quotasOf } from './config/quota.ts';
import type { CheckpointPins } from './core/ports/checkpoint-pins.ts';
import type { Clock } from './core/ports/clock.ts';
import type { TenantTags } from './core/ports/tenant-tags.ts';
import { Fault } from './core/refusal.ts';
import type { TenantTag } from './core/share.ts';
import { createShares, type Shares } from './core/shares.ts';
import {
  selectChatSecrets,
  createSecretSettings,
  migrateSecrets,
  loadTagKey,
  type RotatableSecretSettings,
  type SecretSettings,
} from './core/secret-settings.ts';
import { deriveKeys, tenantTag } from './crypto/keys/root.ts';
import { logFailure, startChat, type Chat } from './app/chat.ts';
import { openLog, runLogs, type OpenLog, type RunningLogs } from './app/tlog.ts';
import { createCommitFeed, type CommitFeed } from './store/layers/commit-hook.ts';
import { openMetrics, openTelemetry, type MetricsListener } from './app/telemetry.ts';
import { openPlatforms, openPlayground, type PlatformDeps } from './app/platforms.ts';
import { hash, once, random, memoize, scrypt } from './app/runtime.ts';
import { createLogger } from './logging/logger.ts';
import { type Listening } from './server/listen.ts';
import { loadPages, type Pages } from './server/pages/pages.ts';
import { createApiTokens, type ApiTokens } from './server/auth/api-tokens.ts';
import { createSessionRevocations, type SessionRevocations } from './server/auth/session-revocations.ts';
import { openStore, type OpenStore, type StoreMeters } from './app/store.ts';
import { buildServerDeps, listenPublic, listenAdmin } from './app/listeners.ts';

export { slackManifest } from './app/platforms.ts';

export interface Options {
  readonly clock?: Clock;
  /** Takes log lines with their line break. */
  readonly write?: (line: string) => void;
  readonly meters?: StoreMeters;
  /** Hears of commits. */
  readonly commits?: CommitFeed;
  /** Names the backup that is put into the store; what is seen of it is remembered once it is whole. */
  readonly restoring?: string;
}

/** The store and what works on it: enough for the operator's commands. */
export interface Installation extends Pick<OpenStore, 'store' | 'findUnrecoverable'> {
  readonly shares: Shares;
  readonly apiTokens: ApiTokens;
  readonly revocations: SessionRevocations;
  readonly tenantTags: TenantTags;
  readonly secretSettings: RotatableSecretSettings;
  /** What belongs to chat alone; the same one unless NT2_CHAT_SECRET is given. */
  readonly chatSecrets: SecretSettings;
  /** Seals anew what was sealed under earlier secrets. */
  reencrypt(): Promise<void>;
  readonly logs: OpenLog;
  close(): Promise<void>;
}

export interface App extends Pick<Installation, 'store' | 'shares'> {
  /** NT2_PUBLIC_URL without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Null: the metrics have no port of their own. */
  readonly metricsPort: number | null;
  /** Null: what is not for people has no port of its own. */
  readonly adminPort: number | null;
  /** Goes on as before, but says that nobody new is to be sent here. */
  leave(): void;
  /** Finishes what has begun, then closes everything. */
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;
const NO_PAGES: Pages = { htmlPages: new Map(), assets: new Map() };

/** Where `npm run build` puts the pages: beside the sources and beside the bundled server alike. */
export function pagesFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return join(here, here.endsWith(join('dist', 'server')) ? '../pages' : '../dist/pages');
}

/** Where the last checkpoints lie. */
export const logFolder = (config: Pick<Config, 'NT2_CHECKPOINT_DIR' | 'NT2_STATE_DIR'>): string =>
  config.NT2_CHECKPOINT_DIR ?? join(config.NT2_STATE_DIR, 'log');

/** @throws Fault `store.unavailable`, `store.unfit` or `files.unfit`. */
export async function openInstallation(config: Config, options: Options = {}): Promise<Installation> {
  const { clock = Date.now, write = toStdout, meters, commits, restoring } = options;
  const log = createLogger(write, config.NT2_LOG_LEVEL, clock);
  const keys = deriveKeys(config.NT2_SECRET);
  const older = config.NT2_SECRET_PREVIOUS.map(deriveKeys);
  const [{ openWatermark }, { openCheckpointFiles }] = await Promise.all([
    import('./store/watermark.ts'),
    import('./store/checkpoint-files.ts'),
  ]);
  const watermark = openWatermark({ dir: restoring === undefined ? config.NT2_STATE_DIR : null });
  const warned = (detail: string): void => log({ level: 'warn', event: 'store.warned', detail });
  let opened: OpenStore;
  let pins: CheckpointPins;
  try {
    pins = openCheckpointFiles({ dir: logFolder(config), of: config.NT2_CHECKPOINT_DIR === null ? 'NT2_STATE_DIR' : 'NT2_CHECKPOINT_DIR' });
    opened = await openStore(config, { clock, watermark, log: warned, meters, commitHook: commits?.hook, restoring });
  } catch (error) {
    watermark.close();
    throw error;
  }
  const { store, storageOf, findUnrecoverable } = opened;
  const close = async (): Promise<void> => {
    await store.close();
    watermark.close();
  };
  const secretSettings = createSecretSettings({ store, key: keys.vault, previous: older.map((one) => one.vault), random });
  const chatKeys =
    config.NT2_CHAT_SECRET && [config.NT2_CHAT_SECRET.newest, ...config.NT2_CHAT_SECRET.older].map((secret) => deriveKeys(secret).vault);
  const own = chatKeys && createSecretSettings({ store, key: chatKeys[0] as Uint8Array, previous: chatKeys.slice(1), random });
  const chatSecrets = own === null ? secretSettings : selectChatSecrets(own);
  const tagKey = await loadTagKey(secretSettings, keys.tag, older.at(-1)?.tag ?? keys.tag).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const tenantTags: TenantTags = { tagOf: memoize((tenant) => tenantTag(tagKey, tenant) as TenantTag) };
  const { host } = config.NT2_PUBLIC_URL;
  const shares = createShares({
    store,
    clock,
    random,
    tenantTags,
    host,
    storage: storageOf,
    modalEntry: config.NT2_MODAL_ENTRY,
    retentionMs: config.NT2_RETENTION_DAYS * DAY_MS,
    quotas: quotasOf(config),
    scrypt,
  });
  return {
    store,
    findUnrecoverable,
    shares,
    tenantTags,
    apiTokens: createApiTokens({ store, clock, random, tenantTags, hash }),
    revocations: createSessionRevocations({ store, clock, hash }),
    secretSettings,
    chatSecrets,
    async reencrypt() {
      if (older.length > 0) await secretSettings.reencrypt();
      if (own === null) return;
      await own.reencrypt();
      await migrateSecrets(chatSecrets, secretSettings, { store, prefix: 'slack:' });
    },
    logs: openLog({
      store,
      pins,
      host,
      seeds: [keys.log, ...older.map((one) => one.log)],
      clock,
      keepYears: config.NT2_TLOG_RETENTION_YEARS,
      owner: hash(String(random(16))),
      log,
      channel: config.NT2_AUDIT_CHANNEL,
    }),
    close,
  };
}

export interface StartOptions extends Options {
  /** Beside those that the configuration asks for. */
  readonly adapters?: readonly Adapter[];
  /** Built pages; without them the server refuses to start. */
  readonly pages?: string;
  /** Sentences about settings under old names, for the log. */
  readonly renamed?: readonly string[];
}

/** @throws Fault `store.unavailable`, `store.unfit`, `files.unfit`, `server.pages` or `server.address`, with a message for the operator. */
export async function startApp(config: Config, options: StartOptions = {}): Promise<App> {
  const { clock = Date.now, write = toStdout } = options;
  const observer = await openTelemetry(config, clock);
  const log = observer.log(createLogger(write, config.NT2_LOG_LEVEL, clock));
  if (options.renamed?.length) log({ level: 'warn', event: 'settings.renamed', detail: options.renamed.join(' ') });
  const pages = config.NT2_ROLE === 'chat' ? NO_PAGES : loadPages(options.pages ?? pagesFolder());
  if (pages === null) throw new Fault('server.pages', 'The pages have not been built: run `npm run build` once.');

  const commits = createCommitFeed();
  const opened = await openInstallation(config, { ...options, meters: observer.meters, commits });
  const tools = { ...opened, shares: observer.shares(opened.shares) };
  await tools.reencrypt();
  const stopping = new AbortController();
  const running: { door?: Listening; admin?: Listening | null; chat?: Chat; logs?: RunningLogs; metrics?: MetricsListener } = {};
  const close = once(async () => {
    stopping.abort();
    // Together: an adapter's own streams end with it, and the door waits for them.
    await Promise.all([running.door?.stop(), running.admin?.stop(), running.metrics?.own?.stop(), running.chat?.stop()]);
    await running.logs?.stop();
    await tools.close();
    await observer.stop();
  });
  try {
    const say = (event: string, facts: Readonly<Record<string, string>>): void => log({ level: 'info', event, ...facts });
    const adapters = [
      ...(options.adapters ?? []),
      ...(config.NT2_PLAYGROUND ? [await openPlayground(config, pages, clock)] : []),
      ...(await openAdapters(config, tools, { clock, log: say })),
    ].map(observer.adapter);
    running.chat = await startChat(config, { ...tools, adapters, clock, log });
    const logs = await runLogs({
      ...tools,
      commits,
      channel: config.NT2_AUDIT_CHANNEL,
      adapters,
      clock,
      log,
      failed: (event) => logFailure(log, event),
    });
    running.logs = logs;
    const { store } = tools;
    const { oldestPendingMs, oldestUnclaimedMs } = running.chat;
    const health = { adapters, oldestPendingMs: oldestPendingMs, oldestUnclaimedMs: oldestUnclaimedMs };
    running.metrics = await openMetrics(config, observer, {
      adapters,
      oldestPendingMs: () => Math.max(oldestPendingMs(), oldestUnclaimedMs()),
      store,
      logs: tools.logs,
      clock,
    });
    const adapterRoutes = [...adapters.flatMap((adapter) => adapter.routes), ...running.metrics.routes];
    const { request: during } = observer;
    const parts = {
      logs,
      pages,
      clock,
      log,
      traceRequest: during,
      shuttingDown: stopping.signal,
      onChange: running.chat.wake,
      adapterRoutes,
      chat: health,
    };
    const deps = buildServerDeps(config, tools, parts);
    running.door = await listenPublic(config, deps);
    running.admin = await listenAdmin(config, deps, running.metrics.forAdmin);
    const { port, leave } = running.door;
    log({ level: 'info', event: 'started', port, storage: (await store.health()).storage });
    const metricsPort = running.metrics.own?.port ?? null;
    const adminPort = running.admin?.port ?? null;
    return { url: config.NT2_PUBLIC_URL.origin, port, metricsPort, adminPort, store, shares: tools.shares, leave, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The chat platforms, not started. */
export function openAdapters(
  config: Config,
  { chatSecrets, store }: Pick<Installation, 'chatSecrets' | 'store'>,
  { clock = Date.now, log = () => undefined }: Partial<Pick<PlatformDeps, 'clock' | 'log'>> = {},
): Promise<Adapter[]> {
  return openPlatforms(config, { clock, secretSettings: chatSecrets, store, log });
}

function toStdout(line: string): void {
  process.stdout.write(line);
}
