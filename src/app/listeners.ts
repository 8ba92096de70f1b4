// What the server is given, and the ports where it listens: the public one, the operator's, and that of the metrics.
// See docs/decisions/admin-port.md.

import { newHash, pause, random, turn } from './runtime.ts';
import { dirname } from 'node:path';
import type { AdapterRoute } from '../bot/port.ts';
import type { Config } from '../config/settings.ts';
import type { MetricSources } from '../telemetry/collect.ts';
import type { MeasuredWorkers, Observer } from '../telemetry/observer.ts';
import { createBoard } from '../core/evidence/board.ts';
import { createEvidenceAccess } from '../core/evidence/evidence.ts';
import type { PolicySource } from '../core/policy/policy.ts';
import type { Clock } from '../core/ports/clock.ts';
import { NO_DIRECTORY, type Directory } from '../core/ports/directory.ts';
import { NO_SIBLINGS, type Siblings } from '../core/ports/siblings.ts';
import type { SignInProvider } from '../core/ports/sign-in-provider.ts';
import type { Store } from '../core/ports/store.ts';
import { createDeviceCodes } from '../core/device-codes.ts';
import { createSignInTokens } from '../core/sign-in-tokens.ts';
import { createTerminals } from '../core/terminals.ts';
import { deriveKeys } from '../crypto/keys/root.ts';
import type { AuthDeps, CoreDeps, LifecycleDeps, ServerDeps, SiteDeps } from '../server/deps.ts';
import type { ChatHealth, HealthSources } from '../server/health.ts';
import { createBoardAccounts, NO_ACCOUNTS } from '../server/auth/board-accounts.ts';
import { createNonces } from '../server/auth/nonces.ts';
import { baseHeaders } from '../server/http/headers.ts';
import { createErrorPages } from '../server/pages/error-page.ts';
import { createStreamSlots, type StreamSlots } from '../server/limits/open-streams.ts';
import { type Listening, listen } from '../server/listen.ts';
import { createIdempotency } from '../server/idempotency.ts';
import { createServerCrypto } from '../server/server-crypto.ts';
import { createServer } from '../server/server.ts';
import { fileFolder } from './blobs.ts';
import { logFolder } from './installation.ts';
import type { Endpoints } from '../webhooks/endpoints.ts';
import type { OpenLog } from './tlog.ts';
import { openWebhookKeeping } from './webhooks.ts';

/** What is already running, and what is served. */
interface Parts
  extends Pick<SiteDeps, 'pages' | 'adapterRoutes'>, Pick<LifecycleDeps, 'log' | 'traceRequest' | 'shuttingDown' | 'onChange'> {
  readonly logTrouble: () => string | null;
  readonly policyHealth?: HealthSources['policy'];
  /** Absent: no files are taken. */
  readonly filesTrouble?: HealthSources['filesTrouble'];
  readonly chat: ChatHealth;
  readonly clock: Clock;
  readonly siblings?: Siblings;
  /** Absent: no platform is here. */
  readonly directory?: Directory;
  /** Null: people sign in from chat alone. */
  readonly provider?: SignInProvider | null;
  readonly streams?: StreamSlots;
}

/** What an open installation provides. */
interface Opened
  extends
    Pick<CoreDeps, 'shares' | 'files' | 'rotations' | 'offboardings' | 'envelopes' | 'calendars' | 'tenantTags'>,
    Pick<AuthDeps, 'apiTokens' | 'revocations' | 'bonds' | 'machines'> {
  readonly store: Store;
  readonly endpoints: Endpoints;
  readonly logs: OpenLog;
  readonly policy: PolicySource;
}

/** Of no chat: attempts to sign in for a board are remembered under it. */
const BOARD_TENANT = 'oidc:board';

interface Deps extends ServerDeps {
  /** Says when `draining` of the lifecycle begins. */
  readonly draining: AbortController;
}

export function buildServerDeps(
  config: Config,
  {
    store,
    shares,
    files,
    rotations,
    offboardings,
    envelopes,
    calendars,
    endpoints,
    apiTokens,
    revocations,
    bonds,
    machines,
    tenantTags,
    logs,
    policy,
  }: Opened,
  parts: Parts,
): Deps {
  const { clock, log, pages, adapterRoutes, chat, onChange, traceRequest, shuttingDown } = parts;
  const { siblings = NO_SIBLINGS, directory = NO_DIRECTORY, provider = null, streams = createStreamSlots() } = parts;
  const draining = new AbortController();
  const serverCrypto = createServerCrypto(deriveKeys(config.NT2_SECRET), config.NT2_SECRET_PREVIOUS.map(deriveKeys));
  const { NT2_PUBLIC_URL: publicUrl, NT2_TERMINALS: takesTerminals } = config;
  const tag = tenantTags.tagOf(BOARD_TENANT);
  const accountParts = { serverCrypto, revocations, store, tag, clock, random, publicUrl };
  return {
    draining,
    site: {
      publicUrl: config.NT2_PUBLIC_URL,
      role: config.NT2_ROLE,
      routes: config.NT2_ADMIN_PORT === null ? 'all' : 'public',
      pages,
      adapterRoutes,
    },
    core: {
      shares,
      files,
      rotations,
      offboardings,
      envelopes,
      calendars,
      receipts: logs.receipts,
      tokens: createSignInTokens({ store, clock, random, tenantTags }),
      tenantTags,
      webhooks: openWebhookKeeping(config, { store, endpoints, clock }),
      directory,
      logs: { store, signers: logs.signers },
      watch: store.watch,
      board: createBoard({ store, clock, tenantTags }),
      evidence: createEvidenceAccess({ store, clock, nameOf: logs.nameOf, newHash, turn }),
      boardPolicy: () => policy.current()?.board,
      clock,
    },
    auth: {
      apiTokens,
      revocations,
      bonds,
      deviceCodes: createDeviceCodes({
        store,
        clock,
        random,
        tenantTags,
        mac: (text) => serverCrypto.mac('login', text),
        takesTerminals,
      }),
      terminals: createTerminals({ store, bonds, clock, random, tenantTags, isGone: directory.isGone, takesTerminals }),
      machines,
      nonces: createNonces({ serverCrypto, clock, random }),
      serverCrypto,
      idempotency: createIdempotency({ store, clock, random, tenantTags, mac: serverCrypto.mac, pause }),
      accounts: provider === null ? NO_ACCOUNTS : createBoardAccounts({ ...accountParts, provider }),
    },
    limits: {
      consume: store.consume,
      trustedProxies: config.NT2_TRUSTED_PROXIES,
      uploadLimits: {
        shares: config.NT2_QUOTA_ADDRESS_SHARES,
        bytes: config.NT2_QUOTA_ADDRESS_BYTES,
        fileBytes: config.NT2_QUOTA_ADDRESS_FILE_BYTES,
      },
      rates: { address: config.NT2_RATE_ADDRESS, person: config.NT2_RATE_PERSON, tenant: config.NT2_RATE_TENANT },
    },
    lifecycle: {
      log,
      health: {
        store,
        chat,
        logTrouble: parts.logTrouble,
        ...(parts.policyHealth && { policy: parts.policyHealth }),
        ...(parts.filesTrouble && { filesTrouble: parts.filesTrouble }),
      },
      onChange,
      traceRequest,
      draining: draining.signal,
      shuttingDown,
      streams,
      siblings,
    },
  };
}

/** Bytes that arriving requests may hold, in all workers together. */
const ARRIVING_BYTES = 32 * 1024 * 1024;

export function listenPublic(config: Config, { draining, ...deps }: Deps): Promise<Listening> {
  // Connections are dealt out in turn, so each worker has its part of what the instance may hold.
  const part = (whole: number): number => Math.floor(whole / deps.lifecycle.siblings.count);
  return listen({
    fetch: createServer(deps).fetch,
    always: baseHeaders(config.NT2_PUBLIC_URL),
    answerLargeHead: createErrorPages(deps.site.pages, config.NT2_PUBLIC_URL).answerLargeHead,
    draining,
    host: config.NT2_HOST,
    port: config.NT2_PORT,
    trustedProxies: config.NT2_TRUSTED_PROXIES,
    connections: part(config.NT2_CONNECTIONS),
    connectionsPerAddress: part(config.NT2_CONNECTIONS_ADDRESS),
    arrivingBytes: part(ARRIVING_BYTES),
  });
}

/** `adapterRoutes`: routes in addition to the API. Null: there is no admin port. */
export async function listenAdmin(
  config: Config,
  { site, ...deps }: ServerDeps,
  adapterRoutes: SiteDeps['adapterRoutes'],
): Promise<Listening | null> {
  const { NT2_ADMIN_PORT: port, NT2_ADMIN_HOST: host } = config;
  if (port === null) return null;
  const { fetch } = createServer({ ...deps, site: { ...site, routes: 'admin', adapterRoutes } });
  return listen({ fetch, host, port, always: baseHeaders(config.NT2_PUBLIC_URL) });
}

export interface MetricsListener {
  /** The port of their own, if there is one. */
  readonly own: Listening | null;
  /** For the public port: only with a token, and without an admin port. */
  readonly routes: readonly AdapterRoute[];
  readonly forAdmin: readonly AdapterRoute[];
}

/** @throws Fault `server.address` */
export async function openMetrics(
  config: Config,
  observer: Pick<Observer, 'page'>,
  sights: Omit<MetricSources, 'folders'>,
  workers: MeasuredWorkers = { siblings: NO_SIBLINGS, sum: null },
): Promise<MetricsListener> {
  const { NT2_METRICS_PORT: port, NT2_METRICS_HOST: host, NT2_METRICS_TOKEN: token, NT2_ADMIN_PORT: admin } = config;
  const route = observer.page?.({ ...sights, folders: foldersOf(config) }, workers);
  if (route === undefined) return { own: null, routes: [], forAdmin: [] };
  const fetch = (request: Request): Promise<Response> | Response =>
    request.method === 'GET' && new URL(request.url).pathname === route.path ? route.handle(request) : new Response(null, { status: 404 });
  return {
    own: port === null ? null : await listen({ fetch, host, port, always: baseHeaders(config.NT2_PUBLIC_URL) }),
    routes: token === null || admin !== null ? [] : [route],
    forAdmin: [route],
  };
}

/** Where files grow, by what they are for. */
function foldersOf(config: Config): Readonly<Record<string, string>> {
  const { NT2_STORE: where, NT2_STATE_DIR: data } = config;
  const store = where.kind === 'sqlite' && where.file !== ':memory:' ? { store: dirname(where.file) } : {};
  const files = fileFolder(config);
  return { data, log: logFolder(config), ...store, ...(files !== null && { files }) };
}
