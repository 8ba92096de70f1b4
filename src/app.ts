// The composition root: makes the parts and wires them. No rule of the product is here.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Adapter } from './bot/port.ts';
import type { Config } from './config.ts';
import { quotasOf } from './config/quota.ts';
import type { Keepsake } from './core/log/ports.ts';
import type { Clock, Ids, Store } from './core/ports.ts';
import { Fault } from './core/refusal.ts';
import type { Tag } from './core/share.ts';
import { createShares, type Shares } from './core/shares.ts';
import { createTokens } from './core/tokens.ts';
import { chatVault, createVault, moveInto, tagKeyOf, type OwnVault, type Vault } from './core/vault.ts';
import { deriveKeys, tenantTag } from './crypto/keys/root.ts';
import { complain, joinChat, type Chat } from './app/chat.ts';
import { hear, openLog, runLogs, type Hearing, type OpenLog, type RunningLogs } from './app/log.ts';
import { openMetrics, openObserver, type MetricsDoor } from './app/observe.ts';
import { openPlatforms, openPlayground, type PlatformParts } from './app/platforms.ts';
import { hash, once, random, remember, scrypt } from './app/runtime.ts';
import { everyAnswer } from './server/http/headers.ts';
import { createLog } from './server/http/log.ts';
import { listen, type Listening } from './server/listen.ts';
import { loadPages, type Pages } from './server/pages/pages.ts';
import { createSecrets } from './server/secrets.ts';
import { createServer } from './server/server.ts';
import type { ServerWorld } from './server/world.ts';
import { createApiTokens, type ApiTokens } from './server/who/api-tokens.ts';
import { createEnded, type Ended } from './server/who/ended.ts';
import { openStores, type Stores } from './app/key-store.ts';

export { slackManifest } from './app/platforms.ts';

export interface Options {
  readonly clock?: Clock;
  /** Takes log lines with their line break. */
  readonly write?: (line: string) => void;
  /** Laid over the store. */
  readonly over?: (store: Store) => Store;
  /** Names the backup that is put into the store; what is seen of it is remembered once it is whole. */
  readonly restoring?: string;
}

/** The store and what works on it: enough for the operator's commands. */
export interface Tools extends Pick<Stores, 'store' | 'lost'> {
  readonly shares: Shares;
  readonly apiTokens: ApiTokens;
  readonly ended: Ended;
  readonly ids: Ids;
  readonly vault: OwnVault;
  /** What belongs to chat alone; the same one unless NT2_CHAT_SECRET is given. */
  readonly ofChat: Vault;
  /** Seals anew what was sealed under earlier secrets. */
  renew(): Promise<void>;
  readonly logs: OpenLog;
  onCommit(listener: Hearing): void;
  close(): Promise<void>;
}

export interface App extends Pick<Tools, 'store' | 'shares'> {
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
const NO_PAGES: Pages = { shells: new Map(), assets: new Map() };

/** Where `npm run build` puts the pages: beside the sources and beside the bundled server alike. */
export function pagesFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return join(here, here.endsWith(join('dist', 'server')) ? '../pages' : '../dist/pages');
}

/** Where the last checkpoints lie. */
export const logFolder = (config: Pick<Config, 'NT2_LOG_DIR' | 'NT2_DATA'>): string => config.NT2_LOG_DIR ?? join(config.NT2_DATA, 'log');

/** @throws Fault `store.unavailable`, `store.unfit` or `files.unfit`. */
export async function openTools(config: Config, options: Options = {}): Promise<Tools> {
  const { clock = Date.now, write = toStdout, over = (store) => store, restoring } = options;
  const log = createLog(write, config.NT2_LOG_LEVEL, clock);
  const keys = deriveKeys(config.NT2_SECRET);
  const older = config.NT2_SECRET_PREVIOUS.map(deriveKeys);
  const [{ openWatermark }, { openKeepsake }] = await Promise.all([import('./store/watermark.ts'), import('./store/keepsake.ts')]);
  const watermark = openWatermark({ dir: restoring === undefined ? config.NT2_DATA : null });
  const warned = (detail: string): void => log({ level: 'warn', event: 'store.warned', detail });
  let begin: Hearing = () => () => undefined;
  let stores: Stores;
  let keepsake: Keepsake;
  try {
    keepsake = openKeepsake({ dir: logFolder(config), of: config.NT2_LOG_DIR === null ? 'NT2_DATA' : 'NT2_LOG_DIR' });
    stores = await openStores(config, { clock, watermark, warned, restoring });
  } catch (error) {
    watermark.close();
    throw error;
  }
  const { storageOf, lost } = stores;
  const store = hear(over(stores.store), (tag) => begin(tag));
  const close = async (): Promise<void> => {
    await store.close();
    watermark.close();
  };
  const vault = createVault({ store, key: keys.vault, previous: older.map((one) => one.vault), random });
  const chatKeys =
    config.NT2_CHAT_SECRET && [config.NT2_CHAT_SECRET.newest, ...config.NT2_CHAT_SECRET.older].map((secret) => deriveKeys(secret).vault);
  const own = chatKeys && createVault({ store, key: chatKeys[0] as Uint8Array, previous: chatKeys.slice(1), random });
  const ofChat = own === null ? vault : chatVault(own);
  const tagKey = await tagKeyOf(vault, keys.tag, older.at(-1)?.tag ?? keys.tag).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const ids: Ids = { tagOf: remember((tenant) => tenantTag(tagKey, tenant) as Tag) };
  const { host } = config.NT2_PUBLIC_URL;
  const shares = createShares({
    store,
    clock,
    random,
    ids,
    host,
    storage: storageOf,
    modalEntry: config.NT2_MODAL_ENTRY,
    retentionMs: config.NT2_RETENTION_DAYS * DAY_MS,
    quotas: quotasOf(config),
    scrypt,
  });
  return {
    store,
    lost,
    shares,
    ids,
    apiTokens: createApiTokens({ store, clock, random, ids, hash }),
    ended: createEnded({ store, clock, hash }),
    vault,
    ofChat,
    async renew() {
      if (older.length > 0) await vault.renew();
      if (own === null) return;
      await own.renew();
      await moveInto(ofChat, vault, { store, prefix: 'slack:' });
    },
    logs: openLog({
      store,
      keepsake,
      host,
      seeds: [keys.log, ...older.map((one) => one.log)],
      clock,
      keepYears: config.NT2_LOG_YEARS,
      owner: hash(String(random(16))),
      log,
      channel: config.NT2_AUDIT_CHANNEL,
    }),
    onCommit: (listener) => void (begin = listener),
    close,
  };
}

export interface StartOptions extends Options {
  /** Beside those that the configuration asks for. */
  readonly adapters?: readonly Adapter[];
  /** Built pages; without them the server refuses to start. */
  readonly pages?: string;
}

/** @throws Fault `store.unavailable`, `store.unfit`, `files.unfit`, `server.pages` or `server.address`, with a message for the operator. */
export async function startApp(config: Config, options: StartOptions = {}): Promise<App> {
  const { clock = Date.now, write = toStdout } = options;
  const observer = await openObserver(config, clock);
  const log = observer.log(createLog(write, config.NT2_LOG_LEVEL, clock));
  const pages = config.NT2_ROLE === 'chat' ? NO_PAGES : loadPages(options.pages ?? pagesFolder());
  if (pages === null) throw new Fault('server.pages', 'The pages have not been built: run `npm run build` once.');

  const opened = await openTools(config, { ...options, over: observer.store });
  const tools = { ...opened, shares: observer.shares(opened.shares) };
  await tools.renew();
  const stopping = new AbortController();
  const running: { door?: Listening; admin?: Listening | null; chat?: Chat; logs?: RunningLogs; metrics?: MetricsDoor } = {};
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
    running.chat = await joinChat(config, { ...tools, adapters, clock, log });
    const logs = await runLogs({
      ...tools,
      channel: config.NT2_AUDIT_CHANNEL,
      adapters,
      clock,
      log,
      failed: (event) => complain(log, event),
    });
    running.logs = logs;
    tools.onCommit(logs.begin);
    const { store } = tools;
    const { waitsMs, untakenMs } = running.chat;
    const health = { adapters, waitsMs, untakenMs };
    running.metrics = await openMetrics(config, observer, {
      adapters,
      waitsMs: () => Math.max(waitsMs(), untakenMs()),
      store,
      logs: tools.logs,
      clock,
    });
    const routes = [...adapters.flatMap((adapter) => adapter.routes), ...running.metrics.routes];
    const { request: during } = observer;
    const parts = { logs, pages, clock, log, during, stopping: stopping.signal, changed: running.chat.nudge, routes, chat: health };
    const world = worldOf(config, tools, parts);
    running.door = await openDoor(config, world);
    running.admin = await openAdmin(config, { ...world, routes: running.metrics.forAdmin });
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
  { ofChat, store }: Pick<Tools, 'ofChat' | 'store'>,
  { clock = Date.now, log = () => undefined }: Partial<Pick<PlatformParts, 'clock' | 'log'>> = {},
): Promise<Adapter[]> {
  return openPlatforms(config, { clock, vault: ofChat, store, log });
}

interface Parts extends Pick<ServerWorld, 'pages' | 'routes' | 'chat' | 'clock' | 'log' | 'during' | 'stopping' | 'changed'> {
  readonly logs: RunningLogs;
}

type World = Omit<ServerWorld, 'leaving'> & { readonly leaving: AbortController };

function worldOf(config: Config, { store, shares, apiTokens, ended, ids, logs }: Tools, parts: Parts): World {
  const { clock } = parts;
  return {
    ...parts,
    role: config.NT2_ROLE,
    admin: config.NT2_ADMIN_PORT === null ? 'here' : 'elsewhere',
    leaving: new AbortController(),
    shares,
    receipts: logs.receipts,
    store,
    apiTokens,
    ended,
    ids,
    logs: { store, signers: logs.signers, trouble: parts.logs.trouble },
    tokens: createTokens({ store, clock, random, ids }),
    secrets: createSecrets(deriveKeys(config.NT2_SECRET), config.NT2_SECRET_PREVIOUS.map(deriveKeys)),
    publicUrl: config.NT2_PUBLIC_URL,
    trustedProxies: config.NT2_TRUSTED_PROXIES,
    brings: { shares: config.NT2_QUOTA_ADDRESS_SHARES, bytes: config.NT2_QUOTA_ADDRESS_BYTES },
    rates: { address: config.NT2_RATE_ADDRESS, person: config.NT2_RATE_PERSON, tenant: config.NT2_RATE_TENANT },
  };
}

function openDoor(config: Config, { leaving, ...world }: World): Promise<Listening> {
  return listen({
    fetch: createServer({ ...world, leaving: leaving.signal }).fetch,
    always: everyAnswer(config.NT2_PUBLIC_URL),
    leaving,
    host: config.NT2_HOST,
    port: config.NT2_PORT,
    trustedProxies: config.NT2_TRUSTED_PROXIES,
    connections: config.NT2_CONNECTIONS,
    connectionsPerAddress: config.NT2_CONNECTIONS_ADDRESS,
  });
}

async function openAdmin(config: Config, { leaving, ...world }: World): Promise<Listening | null> {
  const { NT2_ADMIN_PORT: port, NT2_ADMIN_HOST: host } = config;
  if (port === null) return null;
  const { fetch } = createServer({ ...world, admin: 'alone', leaving: leaving.signal });
  return listen({ fetch, host, port, always: everyAnswer(config.NT2_PUBLIC_URL) });
}

function toStdout(line: string): void {
  process.stdout.write(line);
}
