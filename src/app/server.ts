// The composition root of `nt2 serve`: starts chat, jobs and listeners on an open installation. It holds no rule of the product.
// See docs/decisions/leaving-before-closing.md.

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Adapter } from '../bot/port.ts';
import type { Config } from '../config/settings.ts';
import { NO_SIBLINGS, type Siblings } from '../core/ports/siblings.ts';
import { Fault } from '../core/refusal.ts';
import type { TenantTag } from '../core/share.ts';
import { announcePages } from '../core/tlog/announce-pages.ts';
import { createLogger } from '../logging/logger.ts';
import { takesFiles } from './blobs.ts';
import type { StreamSlots } from '../server/limits/open-streams.ts';
import { createFileSweeper, type FileSweeper } from '../jobs/file-sweeper.ts';
import { createEvidenceFiller } from '../jobs/evidence-filler.ts';
import type { Listening } from '../server/listen.ts';
import { listOfPages, loadPages, NO_PAGES, type PageFacts } from '../server/pages/pages.ts';
import { createCommitFeed } from '../store/layers/commit-hook.ts';
import { logFailure, openDirectory, startChat, type Chat } from './chat.ts';
import { openInstallation, retentionOf, type Exclusive, type Installation, type InstallationOptions } from './installation.ts';
import { buildServerDeps, listenAdmin, listenPublic, openMetrics, type MetricsListener } from './listeners.ts';
import { openOidc } from './oidc.ts';
import { createPolicyControl, openPolicy, type ReadFile } from './policy.ts';
import { openPlatforms, openPlayground } from './platforms.ts';
import { fingerprint, libsodium, once, toStdout } from './runtime.ts';
import { openTelemetry } from './telemetry.ts';
import { runLogs, type RunningLogs } from './tlog.ts';
import { startWebhooks, type RunningWebhooks } from './webhooks.ts';
import { openWitnesses } from './witnesses.ts';

export interface StartOptions extends Omit<InstallationOptions, 'meters' | 'commits' | 'restoring' | 'siblings' | 'exclusive' | 'policy'> {
  /** In addition to those that the configuration asks for. */
  readonly adapters?: readonly Adapter[];
  /** Folder of the built pages; without them the server refuses to start. */
  readonly pages?: string;
  /** Sentences about settings under old names, for the log. */
  readonly renamed?: readonly string[];
  /** Why it has no workers although the settings ask for some, for the log. */
  readonly oneWorker?: string | null;
  /** What the primary process does for this worker, where there is one. */
  readonly primary?: PrimaryServices;
  /** Reads the file of the policy; absent: from the disk. */
  readonly readFile?: ReadFile;
}

export interface PrimaryServices {
  readonly siblings: Siblings;
  readonly streams: StreamSlots;
  readonly exclusive: Exclusive;
  /** What all workers have measured, as text. */
  readonly sumMetrics: () => Promise<string>;
}

export interface RunningServer extends Pick<Installation, 'store' | 'shares'> {
  /** NT2_PUBLIC_URL without a slash at its end. */
  readonly url: string;
  readonly port: number;
  /** Null: the metrics have no port of their own. */
  readonly metricsPort: number | null;
  /** Null: what is not for people has no port of its own. */
  readonly adminPort: number | null;
  /** Goes on as before, but tells load balancers to send no one else. */
  leave(): void;
  /** Reads the policy again; one with faults changes nothing. */
  reloadPolicy(read: ReadFile): Promise<void>;
  /** Finishes what has begun, then closes everything. */
  close(): Promise<void>;
}

/** Where `npm run build` puts the pages: the same folder for the sources and for the bundled server. */
export function pagesFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return join(here, here.endsWith(join('dist', 'server')) ? '../pages' : '../../dist/pages');
}

const pageFacts = (config: Config): PageFacts => ({
  operator: config.NT2_OPERATOR,
  clearHiddenMinutes: config.NT2_CLEAR_HIDDEN_MINUTES,
  fileBytes: takesFiles(config) ? config.NT2_FILE_MAX_BYTES : null,
});

/** @throws Fault `store.unavailable`, `store.unfit`, `files.unfit`, `server.pages` or `server.address`, with a message for the operator. */
export async function startServer(config: Config, options: StartOptions = {}): Promise<RunningServer> {
  const { clock = Date.now, write = toStdout, primary } = options;
  const siblings = primary?.siblings ?? NO_SIBLINGS;
  const observer = await openTelemetry(config, clock);
  const log = observer.log(createLogger(write, config.NT2_LOG_LEVEL, clock));
  if (options.renamed?.length) log({ level: 'warn', event: 'settings.renamed', detail: options.renamed.join(' ') });
  if (options.oneWorker) log({ level: 'info', event: 'workers.one', detail: options.oneWorker });
  if (!libsodium.ok) log({ level: 'info', event: 'libsodium.missing', detail: libsodium.reason });
  // A part that answers chat alone serves none, and has them for what a platform shows in a browser.
  const pages = loadPages(options.pages ?? pagesFolder(), pageFacts(config)) ?? (config.NT2_ROLE === 'chat' ? NO_PAGES : null);
  if (pages === null) throw new Fault('server.pages', 'The pages have not been built: run `npm run build` once.');

  const policies = await openPolicy(config, options.readFile);
  const commits = createCommitFeed();
  const opened = await openInstallation(config, {
    ...options,
    siblings,
    exclusive: primary?.exclusive,
    meters: observer.meters,
    commits,
    policy: policies.current,
  });
  const tools = { ...opened, shares: observer.shares(opened.shares) };
  const tagsOfLogs = async (): Promise<TenantTag[]> => (await tools.store.logs()).map(({ tag }) => tag);
  const policy = createPolicyControl({
    policies,
    announcer: tools.policy,
    tags: tagsOfLogs,
    log,
  });
  await tools.reencrypt();
  const stopping = new AbortController();
  const running: {
    server?: Listening;
    admin?: Listening | null;
    chat?: Chat;
    logs?: RunningLogs;
    webhooks?: RunningWebhooks;
    evidence?: ReturnType<typeof createEvidenceFiller>;
    files?: FileSweeper;
    metrics?: MetricsListener;
  } = {};
  const close = once(async () => {
    stopping.abort();
    // Together: an adapter's own streams end with it, and the server waits for them.
    await Promise.all([
      running.server?.stop(),
      running.admin?.stop(),
      running.metrics?.own?.stop(),
      running.chat?.stop(),
      running.webhooks?.stop(),
      running.evidence?.stop(),
      running.files?.stop(),
    ]);
    await running.logs?.stop();
    await tools.close();
    await observer.stop();
  });
  try {
    const { store, chatSecrets } = tools;
    const say = (event: string, facts: Readonly<Record<string, string>>): void => log({ level: 'info', event, ...facts });
    const adapters = [
      ...(options.adapters ?? []),
      ...(config.NT2_PLAYGROUND ? [await openPlayground(config, pages, clock)] : []),
      ...(await openPlatforms(config, { chatSecrets, store, clock, siblings, pages, log: say })),
    ].map(observer.adapter);
    const chat = (running.chat = await startChat(config, {
      ...tools,
      ...retentionOf(config),
      endpointIds: tools.endpoints.ids,
      owner: tools.logs.owner,
      adapters,
      clock,
      log,
    }));
    const witnesses = await openWitnesses(config, { store, clock, log });
    const logs = (running.logs = await runLogs({
      ...tools,
      commits,
      channel: config.NT2_AUDIT_CHANNEL,
      witnesses,
      adapters,
      clock,
      log,
      failed: (event) => logFailure(log, event),
    }));
    running.webhooks = startWebhooks(config, { ...tools, clock, failed: logFailure(log, 'webhooks.failed') });
    await policy.tell();
    const list = config.NT2_ROLE === 'chat' ? null : listOfPages(pages);
    const nameOf = tools.logs.nameOf;
    if (list !== null) await announcePages({ store, clock, nameOf }, await tagsOfLogs(), fingerprint(list));
    const { owner } = tools.logs;
    running.evidence = createEvidenceFiller({ store, clock, owner, ...retentionOf(config) }, logFailure(log, 'evidence.failed'));
    const { blobs } = tools;
    if (blobs !== null) {
      const trouble = tools.filesTrouble;
      const tell = (detail: string | null): void =>
        log(detail === null ? { level: 'info', event: 'files.back' } : { level: 'error', event: 'files.away', detail });
      running.files = createFileSweeper({ store, blobs, trouble, tell, clock, owner }, logFailure(log, 'files.failed'));
    }
    const { oldestPendingMs, oldestUnclaimedMs } = chat;
    const sights = {
      adapters,
      oldestPendingMs: () => Math.max(oldestPendingMs(), oldestUnclaimedMs()),
      store,
      logs: tools.logs,
      witnesses,
      endpoints: tools.endpoints,
      policyRefused: policy.isRefused,
      files: running.files?.found ?? null,
      filesTrouble: tools.filesTrouble,
      clock,
    };
    const workers = { siblings, sum: primary?.sumMetrics ?? null };
    const metrics = (running.metrics = await openMetrics(config, observer, sights, workers));
    const deps = buildServerDeps(config, tools, {
      logTrouble: logs.trouble,
      policyHealth: policy.health,
      ...(blobs !== null && { filesTrouble: tools.filesTrouble }),
      pages,
      clock,
      log,
      traceRequest: observer.request,
      shuttingDown: stopping.signal,
      onChange: chat.wake,
      adapterRoutes: [...adapters.flatMap((adapter) => adapter.routes), ...metrics.routes],
      chat: { adapters, oldestPendingMs, oldestUnclaimedMs },
      directory: await openDirectory(adapters),
      provider: await openOidc(config, clock),
      ...primary,
    });
    running.server = await listenPublic(config, deps);
    running.admin = await listenAdmin(config, deps, metrics.forAdmin);
    const { port, leave } = running.server;
    const { storage } = await store.health();
    if (primary === undefined) log({ level: 'info', event: 'started', port, storage });
    else log({ level: 'info', event: 'worker.started', port, storage, worker: siblings.number });
    const metricsPort = metrics.own?.port ?? null;
    const adminPort = running.admin?.port ?? null;
    return {
      url: config.NT2_PUBLIC_URL.origin,
      port,
      metricsPort,
      adminPort,
      store,
      shares: tools.shares,
      leave,
      reloadPolicy: policy.reload,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
